import { setTimeout as pause } from "node:timers/promises";

/** The rests between two readings of one stream. */
export interface Rests {
  /** So much has been read. */
  readonly read: (sizeBytes: number) => void;
  readonly rest: () => Promise<void>;
  /** There is none: what comes is to be read as it comes. */
  readonly areOver: () => boolean;
}

export const noRests: Rests = { read: () => {}, rest: async () => {}, areOver: () => true };

const longestRestMs = 33;
/** Timers are no more exact than this. */
const shortestRestMs = 2;
/**
 * No more than this is to gather in a socket meanwhile: it holds some 270 writes of the engine, however short, and then the engine waits. A line of a log takes
 * some 45 bytes at least. Source: net.core.wmem_default (socket(7)), of which a short write takes 768 bytes.
 */
const gatheredBytes = 8 * 1024;

/**
 * Reading costs the same however little there is to read, and the engine writes line by line. So what comes is left where it is for a moment, the same one for
 * all streams of this process; the more a stream has to say, the shorter are its rests, and a flood has none. The first thing said after a silence is
 * read at once.
 */
export function rests(): Rests {
  let restMs = 0;
  let sizeBytes = 0;
  let sinceMs = performance.now();
  return {
    read(moreBytes) {
      sizeBytes += moreBytes;
      const passedMs = performance.now() - sinceMs;
      if (passedMs < longestRestMs) return;
      restMs = Math.min(longestRestMs, Math.floor((gatheredBytes * passedMs) / sizeBytes));
      sizeBytes = 0;
      sinceMs += passedMs;
    },
    async rest() {
      if (restMs >= longestRestMs) await commonMoment();
      else if (restMs >= shortestRestMs) await pause(restMs);
    },
    areOver: () => restMs < shortestRestMs,
  };
}

let moment: Promise<void> | undefined;

function commonMoment(): Promise<void> {
  moment ??= pause(longestRestMs).then(() => {
    moment = undefined;
  });
  return moment;
}
