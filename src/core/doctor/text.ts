import type { Place } from "../error.ts";

/** A piece of a file: offsets count UTF-16 code units from 0, `end` is the first one behind it. */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** A word of a file as it counts (unquoted, variables filled in), and where it stands. */
export interface Text {
  readonly value: string;
  readonly span: Span;
}

/** A Place with how many characters of its line are meant, at least 1. */
export interface Spot extends Place {
  readonly length: number;
}

/** Where a span stands: line and column from 1, and its part on the first line. A span of an absent file is its first line. */
export function spotOf({ file, start, end }: Span, text: string): Spot {
  const lineStart = startOfLine(text, start);
  const lineText = text.slice(lineStart, endOfLine(text, start)).replace(/^\ufeff/, "");
  const line = countLines(text, lineStart) + 1;
  const column = start - lineStart + 1 - (text.startsWith("\ufeff") && lineStart === 0 && start > 0 ? 1 : 0);
  const length = Math.max(1, Math.min(end, endOfLine(text, start)) - start);
  return { file, line, column, lineText, length };
}

/** The offset of the first character of the line that holds `offset`. */
export function startOfLine(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** The offset behind the last character of the line that holds `offset`, before its line end. */
export function endOfLine(text: string, offset: number): number {
  const feed = text.indexOf("\n", offset);
  if (feed < 0) return text.length;
  return feed > offset && text[feed - 1] === "\r" ? feed - 1 : feed;
}

/** The offset of the line after the one that holds `offset`; the end of the text for the last line. */
export function nextLine(text: string, offset: number): number {
  const feed = text.indexOf("\n", offset);
  return feed < 0 ? text.length : feed + 1;
}

/** The line end that the text uses: the one of its first line. */
export function lineEnd(text: string): "\n" | "\r\n" {
  return /^[^\n]*\r\n/.test(text) ? "\r\n" : "\n";
}

/** The white space that the line of `offset` begins with. */
export function indentOf(text: string, offset: number): string {
  const start = startOfLine(text, offset);
  return /^[ \t]*/.exec(text.slice(start, offset + 1))?.[0] ?? "";
}

function countLines(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < end; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
