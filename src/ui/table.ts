import { safeText } from "../core/logs/escape.ts";
import { padText, widthOf } from "./width.ts";

export interface Column {
  readonly title: string;
  /** Numbers stand to the right. */
  readonly align?: "left" | "right";
}

/**
 * Rows of cells → lines with the titles first, columns two spaces apart and aligned by what they take on a terminal. A cell may carry colours; any
 * other escape sequence in it is taken out. Missing cells are empty, no line ends in spaces.
 *
 *     SERVICE  MODE  SIZE
 *     api      dev   943MB
 */
export function table(rows: readonly (readonly string[])[], columns: readonly Column[]): readonly string[] {
  const titles = columns.map(({ title }) => title);
  const cells = [titles, ...rows].map((row) => columns.map((_, index) => safeText(row[index] ?? "", "colours")));
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => widthOf(row[index] ?? ""))));
  return cells.map((row) =>
    row
      .map((cell, index) => padText(cell, widths[index] ?? 0, columns[index]?.align))
      .join("  ")
      .trimEnd(),
  );
}
