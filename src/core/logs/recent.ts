import type { LogLine } from "./line.ts";

/**
 * What was last read of one container's log, so that reading can go on after a break without a line lost or doubled. The
 * engine gives lines again from a time on, that time included; lines may share a time, and a line of stderr can stand in the
 * log before one of stdout that is older. So reading goes on from the middle of what is remembered, and what comes again is
 * recognised by its time and stream: lines and bytes are counted, since a line that was given unfinished comes again complete.
 */
export interface RecentLines {
  /** Takes what the engine gave, gives what of it is new, and remembers it. */
  unseen(lines: readonly LogLine[]): readonly LogLine[];
  /**
   * From when to read on (engine time, included), to be asked once before each new reading. Undefined: from where the first
   * reading began, since all of it is remembered.
   */
  resume(): bigint | undefined;
}

export interface RecentSettings {
  /** How many lines are remembered; half of them is the disorder that is borne. Default 1024. */
  readonly capacity?: number;
  /** The first reading begins within the log (a tail of it): never go back to before its first line. */
  readonly isTail?: boolean;
}

export function recentLines({ capacity = 1024, isTail = false }: RecentSettings = {}): RecentLines {
  const times = new BigInt64Array(capacity);
  const sizes = new Uint32Array(capacity);
  const fromStderr = new Uint8Array(capacity);
  let count = 0;
  /** What is still to come again, by time and stream. */
  let again: Map<string, Seen> | undefined;
  let againUntilNs = 0n;

  const remember = (line: LogLine): void => {
    const slot = count++ % capacity;
    times[slot] = line.atNs;
    sizes[slot] = line.bytes.length;
    fromStderr[slot] = line.stream === "stderr" ? 1 : 0;
  };

  /** The part of a line that is new: all of it, what follows its known beginning, or undefined for nothing. */
  const newPart = (line: LogLine): LogLine | undefined => {
    if (again === undefined || line.atNs > againUntilNs) return line;
    const key = keyOf(line.atNs, line.stream);
    const seen = again.get(key);
    if (seen === undefined) return line;
    const longer = line.bytes.length > seen.bytes;
    if (longer || seen.lines === 1) again.delete(key);
    else again.set(key, { lines: seen.lines - 1, bytes: seen.bytes - line.bytes.length });
    if (again.size === 0) again = undefined;
    return longer ? { ...line, bytes: line.bytes.subarray(seen.bytes) } : undefined;
  };

  return {
    unseen(lines) {
      const fresh = again === undefined ? lines : lines.flatMap((line) => newPart(line) ?? []);
      count += Math.max(0, fresh.length - capacity);
      for (const line of fresh.slice(-capacity)) remember(line);
      return fresh;
    },
    resume() {
      if (count === 0) return undefined;
      const slots = Array.from({ length: Math.min(count, capacity) }, (_, slot) => slot);
      const inOrder = [...times.subarray(0, slots.length)].sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
      const all = count <= capacity;
      const fromNs = all && !isTail ? undefined : inOrder[all ? 0 : capacity >> 1];
      againUntilNs = inOrder.at(-1) ?? 0n;
      again = new Map();
      for (const slot of slots) {
        const atNs = times[slot] ?? 0n;
        if (fromNs !== undefined && atNs < fromNs) continue;
        const key = keyOf(atNs, fromStderr[slot] === 1 ? "stderr" : "stdout");
        const seen = again.get(key) ?? { lines: 0, bytes: 0 };
        again.set(key, { lines: seen.lines + 1, bytes: seen.bytes + (sizes[slot] ?? 0) });
      }
      return fromNs;
    },
  };
}

interface Seen {
  readonly lines: number;
  readonly bytes: number;
}

function keyOf(atNs: bigint, stream: LogLine["stream"]): string {
  return `${atNs} ${stream}`;
}
