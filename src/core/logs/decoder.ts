import { framedDecoder } from "./framed.ts";
import type { LineDecoder } from "./line.ts";
import { rawDecoder } from "./raw.ts";

export interface DecoderSettings {
  /** The container has a terminal: its stream has no frames. */
  readonly tty: boolean;
  /** Longer lines come in pieces of this size, none lost, so that a line without end needs no memory without end. Default 1 MiB. */
  readonly maxLineBytes?: number;
}

/** The decoder for a container's stream. */
export function lineDecoder(settings: DecoderSettings): LineDecoder {
  const maxLineBytes = settings.maxLineBytes ?? 1024 * 1024;
  return settings.tty ? rawDecoder(maxLineBytes) : framedDecoder(maxLineBytes);
}
