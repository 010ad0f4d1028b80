import { framedDecoder } from "./framed.ts";
import type { LogLine } from "./line.ts";
import { rawDecoder } from "./raw.ts";

/** Turns the engine's log stream (with `timestamps=1`), cut anywhere, into lines. Nothing is decoded to text. */
export interface LineDecoder {
  /**
   * Takes the next chunk and gives the lines that it completes. Their bytes are views on the chunk: copy what is to be kept
   * for long. Throws when the stream cannot be a log stream.
   */
  write(chunk: Uint8Array): LogLine[];
  /** Gives the unfinished lines: at the end of the stream, or when nothing more has come for a while. */
  flush(): LogLine[];
  /** Whether `flush` would give anything worth giving now. */
  pending(): boolean;
  /** What the engine itself had to say in the middle of the stream, instead of more lines. */
  complaint(): string | undefined;
}

export interface DecoderSettings {
  /** The container has a terminal: its stream has no frames. */
  readonly tty: boolean;
  /** Longer lines come in pieces of this size, none lost, so that a line without end needs no memory without end. Default 1 MiB. */
  readonly maxLineBytes?: number;
}

export function lineDecoder(settings: DecoderSettings): LineDecoder {
  const maxLineBytes = settings.maxLineBytes ?? 1024 * 1024;
  return settings.tty ? rawDecoder(maxLineBytes) : framedDecoder(maxLineBytes);
}
