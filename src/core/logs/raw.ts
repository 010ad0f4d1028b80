import { indexOfBytes, join } from "./bytes.ts";
import type { LineDecoder, LogLine } from "./line.ts";
import { addLine, withoutReturn } from "./pieces.ts";
import { stampReader } from "./time.ts";

/**
 * The stream of a container with a terminal: no frames, one stream, lines that end in `\r\n`. The engine cuts lines longer
 * than 16 KB and begins each part with the line's own timestamp, in the middle of the line; it is taken out again.
 */
export function rawDecoder(maxLineBytes: number): LineDecoder {
  const readStamp = stampReader();
  let parts: Uint8Array[] = [];
  let size = 0;
  let lastNs = 0n;

  const addRaw = (lines: LogLine[], raw: Uint8Array): void => {
    const stamp = readStamp(raw, 0, raw.length);
    if (stamp !== undefined) lastNs = stamp.atNs;
    const end = stamp?.end ?? 0;
    const bytes = raw.length > engineCutsAt && end > 0 ? without(raw, raw.subarray(0, end)) : raw.subarray(end);
    addLine(lines, { atNs: lastNs, stream: "stdout", bytes }, maxLineBytes);
  };

  /** Gives the first part of a line that is too long, and keeps the rest from the engine's last cut on. */
  const shorten = (lines: LogLine[]): void => {
    const raw = join(parts);
    const end = readStamp(raw, 0, raw.length)?.end ?? 0;
    const cut = end > 0 ? lastIndexOf(raw, raw.subarray(0, end)) : 0;
    addRaw(lines, cut > 0 ? raw.subarray(0, cut) : raw);
    parts = cut > 0 ? [raw.slice(cut)] : [];
    size = cut > 0 ? raw.length - cut : 0;
  };

  const take = (): Uint8Array => {
    const raw = join(parts);
    parts = [];
    size = 0;
    return raw;
  };

  return {
    write(chunk) {
      const lines: LogLine[] = [];
      let from = 0;
      for (let lineFeed = chunk.indexOf(lineFeedByte); lineFeed !== -1; lineFeed = chunk.indexOf(lineFeedByte, from)) {
        parts.push(chunk.subarray(from, lineFeed));
        addRaw(lines, withoutReturn(take()));
        from = lineFeed + 1;
      }
      if (from < chunk.length) {
        parts.push(chunk.subarray(from));
        size += chunk.length - from;
      }
      if (size >= maxLineBytes + engineCutsAt) shorten(lines);
      return lines;
    },
    flush() {
      const lines: LogLine[] = [];
      if (size > 0) addRaw(lines, take());
      return lines;
    },
    // Less than the engine's own cut is a message still on its way, not a line left unfinished.
    pending: () => size > engineCutsAt,
    complaint: () => undefined,
  };
}

const lineFeedByte = 0x0a;
const engineCutsAt = 16 * 1024;

/** The line without its timestamp, at the beginning and wherever it stands again. */
function without(raw: Uint8Array, stamp: Uint8Array): Uint8Array {
  const kept: Uint8Array[] = [];
  let from = stamp.length;
  for (let at = indexOfBytes(raw, stamp, from); at !== -1; at = indexOfBytes(raw, stamp, from)) {
    kept.push(raw.subarray(from, at));
    from = at + stamp.length;
  }
  kept.push(raw.subarray(from));
  return join(kept);
}

function lastIndexOf(raw: Uint8Array, wanted: Uint8Array): number {
  let last = 0;
  for (let at = indexOfBytes(raw, wanted, 1); at !== -1; at = indexOfBytes(raw, wanted, at + wanted.length)) last = at;
  return last;
}
