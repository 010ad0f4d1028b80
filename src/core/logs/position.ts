import { isAbove, lastPage, moveBy, type RowPlace, type Rows } from "./places.ts";
import type { Selection } from "./selection.ts";
import type { LogEntries } from "./store.ts";

/** Where in the shown entries the page stands. */
export interface Position {
  /** The row at the top of the page. */
  top(): RowPlace;
  isFollowing(): boolean;
  /** The lines that were looked at have been dropped. */
  isLost(): boolean;
  /** The head of the store when following ended. */
  pausedAt(): number;
  follow(): void;
  stayAt(top: RowPlace): void;
  toOldest(): void;
  /** Answers whether there was anywhere to go. */
  scroll(by: number): boolean;
  /** The page takes its place anew from where the reader wanted it: other lines are shown, or rows are others. */
  arrange(): void;
  /** To be called when entries may have come or gone. */
  settle(): void;
  renumber(movedTo: (sequence: number) => number): void;
}

/** `height`: the rows of the page. */
export function position(
  entries: Pick<LogEntries, "tail" | "head">,
  { shown, isKnown }: Pick<Selection, "shown" | "isKnown">,
  rows: Rows,
  height: () => number,
): Position {
  let following = true;
  let lost = false;
  let pausedAt = 0;
  /** The row that the reader put at the top of the page. */
  let wanted = { sequence: 0, row: 0 };
  /** The row that stands there: another when that one is not shown, or too little comes below it to fill the page. */
  let settled: typeof wanted | undefined;

  const placeOf = ({ sequence, row }: typeof wanted): RowPlace => {
    const place = shown().placeFrom(sequence);
    return { place, row: shown().at(place) === sequence ? Math.min(row, rows.rowsAt(place) - 1) : 0 };
  };
  const anchorAt = ({ place, row }: RowPlace): typeof wanted => ({ sequence: shown().at(place) ?? entries.tail(), row });
  const top = (): RowPlace => {
    const latest = lastPage(rows, height());
    if (following) return latest;
    if (settled !== undefined) return placeOf(settled);
    const place = placeOf(wanted);
    return isAbove(latest, place) ? latest : place;
  };
  const stay = (at: typeof wanted): void => {
    if (following) pausedAt = entries.head();
    following = false;
    lost = false;
    wanted = at;
    settled = undefined;
  };
  const follow = (): void => {
    following = true;
    lost = false;
  };

  return {
    top,
    isFollowing: () => following,
    isLost: () => lost,
    pausedAt: () => pausedAt,
    follow,
    stayAt: (place) => stay(anchorAt(place)),
    toOldest: () => stay({ sequence: entries.tail(), row: 0 }),
    scroll(by) {
      const from = top();
      const to = moveBy(rows, from, by);
      if (by > 0 && !isAbove(to, lastPage(rows, height()))) {
        const moves = !following;
        follow();
        return moves;
      }
      const moves = isAbove(to, from) || isAbove(from, to);
      if (moves) stay(anchorAt(to));
      return moves;
    },
    arrange() {
      settled = undefined;
    },
    settle() {
      if (following) return;
      if ((settled ?? wanted).sequence < entries.tail()) {
        lost = true;
        wanted = { sequence: entries.tail(), row: 0 };
        settled = undefined;
      }
      if (settled === undefined && rows.count() > 0 && isKnown(wanted.sequence, entries.head())) settled = anchorAt(top());
    },
    renumber(movedTo) {
      const move = (at: typeof wanted): typeof wanted => ({ ...at, sequence: movedTo(at.sequence) });
      wanted = move(wanted);
      settled = settled && move(settled);
      pausedAt = movedTo(pausedAt);
    },
  };
}
