import { append, type Block, bytesOf, clearBlock, endOf, fits, flags, newBlock, startOf } from "./block.ts";
import type { LogMark } from "./service-lines.ts";

/** Entries with the sequence numbers `[tail, head)`: new ones come at the head, the oldest are dropped at the tail. */
export interface BlockList {
  tail(): number;
  head(): number;
  /** The bytes of all lines. */
  sizeBytes(): number;
  /** The block with that entry: it stands at `sequence - block.base`. Undefined for one that is not there. */
  find(sequence: number): Block | undefined;
  add(source: number, flag: number, atNs: bigint, bytes: Uint8Array): void;
  addMark(source: number, atNs: bigint, mark: LogMark): void;
  /** Adds what stands in another list. */
  addCopy(block: Block, index: number): void;
  dropOldest(): void;
  /** Puts all of `older` in the place of the entries before `sequence`; it gets the numbers up to there and is used up. */
  replaceBefore(sequence: number, older: BlockList): void;
  /** For `replaceBefore` of another list. */
  blocks(): readonly Block[];
}

export function blockList(): BlockList {
  let blocks: Block[] = [];
  let spare: Block | undefined;
  let latest: Block | undefined;
  let found: Block | undefined;
  let tail = 0;
  let head = 0;
  let sizeBytes = 0;

  const room = (wantedBytes: number): Block => {
    if (latest !== undefined && fits(latest, wantedBytes)) return latest;
    latest = spare === undefined ? newBlock(head) : clearBlock(spare, head);
    spare = undefined;
    blocks.push(latest);
    return latest;
  };
  const add = (source: number, flag: number, atNs: bigint, bytes: Uint8Array): Block => {
    const block = room(bytes.length);
    append(block, source, flag, atNs, bytes);
    sizeBytes += bytes.length;
    head++;
    return block;
  };
  const addMark = (source: number, atNs: bigint, mark: LogMark): void => {
    const block = add(source, flags.mark, atNs, nothing);
    block.marks.set(block.count - 1, mark);
  };
  const dropOldest = (): void => {
    const block = blocks[0];
    if (block === undefined || tail === head) return;
    const index = tail - block.base;
    sizeBytes -= endOf(block, index) - startOf(block, index);
    block.from = ++tail;
    if (tail < block.base + block.count) return;
    blocks.shift();
    if (block === found) found = undefined;
    if (block === latest) latest = undefined;
    spare = block;
  };

  return {
    tail: () => tail,
    head: () => head,
    sizeBytes: () => sizeBytes,
    find(sequence) {
      if (found !== undefined && holds(found, sequence)) return found;
      if (sequence < tail || sequence >= head) return undefined;
      let low = 0;
      for (let high = blocks.length - 1; low < high; ) {
        const middle = (low + high + 1) >> 1;
        if ((blocks[middle]?.from ?? 0) <= sequence) low = middle;
        else high = middle - 1;
      }
      found = blocks[low];
      return found;
    },
    add,
    addMark,
    addCopy(block, index) {
      const source = block.sources[index] ?? 0;
      const atNs = block.times[index] ?? 0n;
      const mark = block.marks.get(index);
      if (mark === undefined) add(source, block.flags[index] ?? 0, atNs, bytesOf(block, index));
      else addMark(source, atNs, mark);
    },
    dropOldest,
    replaceBefore(sequence, older) {
      while (tail < sequence) dropOldest();
      const shift = sequence - older.head();
      for (const block of older.blocks()) {
        block.base += shift;
        block.from += shift;
      }
      blocks = [...older.blocks(), ...blocks];
      tail = older.tail() + shift;
      sizeBytes += older.sizeBytes();
    },
    blocks: () => blocks,
  };
}

const nothing = new Uint8Array(0);

function holds(block: Block, sequence: number): boolean {
  return sequence >= block.from && sequence < block.base + block.count;
}
