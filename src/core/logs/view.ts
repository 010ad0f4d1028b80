import { textColumns, withoutColours } from "./clip.ts";
import type { Level } from "./level.ts";
import { type Pattern, parsePattern } from "./pattern.ts";
import { moveBy, pageOf, type Rows } from "./places.ts";
import { position } from "./position.ts";
import { type MatchStatus, search } from "./search.ts";
import { type Choice, selection } from "./selection.ts";
import { shownLines } from "./shown-lines.ts";
import type { LogEntries } from "./store.ts";
import type { Spans } from "./styled-row.ts";

/**
 * What of the log is seen, and where. Keys call its methods; `work` is called often, and what is on the page is painted when
 * `stamp` has changed. It follows the latest lines until it is scrolled; from then on it stays on the lines that it shows, whatever comes
 * or is dropped.
 */
export interface LogView {
  /** The page: its rows, and the columns that a line's text has. */
  resize(size: PageSize): void;
  /** Filters and searches for at most about `budgetMs`; answers whether nothing is left to do. `now`: any clock in milliseconds. */
  work(budgetMs: number, now: () => number): boolean;
  /** Changes with anything that is seen on the page. */
  stamp(): string;
  status(): LogStatus;

  page(): readonly PageEntry[];
  /** The text of a line as it is shown, with its colours; harmless; line feeds in it. Undefined for a mark. */
  text(sequence: number): string | undefined;
  /** Where the search's pattern stands in a text without colours. */
  places(text: string): Spans;
  isWrapped(): boolean;
  /** The first column of the text that is seen; 0 when lines are wrapped. */
  skip(): number;
  /** How far the reader's zone is ahead of UTC. */
  zoneMinutes(): number;
  /** The entries that are shown now, from the oldest to the latest, also those not found yet; what is dropped meanwhile is left out. */
  sequences(): Iterable<number>;

  scrollRows(by: number): void;
  scrollPages(by: number): void;
  scrollColumns(by: number): void;
  toOldest(): void;
  /** To the latest line, to follow from there. */
  toLatest(): void;
  /** Stops following, without moving. */
  pause(): void;

  setWrap(wrap: boolean): void;
  /** Whether structured lines are shown as their container wrote them. */
  setRaw(raw: boolean): void;
  /** Hides a service's lines, or shows them again; ends a solo. */
  toggleService(service: string): void;
  /** Only this service; again: as before. */
  toggleSolo(service: string): void;
  showAllServices(): void;
  isVisible(service: string): boolean;
  /** Hides lines that name a lower level. */
  setLevel(least: Level | undefined): void;
  /** Hides lines without it; the empty text shows all. What is typed: see `parsePattern`, whose words of an error it gives; then all stays as it was. */
  setFilter(typed: string, isRegex?: boolean): string | undefined;
  /** Marks it where it stands. As `setFilter`. */
  setSearch(typed: string, isRegex?: boolean): string | undefined;
  /** Brings the next match below or above to the middle of the page, at once or as soon as it is found. */
  nextMatch(): void;
  previousMatch(): void;
}

export interface PageSize {
  readonly rows: number;
  /** At least 2. */
  readonly columns: number;
}

/** An entry on the page: from which of its rows on it is seen, and how many of them. */
export interface PageEntry {
  readonly sequence: number;
  readonly row: number;
  readonly rows: number;
}

export interface LogStatus extends Choice {
  readonly following: boolean;
  readonly wrap: boolean;
  /** Entries, lines and marks: those shown as far as they have been found, and all. */
  readonly shown: number;
  readonly total: number;
  /** Which of the shown entries the page begins and ends with, from 1; 0 when it is empty. */
  readonly first: number;
  readonly last: number;
  /** How much has been filtered and searched: 0 to 1. */
  readonly progress: number;
  /** Shown entries that came since following ended. */
  readonly newBelow: number;
  /** The lines that were looked at have been dropped: the page stands at the oldest. */
  readonly lost: boolean;
  readonly search: Pattern | undefined;
  readonly matches: MatchStatus | undefined;
}

export interface LogViewSettings {
  /** How far the reader's zone is ahead of UTC, for the times in structured lines. Default 0. */
  readonly zoneMinutes?: number;
}

