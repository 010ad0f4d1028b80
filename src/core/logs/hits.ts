/** Some of the log's entries by their sequence numbers, in order. */
export interface Sequences {
  count(): number;
  /** The sequence number at a place from 0; undefined outside. */
  at(place: number): number | undefined;
  /** The place of the first that is `sequence` or later; the count when there is none. */
  placeFrom(sequence: number): number;
}

/** All numbers in `[tail, head)`. */
export function allOf({ tail, head }: { tail(): number; head(): number }): Sequences {
  return {
    count: () => head() - tail(),
    at: (place) => (place >= 0 && place < head() - tail() ? tail() + place : undefined),
    placeFrom: (sequence) => Math.max(0, Math.min(sequence, head()) - tail()),
  };
}

/** A list that grows at both ends and is dropped from its beginning. */
export interface Hits extends Sequences {
  addNewest(sequence: number): void;
  addOldest(sequence: number): void;
  /** Forgets all before `sequence`. */
  dropBefore(sequence: number): void;
}

export function hitList(): Hits {
  /** From the latest to the oldest. */
  const older: number[] = [];
  let newer: number[] = [];
  /** Those of `newer` that were dropped. */
  let dropped = 0;

  const count = (): number => older.length + newer.length - dropped;
  const at = (place: number): number | undefined =>
    place < older.length ? older[older.length - 1 - place] : newer[place - older.length + dropped];
  return {
    count,
    at,
    placeFrom(sequence) {
      let low = 0;
      let high = count();
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((at(middle) ?? 0) < sequence) low = middle + 1;
        else high = middle;
      }
      return low;
    },
    addNewest: (sequence) => newer.push(sequence),
    addOldest: (sequence) => older.push(sequence),
    dropBefore(sequence) {
      while (older.length > 0 && (older.at(-1) ?? 0) < sequence) older.pop();
      if (older.length > 0) return;
      while (dropped < newer.length && (newer[dropped] ?? 0) < sequence) dropped++;
      if (dropped < 1024 || dropped * 2 < newer.length) return;
      newer = newer.slice(dropped);
      dropped = 0;
    },
  };
}
