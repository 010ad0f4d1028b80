import { join } from "./bytes.ts";
import type { LogLine } from "./line.ts";

/** Of the whole log of a container, read again from its beginning, what is not shown yet because it is older. */
export interface OlderLines {
  /** Takes the next lines of the log and gives those of them that are older. Some may be given only with later ones. */
  take(lines: readonly LogLine[]): readonly LogLine[];
  /** Gives what was held back, at the end of the log. */
  end(): readonly LogLine[];
}

/**
 * `shown`: the lines of the container that are shown already, a tail of its log and what it printed since, in their order; the
 * first thousand are enough. No line is lost or doubled: where the shown lines of stdout begin is told by the time of the first of
 * them, and by what else has that time; the same for stderr. Only the order within a stream is relied on, since the two may stand
 * otherwise in the log when it is read again. When the first shown line is only the end of a long one (the engine
 * counts its parts one by one), its beginning is given. Of a stream of which nothing is shown the older lines are those before
 * the first shown line of the other; a container of which nothing is shown has no older lines: what it prints is on its way.
 */
export function olderLines(shown: readonly LogLine[]): OlderLines {
  const streams = { stdout: boundary(shown, "stdout"), stderr: boundary(shown, "stderr") };
  const takeLine = (line: LogLine): readonly LogLine[] => {
    const other = line.stream === "stdout" ? streams.stderr : streams.stdout;
    const own = streams[line.stream] ?? other;
    if (own === undefined) return [];
    return own === other ? own.takeOther(line) : own.take(line);
  };
  return {
    take: (lines) => lines.flatMap(takeLine),
    end: () => [...(streams.stdout?.end() ?? []), ...(streams.stderr?.end() ?? [])],
  };
}

interface Boundary {
  take(line: LogLine): readonly LogLine[];
  /** For the lines of the other stream, when none of it is shown. */
  takeOther(line: LogLine): readonly LogLine[];
  end(): readonly LogLine[];
}

function boundary(shown: readonly LogLine[], stream: LogLine["stream"]): Boundary | undefined {
  const own = shown.filter((line) => line.stream === stream);
  const firstNs = own[0]?.atNs;
  if (firstNs === undefined) return undefined;
  const times = new Set(own.map(({ atNs }) => atNs));
  const afterFirst = own.findIndex(({ atNs }) => atNs !== firstNs);
  const first = own.slice(0, afterFirst === -1 ? own.length : afterFirst);
  /** Lines that came at the time of the first shown one, older ones and it, and what stood between them. */
  let held: LogLine[] = [];
  let isPast = false;

  const end = (): readonly LogLine[] => {
    const older = before(
      held.filter((line) => line.stream === stream),
      first,
    );
    let seen = 0;
    const all = held.flatMap((line) => {
      if (line.stream === stream) return older[seen++] ?? [];
      return seen <= older.length ? line : [];
    });
    held = [];
    return all;
  };
  return {
    take(line) {
      if (isPast) return [];
      if (line.atNs === firstNs) {
        held.push(line);
        return [];
      }
      // Also when the beginning of what is shown has left the log meanwhile.
      isPast = held.length > 0 || times.has(line.atNs);
      return isPast ? end() : [line];
    },
    takeOther(line) {
      if (isPast) return [];
      if (held.length === 0) return [line];
      held.push(line);
      return [];
    },
    end,
  };
}

/** Of lines of one time those before the `shown` ones, which are the last of them. */
function before(lines: readonly LogLine[], shown: readonly LogLine[]): readonly LogLine[] {
  for (let at = lines.length - shown.length; at >= 0; at--) {
    if (shown.every((line, offset) => isSame(lines[at + offset], line))) return lines.slice(0, at);
  }
  return withoutEnd(lines, join(shown.map(({ bytes }) => bytes)).length);
}

function isSame(line: LogLine | undefined, other: LogLine): boolean {
  return line?.bytes.length === other.bytes.length && line.bytes.every((byte, at) => byte === other.bytes[at]);
}

/** The lines without their last so many bytes: what is shown begins within a line. */
function withoutEnd(lines: readonly LogLine[], shownBytes: number): readonly LogLine[] {
  const older = [...lines];
  for (let left = shownBytes; left > 0; ) {
    const last = older.pop();
    if (last === undefined) break;
    if (last.bytes.length > left) older.push({ ...last, bytes: last.bytes.subarray(0, last.bytes.length - left) });
    left -= last.bytes.length;
  }
  return older;
}