export function logView(entries: LogEntries, { zoneMinutes = 0 }: LogViewSettings = {}): LogView {
  const chosen = selection(entries, zoneMinutes);
  const finder = search(entries);
  const lines = shownLines(entries, zoneMinutes, () => chosen.choice().raw);
  let size: PageSize = { rows: 0, columns: 80 };
  let wrap = false;
  let skip = 0;
  const rows: Rows = {
    count: () => chosen.shown().count(),
    rowsAt: (place) => (wrap ? lines.rows(chosen.shown().at(place) ?? 0, size.columns) : 1),
  };
  const place = position(entries, chosen, rows, () => size.rows);
  let backfills = entries.backfills();
  /** Counts what keys and back-fills have changed. */
  let changes = 0;

  /** Takes in what has become of the store's entries. */
  const settle = (): void => {
    if (backfills !== entries.backfills()) {
      backfills = entries.backfills();
      lines.forget();
      place.renumber(entries.movedTo);
      finder.renumber(entries.movedTo);
      for (const found of [chosen, finder]) found.forget(entries.before());
      changes++;
    }
    for (const found of [chosen, finder]) found.forget(entries.tail());
    place.settle();
  };
  const page = (): readonly PageEntry[] => {
    settle();
    return pageOf(rows, place.top(), size.rows).flatMap((seen) => {
      const sequence = chosen.shown().at(seen.place);
      return sequence === undefined ? [] : [{ sequence, row: seen.row, rows: seen.rows }];
    });
  };
  /** A key moves the page; no match that was waited for does. */
  const move = (by: () => void): void => {
    settle();
    finder.stay();
    by();
    changes++;
  };

  const lookFor = (pattern: Pattern | undefined): void => {
    finder.start(pattern, chosen.test(pattern));
    changes++;
  };
  /** Shows other lines than before; the search begins anew among them. */
  const choose = (choice: Partial<Choice>): void => {
    settle();
    chosen.choose(choice);
    lines.forget();
    place.arrange();
    lookFor(finder.pattern());
  };
  const set = (typed: string, isRegex: boolean | undefined, use: (pattern: Pattern | undefined) => void): string | undefined => {
    const pattern = typed === "" ? undefined : parsePattern(typed, isRegex);
    if (pattern !== undefined && "error" in pattern) return pattern.error;
    use(pattern);
    return undefined;
  };

  const showMatch = (match: number | undefined): void => {
    if (match === undefined) return;
    const plain = withoutColours(lines.text(match) ?? "");
    const column = textColumns(plain.slice(0, finder.pattern()?.places(plain)[0] ?? 0));
    if (!wrap && (column < skip || column >= skip + size.columns)) skip = Math.max(0, column - Math.floor(size.columns / 3));
    const row = { place: chosen.shown().placeFrom(match), row: wrap ? Math.floor(column / size.columns) : 0 };
    place.stayAt(moveBy(rows, row, -Math.floor(size.rows / 2)));
    changes++;
  };
  const goToMatch = (direction: "next" | "previous"): void => {
    const seen = page();
    const current = finder.current();
    const isSeen = current !== undefined && seen.some(({ sequence }) => sequence === current);
    const first = isSeen ? current + 1 : (seen[0]?.sequence ?? 0);
    const last = isSeen ? current : (seen.at(-1)?.sequence ?? 0) + 1;
    showMatch(finder.go(direction, direction === "next" ? first : last));
  };

  return {
    resize(wanted) {
      if (wanted.rows === size.rows && wanted.columns === size.columns) return;
      size = wanted;
      place.arrange();
      changes++;
    },
    work(budgetMs, now) {
      settle();
      const deadline = now() + budgetMs;
      const isOver = (): boolean => now() >= deadline;
      const isDone = chosen.work(isOver) && finder.work(isOver);
      showMatch(finder.found());
      settle();
      return isDone;
    },
    stamp() {
      const seen = page();
      const [first, last] = [seen[0], seen.at(-1)];
      if (first === undefined || last === undefined) return `${changes} ${entries.tail()} ${entries.head()} ${chosen.scanned()}`;
      return `${changes} ${first.sequence}+${first.row} ${last.sequence}+${last.rows} ${seen.length}`;
    },
    status() {
      const seen = page();
      const shown = chosen.shown();
      const total = entries.head() - entries.tail();
      const first = seen[0] === undefined ? 0 : shown.placeFrom(seen[0].sequence) + 1;
      return {
        ...chosen.choice(),
        following: place.isFollowing(),
        wrap,
        shown: shown.count(),
        total,
        first,
        last: first === 0 ? 0 : first + seen.length - 1,
        progress: total === 0 ? 1 : Math.min(1, (chosen.scanned() + finder.scanned()) / (2 * total)),
        newBelow: place.isFollowing() ? 0 : shown.count() - shown.placeFrom(place.pausedAt()),
        lost: place.isLost(),
        search: finder.pattern(),
        matches: finder.status(),
      };
    },
    page,
    text: lines.text,
    places: (plain) => finder.pattern()?.places(plain) ?? [],
    isWrapped: () => wrap,
    skip: () => (wrap ? 0 : skip),
    zoneMinutes: () => zoneMinutes,
    sequences: () => sequencesOf(entries, chosen.test()),
    scrollRows: (by) => move(() => place.scroll(by)),
    scrollPages: (by) => move(() => place.scroll(by * Math.max(1, size.rows - 1))),
    scrollColumns(by) {
      const widest = Math.max(0, ...page().map(({ sequence }) => textColumns(lines.text(sequence) ?? "")));
      if (!wrap) skip = Math.max(0, Math.min(skip + by, Math.max(skip, widest - size.columns)));
      changes++;
    },
    toOldest: () => move(place.toOldest),
    toLatest: () => move(place.follow),
    pause: () => move(() => place.isFollowing() && place.stayAt(place.top())),
    setWrap(wanted) {
      wrap = wanted;
      place.arrange();
      changes++;
    },
    setRaw: (raw) => choose({ raw }),
    toggleService(service) {
      const hidden = new Set(chosen.choice().hidden);
      if (!hidden.delete(service)) hidden.add(service);
      choose({ hidden, solo: undefined });
    },
    toggleSolo: (service) => choose({ solo: chosen.choice().solo === service ? undefined : service }),
    showAllServices: () => choose({ hidden: new Set(), solo: undefined }),
    isVisible: chosen.isVisible,
    setLevel: (leastLevel) => choose({ leastLevel }),
    setFilter: (typed, isRegex) => set(typed, isRegex, (filter) => choose({ filter })),
    setSearch: (typed, isRegex) => set(typed, isRegex, lookFor),
    nextMatch: () => goToMatch("next"),
    previousMatch: () => goToMatch("previous"),
  };
}

function* sequencesOf(entries: LogEntries, test: ReturnType<ReturnType<typeof selection>["test"]>): Generator<number> {
  const head = entries.head();
  for (let sequence = entries.tail(); sequence < head; sequence++) {
    const block = entries.block(sequence);
    if (block !== undefined && test(block, sequence - block.base)) yield sequence;
  }
}
