import { type Block, bytesOf, endOf, flags, noSource, startOf } from "./block.ts";
import { type BlockList, blockList } from "./block-list.ts";
import { type OlderLines, olderLines } from "./history.ts";
import type { LogLine } from "./line.ts";
import type { ServiceLines } from "./service-lines.ts";

/** What is older than the lines shown so far, on its way; nobody sees it until it is whole. */
export interface OlderEntries {
  add(item: ServiceLines): void;
  /** Adds what is left; the list ends where the entry `before` begins. */
  end(): { readonly entries: BlockList; readonly before: number; movedTo(sequence: number): number | undefined };
}

export interface ShownEntries extends Pick<BlockList, "tail" | "head" | "find"> {
  /** The store's number of a container. */
  sourceOf(item: ServiceLines): number;
  addLine(list: BlockList, source: number, line: LogLine): void;
}

/**
 * Gathers the older lines of the containers whose lines are in `shown`, merged by time with those shown lines that are older than the first
 * shown line of some other container: a quiet container's tail reaches further back than a busy one's. `limit`: drops the
 * oldest of the list until it is small enough; `movingBytes` is the size of the shown lines that get a new place in it.
 */
export function olderEntries(
  shown: ShownEntries,
  limit: (list: BlockList, before: number, movingBytes: number) => void,
): OlderEntries {
  const list = blockList();
  const containers = firstLines(shown);
  const before = latestStart(shown, containers);
  const first = shown.tail();
  const moved = new Float64Array(before - first);
  const older = new Map<number, OlderLines>();
  for (const [source, lines] of containers) older.set(source, olderLines(lines));
  const movingBytes = sizeOf(shown, before);
  let next = first;

  /** Shown entries find their new place as soon as the history has come up to their time. */
  const moveShown = (untilNs: bigint | undefined): void => {
    for (; next < before; next++) {
      const block = shown.find(next);
      if (block === undefined) continue;
      const index = next - block.base;
      if (untilNs !== undefined && (block.times[index] ?? 0n) > untilNs) return;
      moved[next - first] = list.head();
      list.addCopy(block, index);
    }
  };
  const addOlder = (source: number, lines: readonly LogLine[]): void => {
    for (const line of lines) {
      moveShown(line.atNs);
      shown.addLine(list, source, line);
    }
    limit(list, before, movingBytes);
  };

  return {
    add(item) {
      const source = shown.sourceOf(item);
      addOlder(source, older.get(source)?.take(item.lines) ?? []);
    },
    end() {
      for (const [source, lines] of older) addOlder(source, lines.end());
      moveShown(undefined);
      limit(list, before, movingBytes);
      const shift = before - list.head();
      return {
        entries: list,
        before,
        movedTo: (sequence) => (sequence < first || sequence >= before ? undefined : (moved[sequence - first] ?? 0) + shift),
      };
    },
  };
}

/** What `olderLines` wants to know of each container. */
function firstLines(shown: ShownEntries): ReadonlyMap<number, LogLine[]> {
  const containers = new Map<number, LogLine[]>();
  for (let sequence = shown.tail(); sequence < shown.head(); sequence++) {
    const block = shown.find(sequence);
    if (block === undefined) continue;
    const index = sequence - block.base;
    const source = block.sources[index] ?? noSource;
    if (((block.flags[index] ?? 0) & flags.mark) !== 0) continue;
    const lines = containers.get(source) ?? [];
    if (lines.length < enough) lines.push(lineAt(block, index));
    containers.set(source, lines);
  }
  return containers;
}

const enough = 1000;

function lineAt(block: Block, index: number): LogLine {
  const stream = ((block.flags[index] ?? 0) & flags.stderr) === 0 ? "stdout" : "stderr";
  return { atNs: block.times[index] ?? 0n, stream, bytes: bytesOf(block, index).slice() };
}

function sizeOf(shown: ShownEntries, before: number): number {
  let sizeBytes = 0;
  for (let sequence = shown.tail(); sequence < before; sequence++) {
    const block = shown.find(sequence);
    if (block !== undefined) sizeBytes += endOf(block, sequence - block.base) - startOf(block, sequence - block.base);
  }
  return sizeBytes;
}

/** The first entry that is no older than the first line of any container: only before it the history has a place. */
function latestStart(shown: ShownEntries, containers: ReadonlyMap<number, readonly LogLine[]>): number {
  let latestNs = 0n;
  for (const [line] of containers.values()) if (line !== undefined && line.atNs > latestNs) latestNs = line.atNs;
  for (let sequence = shown.tail(); sequence < shown.head(); sequence++) {
    const block = shown.find(sequence);
    if (block !== undefined && (block.times[sequence - block.base] ?? 0n) >= latestNs) return sequence;
  }
  return shown.head();
}
