import type { Block } from "./block.ts";
import type { Pattern } from "./pattern.ts";
import { type Scan, scan } from "./scan.ts";
import type { LogEntries } from "./store.ts";

/** Looks through the shown lines for a pattern, and goes from match to match. A match is a line, however often the pattern stands in it. */
export interface Search {
  pattern(): Pattern | undefined;
  /** Begins anew; without a pattern there is nothing to look for. `test`: whether an entry is shown and has the pattern in it. */
  start(pattern: Pattern | undefined, test: (block: Block, index: number) => boolean): void;
  /**
   * The next match from `sequence` on, or the latest before it; beyond the last it goes on at the first. Undefined when there is
   * none, or not yet: then `found` gives it as soon as enough has been looked through.
   */
  go(direction: "next" | "previous", sequence: number): number | undefined;
  found(): number | undefined;
  /** Nobody waits for a match any more. */
  stay(): void;
  current(): number | undefined;
  status(): MatchStatus | undefined;
  work(isOver: () => boolean): boolean;
  scanned(): number;
  /** As that of `Scan`. */
  forget(movedBefore: number): void;
  renumber(movedTo: (sequence: number) => number): void;
}

export interface MatchStatus {
  /** Which of the matches was gone to, from 1. */
  readonly current: number | undefined;
  readonly total: number;
  /** Whether all lines have been looked through; else both numbers are those of what has been. */
  readonly complete: boolean;
}

export function search(entries: LogEntries): Search {
  let pattern: Pattern | undefined;
  let matches: Scan | undefined;
  let current: number | undefined;
  let wanted: { readonly direction: "next" | "previous"; readonly from: number } | undefined;

  const isAllKnown = (): boolean => matches?.isKnown(entries.tail(), entries.head()) ?? true;
  const next = (from: number): number | undefined => {
    if (matches === undefined) return undefined;
    const match = matches.at(matches.placeFrom(from));
    if (match !== undefined && matches.isKnown(from, match)) return match;
    return match === undefined && isAllKnown() ? matches.at(0) : undefined;
  };
  const previous = (from: number): number | undefined => {
    if (matches === undefined) return undefined;
    const match = matches.at(matches.placeFrom(from) - 1);
    if (match !== undefined && matches.isKnown(match, from)) return match;
    return match === undefined && isAllKnown() ? matches.at(matches.count() - 1) : undefined;
  };
  const found = (): number | undefined => {
    if (wanted === undefined) return undefined;
    const match = wanted.direction === "next" ? next(wanted.from) : previous(wanted.from);
    if (match !== undefined) current = match;
    if (match !== undefined || isAllKnown()) wanted = undefined;
    return match;
  };

  return {
    pattern: () => pattern,
    start(wantedPattern, test) {
      if (wantedPattern !== pattern) current = undefined;
      pattern = wantedPattern;
      matches = pattern === undefined ? undefined : scan(entries, test);
      wanted = undefined;
    },
    go(direction, from) {
      wanted = { direction, from };
      return found();
    },
    found,
    stay() {
      wanted = undefined;
    },
    current: () => current,
    status() {
      if (matches === undefined) return undefined;
      const place = current === undefined ? -1 : matches.placeFrom(current);
      const isThere = place >= 0 && matches.at(place) === current;
      return { current: isThere ? place + 1 : undefined, total: matches.count(), complete: isAllKnown() };
    },
    work: (isOver) => matches?.work(isOver) ?? true,
    scanned: () => matches?.scanned() ?? entries.head() - entries.tail(),
    forget: (movedBefore) => matches?.forget(movedBefore),
    renumber(movedTo) {
      if (current !== undefined) current = movedTo(current);
      if (wanted !== undefined) wanted = { ...wanted, from: movedTo(wanted.from) };
    },
  };
}
