import type { Block } from "./block.ts";
import { allOf, type Sequences } from "./hits.ts";
import type { Level } from "./level.ts";
import { entryTest } from "./line-test.ts";
import type { LineLook } from "./line-text.ts";
import type { Pattern } from "./pattern.ts";
import { type Scan, scan } from "./scan.ts";
import type { LogEntries } from "./store.ts";

/** Which of the store's entries are shown. */
export interface Selection {
  /** Those found so far. */
  shown(): Sequences;
  choose(choice: Partial<Choice>): void;
  choice(): Choice;
  isVisible(service: string): boolean;
  /** Whether an entry of a block is shown, found or not; with `also` only if that is in it. */
  test(also?: Pattern): (block: Block, index: number) => boolean;
  /** As those of `Scan`; without anything to choose all is known at once. */
  work(isOver: () => boolean): boolean;
  isKnown(first: number, end: number): boolean;
  scanned(): number;
  forget(movedBefore: number): void;
}

export interface Choice {
  readonly hidden: ReadonlySet<string>;
  /** Only this service, whatever is hidden. */
  readonly solo: string | undefined;
  readonly leastLevel: Level | undefined;
  readonly filter: Pattern | undefined;
  /** Structured lines as their container wrote them: what the filter looks at. */
  readonly raw: boolean;
}

/** All is shown at first. */
export function selection(entries: LogEntries, zoneMinutes: number): Selection {
  let choice: Choice = { hidden: new Set(), solo: undefined, leastLevel: undefined, filter: undefined, raw: false };
  let found: Scan | undefined;

  const isVisible = (service: string): boolean =>
    choice.solo === undefined ? !choice.hidden.has(service) : choice.solo === service;
  const test = (also?: Pattern): ((block: Block, index: number) => boolean) => {
    const { leastLevel, filter, raw } = choice;
    const look: LineLook = { raw, zoneMinutes };
    const patterns = [filter, also].flatMap((pattern) => pattern ?? []);
    return entryTest({ isVisible, leastLevel, patterns, look }, entries.sources());
  };
  const isAll = (): boolean =>
    choice.hidden.size === 0 && choice.solo === undefined && choice.leastLevel === undefined && choice.filter === undefined;

  return {
    shown: () => found ?? allOf(entries),
    choose(change) {
      choice = { ...choice, ...change };
      found = isAll() ? undefined : scan(entries, test());
    },
    choice: () => choice,
    isVisible,
    test,
    work: (isOver) => found?.work(isOver) ?? true,
    isKnown: (first, end) => found?.isKnown(first, end) ?? true,
    scanned: () => found?.scanned() ?? entries.head() - entries.tail(),
    forget: (movedBefore) => found?.forget(movedBefore),
  };
}
