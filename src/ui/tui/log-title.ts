import type { LogStatus } from "../../core/logs/view.ts";
import type { Style } from "../style.ts";
import { plainText, type Span, spread } from "./spans.ts";

export interface LogTitleLook {
  readonly columns: number;
  readonly style: Style;
  readonly focused: boolean;
}

/** The line above the logs: what is shown of them, and whether they are followed. */
export function logTitle(status: LogStatus, { columns, style, focused }: LogTitleLook): string {
  const { filter, leastLevel, search, following, solo } = status;
  const told = (text: string): Span => ({ text: ` ${text} `, paint: style.yellow });
  const parts: readonly Span[] = [
    { text: focused ? "▸ " : "  ", paint: style.bold },
    { text: "logs", paint: style.bold },
    { text: `${countWords(status)} `, paint: style.dim },
    ...(solo === undefined ? [] : [told(`only ${plainText(solo)}`)]),
    ...(filter === undefined ? [] : [told(`filter ${plainText(filter.typed)}`)]),
    ...(leastLevel === undefined ? [] : [told(`${leastLevel} and above`)]),
    ...(search === undefined ? [] : [told(searchWords(search.typed, status))]),
    ...(status.wrap ? [told("wrap")] : []),
    ...(status.raw ? [told("raw")] : []),
  ];
  const right: Span = following
    ? { text: " following ", paint: style.dim }
    : { text: ` ${pausedWords(status)}`, paint: style.yellow };
  return spread(parts, [right], columns, ruler(style));
}

/** The line that a title stands on. */
export function ruler({ dim }: Style): Span {
  return { text: "─", paint: dim };
}

function countWords({ shown, total, progress }: LogStatus): string {
  if (total === 0) return "";
  const looking = progress < 1 ? ` (${Math.floor(progress * 100)} %)` : "";
  return shown < total ? ` ${thousands(shown)} of ${thousands(total)}${looking}` : ` ${thousands(total)}`;
}

function searchWords(typed: string, { matches }: LogStatus): string {
  const text = plainText(typed);
  if (!matches || (matches.total === 0 && matches.complete)) return `${text}: no match`;
  const total = `${thousands(matches.total)}${matches.complete ? "" : "…"}`;
  return matches.current === undefined ? `${text}: ${total} matches` : `${text}: match ${thousands(matches.current)} of ${total}`;
}

function pausedWords({ newBelow, lost }: LogStatus): string {
  const gone = lost ? "these lines are gone · " : "";
  return newBelow > 0 ? `${gone}paused · ${thousands(newBelow)} new below · G follows ` : `${gone}paused · G follows `;
}

function thousands(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, " ");
}
