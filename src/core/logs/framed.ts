import { join, lineText } from "./bytes.ts";
import type { LineDecoder, LogLine } from "./line.ts";
import { addLine, withoutReturn } from "./pieces.ts";
import { stampReader } from "./time.ts";

/**
 * The stream of a container without a terminal: frames of an 8-byte header (stream, three zeros, size as big-endian uint32)
 * and a payload, as `POST /containers/{id}/attach` of the Engine API describes them. With timestamps each frame is one
 * message. The engine cuts lines longer than 16 KB into several messages, of which only the last ends in a line feed and all
 * carry the same timestamp; those are joined again. A message without a line feed before one with another timestamp was the
 * unfinished last line of an earlier run of the container.
 */
export function framedDecoder(maxLineBytes: number): LineDecoder {
  const readStamp = stampReader();
  const held: Record<LogLine["stream"], Held | undefined> = { stdout: undefined, stderr: undefined };
  let rest = new Uint8Array(0);
  let lastNs = 0n;
  let complaint: string | undefined;

  const finish = (lines: LogLine[], stream: LogLine["stream"], ended: boolean): void => {
    const line = held[stream];
    if (line === undefined) return;
    held[stream] = undefined;
    const bytes = join(line.parts);
    addLine(lines, { atNs: line.atNs, stream, bytes: ended ? withoutReturn(bytes) : bytes }, maxLineBytes);
  };

  const addPart = (lines: LogLine[], stream: LogLine["stream"], atNs: bigint, part: Uint8Array, last: boolean): void => {
    const earlier = held[stream];
    const belongs = earlier !== undefined && earlier.atNs === atNs && (part.length === 0 || earlier.size < maxLineBytes);
    if (earlier !== undefined && !belongs) finish(lines, stream, false);
    if (!belongs && last) addLine(lines, { atNs, stream, bytes: withoutReturn(part) }, maxLineBytes);
    else if (!belongs && part.length > 0) held[stream] = { atNs, parts: [part], size: part.length };
    else if (belongs) {
      earlier.parts.push(part);
      earlier.size += part.length;
      if (last) finish(lines, stream, true);
    }
  };

  const addMessage = (lines: LogLine[], stream: LogLine["stream"], bytes: Uint8Array, start: number, end: number): void => {
    const stamp = readStamp(bytes, start, end);
    if (stamp !== undefined) lastNs = stamp.atNs;
    let from = stamp?.end ?? start;
    do {
      const lineFeed = bytes.indexOf(lineFeedByte, from);
      const last = lineFeed !== -1 && lineFeed < end;
      const to = last ? lineFeed : end;
      addPart(lines, stream, lastNs, bytes.subarray(from, to), last);
      from = to + 1;
    } while (from < end);
  };

  return {
    write(chunk) {
      const lines: LogLine[] = [];
      const bytes = rest.length === 0 ? chunk : join([rest, chunk]);
      let at = 0;
      while (bytes.length - at >= headerLength) {
        const start = at + headerLength;
        const end = start + payloadSize(bytes, at);
        if (end > bytes.length) break;
        const kind = bytes[at];
        if (kind === systemError) complaint = lineText(bytes.subarray(start, end)).trim();
        else addMessage(lines, kind === stderr ? "stderr" : "stdout", bytes, start, end);
        at = end;
      }
      rest = bytes.slice(at);
      return lines;
    },
    flush() {
      const lines: LogLine[] = [];
      finish(lines, "stdout", false);
      finish(lines, "stderr", false);
      return lines;
    },
    pending: () => held.stdout !== undefined || held.stderr !== undefined,
    complaint: () => complaint,
  };
}

/** A line of which only the beginning is there. */
interface Held {
  readonly atNs: bigint;
  readonly parts: Uint8Array[];
  size: number;
}

const headerLength = 8;
const stderr = 2;
const systemError = 3;
const lineFeedByte = 0x0a;
/** The engine's messages are at most some 1 MB; a larger size is not a size. */
const maxPayload = 64 * 1024 * 1024;

function payloadSize(bytes: Uint8Array, at: number): number {
  const size = byte(bytes, at + 4) * 0x1000000 + (byte(bytes, at + 5) << 16) + (byte(bytes, at + 6) << 8) + byte(bytes, at + 7);
  const header =
    byte(bytes, at) <= systemError && byte(bytes, at + 1) === 0 && byte(bytes, at + 2) === 0 && byte(bytes, at + 3) === 0;
  if (!header || size > maxPayload) throw new Error("the engine's log stream makes no sense: a frame header was expected");
  return size;
}

function byte(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}
