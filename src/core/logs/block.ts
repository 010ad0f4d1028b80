import type { LogMark } from "./service-lines.ts";

/**
 * A stretch of the log: up to 1 MiB of lines as bytes behind one another, and typed arrays that say where each line ends, whose it is and
 * when it came. Entry `i` of the arrays has the sequence number `base + i`. A mark is an entry without bytes.
 */
export interface Block {
  /** Sequence number of entry 0. */
  base: number;
  /** Sequence number of the first entry that is still wanted. */
  from: number;
  /** Entries in it, those no longer wanted included. */
  count: number;
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
  readonly times: BigInt64Array;
  /** Places in the store's list of sources. */
  readonly sources: Uint32Array;
  /** `stderr`, `continued` and `mark` of `flags`, added. */
  readonly flags: Uint8Array;
  readonly marks: Map<number, LogMark>;
  /** What was found out about a line so far (`lineKind`, `lineLevel`); 0 for nothing yet. */
  readonly kinds: Uint8Array;
  readonly levels: Uint8Array;
}

export const flags = { stderr: 1, continued: 2, mark: 4 } as const;

/** An engine's mark has no container. */
export const noSource = 0xffff_ffff;

/** Lines longer than this come in pieces, all but the first `continued`. */
export const maxPieceBytes = 64 * 1024;

const blockBytes = 1024 * 1024;
const blockEntries = 8192;

export function newBlock(base: number): Block {
  return {
    base,
    from: base,
    count: 0,
    bytes: new Uint8Array(blockBytes),
    ends: new Uint32Array(blockEntries),
    times: new BigInt64Array(blockEntries),
    sources: new Uint32Array(blockEntries),
    flags: new Uint8Array(blockEntries),
    marks: new Map(),
    kinds: new Uint8Array(blockEntries),
    levels: new Uint8Array(blockEntries),
  };
}

/** Makes a block that nobody needs any more as good as new. */
export function clearBlock(block: Block, base: number): Block {
  block.base = base;
  block.from = base;
  block.count = 0;
  block.marks.clear();
  block.kinds.fill(0);
  block.levels.fill(0);
  return block;
}

export function fits(block: Block, sizeBytes: number): boolean {
  return block.count < blockEntries && startOf(block, block.count) + sizeBytes <= blockBytes;
}

/** Where the bytes of an entry begin; they end at `ends[index]`. */
export function startOf(block: Block, index: number): number {
  return index === 0 ? 0 : (block.ends[index - 1] ?? 0);
}

export function endOf(block: Block, index: number): number {
  return block.ends[index] ?? 0;
}

/** The bytes of an entry: a view, good until the entry is dropped. */
export function bytesOf(block: Block, index: number): Uint8Array {
  return block.bytes.subarray(startOf(block, index), endOf(block, index));
}

/** Copies a line, or a piece of one, into a block that it fits in. */
export function append(block: Block, source: number, flag: number, atNs: bigint, bytes: Uint8Array): void {
  const index = block.count++;
  const start = startOf(block, index);
  block.bytes.set(bytes, start);
  block.ends[index] = start + bytes.length;
  block.times[index] = atNs;
  block.sources[index] = source;
  block.flags[index] = flag;
}
