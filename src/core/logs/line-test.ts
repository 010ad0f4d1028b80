import { type Block, bytesOf, endOf, flags, noSource, startOf } from "./block.ts";
import { isAtLeast, type Level } from "./level.ts";
import { lineKind, lineLevel } from "./line-facts.ts";
import { type LineLook, shownText } from "./line-text.ts";
import { hasNeedle } from "./needle.ts";
import type { Pattern } from "./pattern.ts";
import type { LogSource } from "./service-lines.ts";

/** Which entries are wanted. */
export interface Wanted {
  readonly isVisible: (service: string) => boolean;
  /** Lines that name a lower level are not; lines without a level are. */
  readonly leastLevel?: Level | undefined;
  /** Only lines with it; marks are not. */
  readonly patterns: readonly Pattern[];
  /** Patterns are looked for in lines as they are shown. */
  readonly look: LineLook;
}

/** A test for the entries of the store's blocks, the quick questions first. `sources`: the store's list. */
export function entryTest(wanted: Wanted, sources: readonly LogSource[]): (block: Block, index: number) => boolean {
  const { leastLevel, patterns, look } = wanted;
  const visible: boolean[] = [];
  const isVisible = (source: number): boolean => {
    const known = visible[source];
    if (known !== undefined) return known;
    const service = sources[source]?.service;
    visible[source] = service === undefined || wanted.isVisible(service);
    return visible[source];
  };

  return (block, index) => {
    const source = block.sources[index] ?? noSource;
    if (source !== noSource && !isVisible(source)) return false;
    if (((block.flags[index] ?? 0) & flags.mark) !== 0) return patterns.length === 0;
    for (const pattern of patterns) if (!matches(pattern, block, index, look)) return false;
    if (leastLevel === undefined) return true;
    const level = lineLevel(block, index);
    return level === undefined || isAtLeast(level, leastLevel);
  };
}

function matches(pattern: Pattern, block: Block, index: number, look: LineLook): boolean {
  const { needle, word } = pattern;
  if (needle !== undefined) {
    const kind = lineKind(block, index);
    const start = startOf(block, index);
    const end = endOf(block, index);
    if (kind === "plain" || (kind === "laid out" && look.raw)) return hasNeedle(needle, block.bytes, start, end);
    if (kind === "laid out" && word !== undefined && !hasNeedle(word, block.bytes, start, end)) return false;
  }
  return pattern.test(shownText(bytesOf(block, index), look, "none"));
}
