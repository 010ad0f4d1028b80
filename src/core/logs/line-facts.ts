import { type Block, bytesOf, endOf, startOf } from "./block.ts";
import { lineText } from "./bytes.ts";
import { type Level, levels } from "./level.ts";
import { levelOfLine, mayBeStructured } from "./structured.ts";

/**
 * What a line is to a search: `plain` is printable ASCII and tabs that are always shown as they are; `laid out` the same, but it may be
 * structured and has no escapes in it; of any `other` only its text can tell.
 */
export type LineKind = "plain" | "laid out" | "other";

/** Found out once for each line. */
export function lineKind(block: Block, index: number): LineKind {
  const known = block.kinds[index] ?? 0;
  if (known !== 0) return kinds[known - 1] ?? "other";
  const kind = findKind(block.bytes, startOf(block, index), endOf(block, index));
  block.kinds[index] = kinds.indexOf(kind) + 1;
  return kind;
}

/** The level that a line names, if it does. Found out once for each line. */
export function lineLevel(block: Block, index: number): Level | undefined {
  const known = block.levels[index] ?? 0;
  if (known !== 0) return levels[known - 2];
  const level = mayBeStructured(block.bytes, startOf(block, index), endOf(block, index))
    ? levelOfLine(lineText(bytesOf(block, index)))
    : undefined;
  block.levels[index] = level === undefined ? 1 : levels.indexOf(level) + 2;
  return level;
}

const kinds: readonly LineKind[] = ["plain", "laid out", "other"];

function findKind(bytes: Uint8Array, start: number, end: number): LineKind {
  let hasEscape = false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x7f || (byte < 0x20 && byte !== 0x09)) return "other";
    if (byte === 0x5c) hasEscape = true;
  }
  if (!mayBeStructured(bytes, start, end)) return "plain";
  return hasEscape ? "other" : "laid out";
}
