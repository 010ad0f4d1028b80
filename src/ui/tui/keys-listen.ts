import type { Input } from "./keys.ts";
import { type Decoded, decodeInput, flushAfterMs, flushInput, noInput } from "./keys-input.ts";

/** What is needed of `process.stdin`. */
export type Keyboard = Pick<NodeJS.ReadStream, "on" | "off" | "resume" | "pause" | "setRawMode">;

export interface Listening {
  /** Raw mode, and everything that is typed goes to `onInput`. */
  readonly start: () => void;
  /** Nothing is read any more, so that a child of this process can; the terminal is as it was before `start`. What was read in part is dropped. */
  readonly stop: () => void;
}

export interface ListenQuestion {
  readonly stdin: Keyboard;
  readonly onInput: (input: Input) => void;
  /** Nothing will be typed any more: the terminal has vanished. May be called more than once. */
  readonly onGone: (error: Error) => void;
}

/** Decodes what comes from a terminal, one input after the other, an Escape alone after a moment of silence. */
export function listenForInput({ stdin, onInput, onGone }: ListenQuestion): Listening {
  let state = noInput;
  let silence: NodeJS.Timeout | undefined;
  let isListening = false;

  const take = (decoded: Decoded): void => {
    state = decoded.state;
    const afterMs = flushAfterMs(state);
    if (afterMs !== undefined) silence = setTimeout(() => take(flushInput(state)), afterMs);
    // A key may stop the listening: what came with it is no longer ours.
    for (const input of decoded.inputs) if (isListening) onInput(input);
  };
  const read = (chunk: Uint8Array): void => {
    clearTimeout(silence);
    take(decodeInput(chunk, state));
  };
  stdin.on("error", onGone);
  stdin.on("end", () => onGone(new Error("the terminal was closed")));
  return {
    start: () => {
      if (isListening) return;
      isListening = true;
      stdin.setRawMode(true);
      stdin.on("data", read);
      stdin.resume();
    },
    stop: () => {
      if (!isListening) return;
      isListening = false;
      clearTimeout(silence);
      state = noInput;
      stdin.off("data", read);
      stdin.pause();
      stdin.setRawMode(false);
    },
  };
}
