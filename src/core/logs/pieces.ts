import type { LogLine } from "./line.ts";

/** Appends a line to `lines`, in pieces of at most `maxLineBytes`. */
export function addLine(lines: LogLine[], line: LogLine, maxLineBytes: number): void {
  const { atNs, stream, bytes } = line;
  if (bytes.length <= maxLineBytes) {
    lines.push(line);
    return;
  }
  for (let from = 0; from < bytes.length; from += maxLineBytes) {
    lines.push({ atNs, stream, bytes: bytes.subarray(from, from + maxLineBytes) });
  }
}

/** The bytes before a line feed, without the `\r` of a `\r\n`. */
export function withoutReturn(bytes: Uint8Array): Uint8Array {
  return bytes[bytes.length - 1] === carriageReturn ? bytes.subarray(0, -1) : bytes;
}

const carriageReturn = 0x0d;
