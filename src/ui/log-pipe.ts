import { once } from "node:events";
import type { Writable } from "node:stream";

/** An output that may be slow, or go away. */
export interface OutputPipe {
  /** Aborted when the reader of the output has gone, or with the signal that the pipe was made with. */
  readonly signal: AbortSignal;
  /** Writes the text, and waits until the output takes more. After the reader has gone it does nothing. */
  write(text: string): Promise<void>;
  /** Resolves when all that was written has left the process, or its reader is gone. */
  flush(): Promise<void>;
}

/**
 * Writes to an output at the speed of its reader. A reader that goes away (`| head`) is a normal end, not an error: it aborts `signal`.
 * Small texts are gathered until the next turn of the event loop.
 */
export function pipeTo(output: Writable, signal: AbortSignal): OutputPipe {
  const gone = new AbortController();
  const ends = AbortSignal.any([signal, gone.signal]);
  let failure: Error | undefined;
  let gathered = "";
  let scheduled: NodeJS.Immediate | undefined;
  output.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "ERR_STREAM_DESTROYED") failure ??= error;
    gone.abort();
  });

  const send = (): void => {
    clearImmediate(scheduled);
    scheduled = undefined;
    if (gathered !== "" && !gone.signal.aborted) output.write(gathered);
    gathered = "";
  };
  const drained = async (): Promise<void> => {
    if (output.writableNeedDrain && !ends.aborted) await once(output, "drain", { signal: ends }).catch(() => undefined);
    if (failure) throw failure;
  };

  return {
    signal: ends,
    async write(text) {
      gathered += text;
      if (gathered.length >= enough) send();
      else scheduled ??= setImmediate(send);
      await drained();
    },
    async flush() {
      send();
      await drained();
    },
  };
}

const enough = 64 * 1024;
