/** Entries one below the other, each one row or, wrapped, several. */
export interface Rows {
  count(): number;
  /** How many rows an entry takes: at least 1. */
  rowsAt(place: number): number;
}

/** A row: the place of its entry, and which of its rows, both from 0. */
export interface RowPlace {
  readonly place: number;
  readonly row: number;
}

/** The row so many rows above (below 0) or below another, as far as there are any. */
export function moveBy(rows: Rows, { place, row }: RowPlace, by: number): RowPlace {
  let at = place;
  let target = row + by;
  while (target < 0 && at > 0) target += rows.rowsAt(--at);
  for (let here = rows.rowsAt(at); target >= here && at < rows.count() - 1; here = rows.rowsAt(at)) {
    target -= here;
    at++;
  }
  return { place: at, row: Math.max(0, Math.min(target, rows.rowsAt(at) - 1)) };
}

/** The first row of the last page of so many rows. */
export function lastPage(rows: Rows, height: number): RowPlace {
  const last = rows.count() - 1;
  return last < 0 ? { place: 0, row: 0 } : moveBy(rows, { place: last, row: rows.rowsAt(last) - 1 }, 1 - height);
}

/** Whether one row stands above another. */
export function isAbove(one: RowPlace, other: RowPlace): boolean {
  return one.place < other.place || (one.place === other.place && one.row < other.row);
}

/** The entries of a page: which of their rows comes first, and how many are seen. */
export function pageOf(
  rows: Rows,
  top: RowPlace,
  height: number,
): readonly { readonly place: number; readonly row: number; readonly rows: number }[] {
  const page: { readonly place: number; readonly row: number; readonly rows: number }[] = [];
  let left = height;
  for (let { place, row } = top; left > 0 && place < rows.count(); place++, row = 0) {
    const seen = Math.min(left, rows.rowsAt(place) - row);
    page.push({ place, row, rows: seen });
    left -= seen;
  }
  return page;
}
