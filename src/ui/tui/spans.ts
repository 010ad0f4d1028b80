import { safeText } from "../../core/logs/escape.ts";
import { fitText, widthOf } from "../width.ts";

/** A piece of a row: text of any origin, and how it is painted. */
export interface Span {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/** Text made harmless; tabs become single spaces. */
export function plainText(text: string): string {
  return safeText(text, "none").replaceAll("\t", " ");
}

/** Spans side by side, cut at `columns`. */
export function rowOf(spans: readonly Span[], columns: number): string {
  let room = columns;
  let row = "";
  for (const { text, paint = same } of spans) {
    if (room <= 0) break;
    const fitted = fitText(text, room);
    row += paint(fitted);
    room -= widthOf(fitted);
  }
  return row;
}

/** A row of exactly `columns`: what is on the right keeps its place, what is on the left is cut first. `filler`: what stands between them, a column wide. */
export function spread(left: readonly Span[], right: readonly Span[], columns: number, filler: Span = { text: " " }): string {
  const rightColumns = Math.min(columns, spansWidth(right));
  const leftColumns = Math.max(0, columns - rightColumns - (rightColumns > 0 ? 1 : 0));
  const gap = Math.max(0, columns - rightColumns - Math.min(leftColumns, spansWidth(left)));
  const { text, paint = same } = filler;
  return `${rowOf(left, leftColumns)}${paint(text.repeat(gap))}${rowOf(right, rightColumns)}`;
}

/** Columns of the terminal that spans side by side take. */
export function spansWidth(spans: readonly Span[]): number {
  return spans.reduce((sum, { text }) => sum + widthOf(text), 0);
}

function same(text: string): string {
  return text;
}
