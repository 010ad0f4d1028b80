import { type Block, endOf, startOf } from "./block.ts";
import { hitList, type Sequences } from "./hits.ts";
import type { LogEntries } from "./store.ts";

/** The entries that pass a test, found a slice at a time: new ones first, then from the latest back to the oldest. */
export interface Scan extends Sequences {
  /** Goes on until it is done or `isOver` says so, asked every fraction of a millisecond. Answers whether it is done. */
  work(isOver: () => boolean): boolean;
  /** Whether all entries that there are in `[first, end)` have been tested. */
  isKnown(first: number, end: number): boolean;
  /** How many entries have been tested. */
  scanned(): number;
  /** Forgets what has been dropped from the store, and what stood before `movedBefore`: it has got new numbers. */
  forget(movedBefore: number): void;
}

/** `test`: whether the entry `index` of the block is wanted. */
export function scan(entries: Pick<LogEntries, "tail" | "head" | "block">, test: (block: Block, index: number) => boolean): Scan {
  const hits = hitList();
  /** All in `[from, to)` has been tested. */
  let from = entries.head();
  let to = from;

  const forget = (sequence: number): void => {
    if (from >= sequence) return;
    from = sequence;
    to = Math.max(to, from);
    hits.dropBefore(from);
  };
  const isAll = (): boolean => to >= entries.head() && from <= entries.tail();
  const isHit = (block: Block, sequence: number): boolean => test(block, sequence - block.base);

  return {
    count: hits.count,
    at: hits.at,
    placeFrom: hits.placeFrom,
    work(isOver) {
      forget(entries.tail());
      let cost = 0;
      const isEnough = (block: Block, index: number): boolean => {
        cost += costOfEntry + endOf(block, index) - startOf(block, index);
        if (cost < costOfSlice) return false;
        cost = 0;
        return isOver();
      };
      while (to < entries.head()) {
        const block = entries.block(to);
        if (block !== undefined && isHit(block, to)) hits.addNewest(to);
        to++;
        if (block !== undefined && isEnough(block, to - 1 - block.base)) return isAll();
      }
      while (from > entries.tail()) {
        const block = entries.block(--from);
        if (block === undefined) continue;
        if (isHit(block, from)) hits.addOldest(from);
        if (isEnough(block, from - block.base)) return isAll();
      }
      return true;
    },
    isKnown: (first, end) => from <= Math.max(first, entries.tail()) && to >= Math.min(end, entries.head()),
    scanned: () => to - Math.max(from, entries.tail()),
    forget: (movedBefore) => forget(Math.max(movedBefore, entries.tail())),
  };
}

/** In bytes of a line: so much it costs to look at an entry at all. */
const costOfEntry = 64;
const costOfSlice = 16 * 1024;
