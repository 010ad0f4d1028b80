import { formatDuration } from "../../core/format.ts";

/** How a moving mark looks at a moment. */
export type Motion = "none" | "seconds" | "spinner";

/** Where the spinner stands is changed this often. */
export const spinnerPeriodMs = 90;

/**
 * One cell that turns. Like a stopwatch it is a mark in the text that the screen replaces whenever it paints, so that nothing has to be
 * rendered anew for it. Marks are characters of Unicode's last private plane: each is one column wide, and `safeText` lets none of them in.
 */
export const spinner = "\u{10f000}";

export interface StopwatchLook {
  /** How many columns it takes, at least 4; 11 hold every time, with fewer only the larger unit is shown. */
  readonly columns?: number;
  readonly align?: "left" | "right";
}

/**
 * A running stopwatch: `12 s`, `2 min 5 s`. In: when it was started, in ms since the epoch. Out: marks that take the given columns and are
 * replaced by the time that has passed, for as long as they stand in the frame. The moment itself is written in them.
 */
export function stopwatch(startedAtMs: number, { columns = 11, align = "left" }: StopwatchLook = {}): string {
  const tenths = Math.max(0, Math.round(startedAtMs / 100));
  const digits = [tenths / base ** 2, tenths / base, tenths].map((part) =>
    String.fromCodePoint(firstDigit + (Math.floor(part) % base)),
  );
  return (align === "left" ? leftWatch : rightWatch) + digits.join("") + filler.repeat(Math.max(0, columns - 4));
}

/** A row with its marks replaced by what they show now, and how soon it will show something else. */
export function fillMarks(row: string, nowMs: number): { readonly text: string; readonly motion: Motion } {
  if (!mayHoldMarks.test(row)) return { text: row, motion: "none" };
  let motion: Motion = "none";
  const text = row.replace(marks, (mark: string) => {
    if (mark === spinner) {
      motion = "spinner";
      return turns[Math.floor(nowMs / spinnerPeriodMs) % turns.length] ?? "";
    }
    if (motion === "none") motion = "seconds";
    return watchText([...mark], nowMs);
  });
  return { text, motion };
}

const turns = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

const leftWatch = "\u{10f001}";
const rightWatch = "\u{10f002}";
const filler = "\u{10f003}";
/** Three digits of 4096 each hold a moment in tenths of a second until the year 2187. */
const base = 4096;
const firstDigit = 0x100000;

const mayHoldMarks = /[\udbc0-\udbff]/;
const marks = /\u{10f000}|[\u{10f001}\u{10f002}]?[\u{10f003}\u{100000}-\u{100fff}]+|[\u{10f001}\u{10f002}]/gu;

/** A run of marks that begins elsewhere than at a stopwatch, or ends within it, has been cut: it shows nothing, in as many columns. */
function watchText(cells: readonly string[], nowMs: number): string {
  const [first = "", ...rest] = cells;
  const isWatch = first === leftWatch || first === rightWatch;
  const digits = rest.slice(0, 3).map((cell) => (cell.codePointAt(0) ?? 0) - firstDigit);
  if (!isWatch || digits.length < 3 || digits.some((digit) => digit < 0 || digit >= base)) return " ".repeat(cells.length);
  const startedAtMs = digits.reduce((sum, digit) => sum * base + digit, 0) * 100;
  const text = durationText(nowMs - startedAtMs, cells.length);
  return first === leftWatch ? text.padEnd(cells.length) : text.padStart(cells.length);
}

function durationText(durationMs: number, columns: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  const text = seconds < 10 ? `${seconds} s` : formatDuration(seconds * 1000);
  const fitting = text.length <= columns ? text : text.split(" ").slice(0, 2).join(" ");
  return fitting.slice(0, columns);
}
