import type { LogLine } from "./line.ts";

/** Batches of lines of one origin, each origin in its own order. */
export interface LineBatches<Source> {
  readonly source: Source;
  readonly batches: AsyncIterable<readonly LogLine[]>;
}

export interface SourceLines<Source> {
  readonly source: Source;
  readonly lines: readonly LogLine[];
}

/**
 * Merges several logs by the engine's time, as runs of lines of one source that are as long as they can be. The order within
 * a source is never changed; of lines of one time those of the earlier source come first. Holds one batch per source.
 */
export async function* mergeByTime<Source>(logs: readonly LineBatches<Source>[]): AsyncGenerator<SourceLines<Source>> {
  const heads = await Promise.all(
    logs.map(({ source, batches }) => refill({ source, batches: batches[Symbol.asyncIterator](), lines: [], at: 0 })),
  );
  try {
    for (let open = heads.filter(isOpen); open.length > 0; open = open.filter(isOpen)) {
      const first = earliest(open);
      if (first === undefined) return;
      const to = endOfRun(first, open);
      const lines = first.at === 0 && to === first.lines.length ? first.lines : first.lines.slice(first.at, to);
      first.at = to;
      yield { source: first.source, lines };
      if (to === first.lines.length) await refill(first);
    }
  } finally {
    await Promise.all(heads.map((head) => head.batches.return?.()));
  }
}

interface Head<Source> {
  readonly source: Source;
  readonly batches: AsyncIterator<readonly LogLine[]>;
  lines: readonly LogLine[];
  /** The next line to give. */
  at: number;
}

async function refill<Source>(head: Head<Source>): Promise<Head<Source>> {
  head.lines = [];
  head.at = 0;
  while (head.lines.length === 0) {
    const next = await head.batches.next();
    if (next.done === true) break;
    head.lines = next.value;
  }
  return head;
}

function isOpen(head: Head<unknown>): boolean {
  return head.at < head.lines.length;
}

function timeOf(head: Head<unknown>): bigint {
  return head.lines[head.at]?.atNs ?? 0n;
}

function earliest<Source>(open: readonly Head<Source>[]): Head<Source> | undefined {
  let first = open[0];
  for (const head of open) if (first !== undefined && timeOf(head) < timeOf(first)) first = head;
  return first;
}

/** Where the lines of `first` end that come before the next line of every other source. */
function endOfRun<Source>(first: Head<Source>, open: readonly Head<Source>[]): number {
  const rank = open.indexOf(first);
  const others = open.filter((head) => head !== first);
  if (others.length === 0) return first.lines.length;
  let bound = timeOf(others[0] ?? first);
  for (const head of others) if (timeOf(head) < bound) bound = timeOf(head);
  const yields = open.some((head, place) => place < rank && timeOf(head) === bound);
  let to = first.at + 1;
  for (let line = first.lines[to]; line !== undefined; line = first.lines[++to]) {
    if (yields ? line.atNs >= bound : line.atNs > bound) break;
  }
  return to;
}
