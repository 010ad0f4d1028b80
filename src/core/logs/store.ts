import { type OlderEntries, olderEntries } from "./backfill.ts";
import { type Block, bytesOf, flags, maxPieceBytes, noSource } from "./block.ts";
import { type BlockList, blockList } from "./block-list.ts";
import type { LogLine } from "./line.ts";
import type { LogItem, LogMark, LogSource, ServiceLines } from "./service-lines.ts";

/** The lines that are kept, as their readers see them. Each entry, line or mark, has a sequence number in `[tail, head)`. */
export interface LogEntries {
  tail(): number;
  head(): number;
  /** The entry; undefined when it is not there or no longer. Its bytes are a view: read them at once. */
  entry(sequence: number): LogEntry | undefined;
  /** The block with the entry, for going through many. */
  block(sequence: number): Block | undefined;
  /** All containers met so far. A block's `sources` are places in this list. */
  sources(): readonly LogSource[];
  /** How often older history has been put before what was there. */
  backfills(): number;
  /** Entries before `before()` have got new numbers in the latest back-fill; an entry's new one, `sequence` itself where nothing has changed. */
  before(): number;
  movedTo(sequence: number): number;
}

export type LogEntry =
  | {
      readonly kind: "line";
      readonly source: LogSource;
      readonly stream: LogLine["stream"];
      readonly atNs: bigint;
      /** Hostile: `shownText` makes it harmless. */
      readonly bytes: Uint8Array;
      /** It goes on with the line of the entry before it of this container and stream. */
      readonly continued: boolean;
    }
  /** `atNs`: the time of the line before it. */
  | { readonly kind: "mark"; readonly mark: LogMark; readonly atNs: bigint };

export interface LogStore extends LogEntries {
  /** Takes what following gives. The bytes are copied. */
  add(item: LogItem): void;
  /** Begins to take older history; an earlier one that was not completed is forgotten. */
  backfill(): Backfill;
}

/**
 * Takes the whole logs, read again from their beginnings and merged by time, of the containers that are shown. What is shown already is recognised.
 */
export interface Backfill {
  /** Marks say nothing new and are passed over. */
  add(item: LogItem): void;
  /** The logs have ended: makes the older lines visible, before what is there and in order of time. */
  complete(): void;
}

export interface LogStoreSettings {
  /** Default 500 000. */
  readonly maxLines?: number;
  /** All lines together. Default 48 MiB; what is kept takes some 25 bytes a line on top. */
  readonly maxBytes?: number;
}

/**
 * Keeps the latest lines of all containers as bytes, in the order in which they came; nothing is decoded. When there are too many the
 * oldest are dropped. A line of more than 64 KiB is kept in pieces, cut between characters.
 */
export function logStore({ maxLines = 500_000, maxBytes = 48 * 1024 * 1024 }: LogStoreSettings = {}): LogStore {
  const list = blockList();
  const sources: LogSource[] = [];
  const sourceNumbers = new Map<string, number>();
  let latestNs = 0n;
  let filling: OlderEntries | undefined;
  let backfills = 0;
  let before = Number.NEGATIVE_INFINITY;
  let movedTo: (sequence: number) => number | undefined = () => undefined;

  const sourceOf = ({ service, container, number }: LogSource): number => {
    const key = `${service}/${container}`;
    const known = sourceNumbers.get(key);
    if (known !== undefined) return known;
    sourceNumbers.set(key, sources.length);
    return sources.push({ service, container, number }) - 1;
  };
  const dropFor = (lines: number, bytes: number): void => {
    while (list.head() - list.tail() > Math.max(0, lines) || list.sizeBytes() > Math.max(0, bytes)) list.dropOldest();
  };
  /** What the entries that stay leave for older ones. */
  const limitOlder = (older: BlockList, keptFrom: number, movingBytes: number): void => {
    const lines = maxLines - (list.head() - Math.max(keptFrom, list.tail()));
    const bytes = maxBytes - (list.sizeBytes() - movingBytes);
    const isTooMuch = (): boolean => older.head() - older.tail() > lines || older.sizeBytes() > bytes;
    while (older.head() > older.tail() && isTooMuch()) older.dropOldest();
  };
  const addLines = (item: ServiceLines): void => {
    const source = sourceOf(item);
    for (const line of item.lines) {
      addLine(list, source, line);
      latestNs = line.atNs;
    }
    dropFor(maxLines, maxBytes);
  };

  return {
    tail: list.tail,
    head: list.head,
    block: list.find,
    entry(sequence) {
      const block = list.find(sequence);
      return block === undefined ? undefined : entryOf(block, sequence - block.base, sources);
    },
    sources: () => sources,
    backfills: () => backfills,
    before: () => before,
    movedTo: (sequence) => movedTo(sequence) ?? sequence,
    add(item) {
      if (item.kind === "lines") addLines(item);
      else {
        list.addMark("service" in item ? sourceOf(item) : noSource, latestNs, item);
        dropFor(maxLines, maxBytes);
      }
    },
    backfill() {
      const mine = olderEntries({ tail: list.tail, head: list.head, find: list.find, sourceOf, addLine }, limitOlder);
      filling = mine;
      return {
        add(item) {
          if (item.kind === "lines" && filling === mine) mine.add(item);
        },
        complete() {
          if (filling !== mine) return;
          filling = undefined;
          const older = mine.end();
          // Without what came after it, the history has no place.
          if (list.tail() > older.before) return;
          list.replaceBefore(older.before, older.entries);
          dropFor(maxLines, maxBytes);
          ({ before, movedTo } = older);
          backfills++;
        },
      };
    },
  };
}

function addLine(list: BlockList, source: number, { atNs, stream, bytes }: LogLine): void {
  const flag = stream === "stderr" ? flags.stderr : 0;
  if (bytes.length <= maxPieceBytes) {
    list.add(source, flag, atNs, bytes);
    return;
  }
  for (let from = 0; from < bytes.length; ) {
    const to = cutBefore(bytes, from + maxPieceBytes);
    list.add(source, from === 0 ? flag : flag | flags.continued, atNs, bytes.subarray(from, to));
    from = to;
  }
}

/** The latest place up to `at` where no UTF-8 character is cut. */
function cutBefore(bytes: Uint8Array, at: number): number {
  if (at >= bytes.length) return bytes.length;
  for (let cut = at; cut > at - 4; cut--) if (((bytes[cut] ?? 0) & 0xc0) !== 0x80) return cut;
  return at;
}

function entryOf(block: Block, index: number, sources: readonly LogSource[]): LogEntry | undefined {
  const atNs = block.times[index] ?? 0n;
  const mark = block.marks.get(index);
  if (mark !== undefined) return { kind: "mark", mark, atNs };
  const source = sources[block.sources[index] ?? noSource];
  const flag = block.flags[index] ?? 0;
  if (source === undefined) return undefined;
  return {
    kind: "line",
    source,
    stream: (flag & flags.stderr) === 0 ? "stdout" : "stderr",
    atNs,
    bytes: bytesOf(block, index),
    continued: (flag & flags.continued) !== 0,
  };
}
