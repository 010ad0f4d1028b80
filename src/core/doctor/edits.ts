import { endOfLine, indentOf, lineEnd, nextLine, type Span, startOfLine } from "./text.ts";

/** Puts `text` in the place of what stands from `start` to `end` (UTF-16 offsets). A file that is not there counts as empty. */
export interface TextEdit extends Span {
  readonly text: string;
}

/**
 * The text with all edits made. Throws where two of them touch the same characters, or put something at the same place: what would
 * come out then hangs on their order.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const clash = sorted.findIndex((edit, index) => index > 0 && overlaps(sorted[index - 1] ?? edit, edit));
  if (clash >= 0) throw new RangeError(`edits overlap at offset ${sorted[clash]?.start}`);
  let out = "";
  let at = 0;
  for (const edit of sorted) {
    out += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return out + text.slice(at);
}

/** True where two edits cannot both be made: they share characters of one file, or begin at the same place. */
export function overlaps(a: TextEdit, b: TextEdit): boolean {
  return a.file === b.file && (a.start === b.start || (a.start < b.end && b.start < a.end));
}

/** Replaces a span. */
export function replace({ file, start, end }: Span, text: string): TextEdit {
  return { file, start, end, text };
}

/** Puts text in front of an offset. */
export function insert(file: string, offset: number, text: string): TextEdit {
  return { file, start: offset, end: offset, text };
}

/**
 * Takes out the lines that a span covers, from the first to the last whole, with the blank line behind them where one stands in front
 * of them too or they begin the file. A comment above them stays, and one behind them on the last line.
 */
export function removeLines({ file, start, end }: Span, text: string): TextEdit {
  const from = startOfLine(text, start);
  const comment = /^[ \t]*#/.exec(text.slice(end, endOfLine(text, end)))?.[0];
  if (comment) return { file, start: from + indentOf(text, start).length, end: end + comment.length - 1, text: "" };
  const to = nextLine(text, Math.max(start, end - 1));
  const head = text.slice(0, from);
  const blankBefore = /^\ufeff?$/.test(head) || /\n[ \t]*\r?\n$/.test(head);
  const blankAfter = /^[ \t]*\r?\n/.exec(text.slice(to))?.[0] ?? "";
  const first = from === 0 && text.startsWith("\ufeff") ? 1 : from;
  return { file, start: first, end: blankBefore ? to + blankAfter.length : to, text: "" };
}

/** Writes whole lines in front of the line of an offset, with that line's indent and the file's line ends. */
export function linesBefore(span: Span, text: string, lines: readonly string[]): TextEdit {
  const indent = indentOf(text, span.start);
  const end = lineEnd(text);
  return insert(
    span.file,
    startOfLine(text, span.start),
    lines.map((line) => `${line === "" ? "" : indent}${line}${end}`).join(""),
  );
}

/** Writes whole lines behind the line in which a span ends, indented by `indent` (default: as the span's first line). */
export function linesAfter(span: Span, text: string, lines: readonly string[], indent = indentOf(text, span.start)): TextEdit {
  const end = lineEnd(text);
  const last = endOfLine(text, Math.max(span.start, span.end - 1));
  return insert(span.file, last, lines.map((line) => `${end}${indent}${line}`).join(""));
}

/** Writes lines at the end of a file, which ends in a line end before and after. */
export function append(file: string, text: string, lines: readonly string[]): TextEdit {
  const end = lineEnd(text);
  const gap = text === "" || text.endsWith("\n") ? "" : end;
  return insert(file, text.length, `${gap}${lines.map((line) => `${line}${end}`).join("")}`);
}
