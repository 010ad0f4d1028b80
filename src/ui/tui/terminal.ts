import type { Input } from "./keys.ts";
import { type Keyboard, listenForInput } from "./keys-listen.ts";
import { openScreen, type Screen, type Tty } from "./screen.ts";

export interface TerminalQuestion {
  readonly stdin: Keyboard;
  readonly stdout: Tty & { readonly _refreshSize?: () => void };
  /** Where warnings of Node and of libraries go. While the screen is shown they are kept, and written after it. */
  readonly stderr: Pick<NodeJS.WriteStream, "write" | "isTTY">;
  /** Whether colours may be shown. */
  readonly colour: boolean;
  readonly onInput: (input: Input) => void;
  /** The terminal has vanished, told once: nothing can be shown or typed any more. */
  readonly onGone: (error: Error) => void;
  /** Stops this process and its group, as Ctrl-Z does; nothing happens where no shell could continue it. */
  readonly stopProcess: () => void;
}

/** The terminal's life: taken, lent to another program, given back. */
export interface Terminal {
  readonly screen: Screen;
  /** Takes the terminal: raw mode, alternate screen, input. */
  readonly take: () => void;
  /** Gives the terminal back for good, as it was: synchronous, any number of times, from any state. */
  readonly restore: () => void;
  /** Ctrl-Z: gives the terminal back, stops the process, and takes the terminal again when the shell continues it. */
  readonly suspend: () => void;
  /** The process runs again after somebody had stopped it (SIGCONT). */
  readonly continued: () => void;
  /**
   * Lends the terminal to a child process with inherited streams, and takes it again when `run` has settled. Result and error are those of `run`. Signals from
   * the keyboard (Ctrl-C) reach this process too in that time.
   */
  readonly handOver: <T>(run: () => Promise<T>) => Promise<T>;
}

/** By then a process that was stopped has been continued, or nobody was there to stop it. */
const continuedAtLatestMs = 100;

/** Binds screen, input and the terminal's modes together. Nothing is written or read before `take`. */
export function openTerminal({ stdin, stdout, stderr, colour, onInput, onGone, stopProcess }: TerminalQuestion): Terminal {
  let state: "free" | "taken" | "lent" | "suspended" | "restored" = "free";
  let isGone = false;
  let release: (() => void) | undefined;

  const gone = (error: Error): void => {
    if (isGone || state === "restored") return;
    isGone = true;
    onGone(error);
  };
  const screen = openScreen({ tty: stdout, colour, onGone: gone });
  const listening = listenForInput({
    stdin,
    onGone: gone,
    onInput: (input) => {
      screen.hurry();
      onInput(input);
    },
  });

  const take = (): void => {
    state = "taken";
    // Raw mode first: in the background this stops the process, before anything is written over what the shell shows.
    listening.start();
    stdout._refreshSize?.();
    screen.enter();
    release = holdBack(stderr);
  };
  const give = (next: typeof state): void => {
    state = next;
    listening.stop();
    screen.leave();
    release?.();
    release = undefined;
  };
  const takeAgain = (from: typeof state): void => {
    if (state === from) take();
  };

  return {
    screen,
    take: () => takeAgain("free"),
    restore: () => give("restored"),
    suspend: () => {
      if (state !== "taken") return;
      give("suspended");
      stopProcess();
      // The signal of being continued, where there was one, is heard before.
      setTimeout(() => setImmediate(() => takeAgain("suspended")), continuedAtLatestMs);
    },
    continued: () => {
      if (state === "taken") give("suspended");
      takeAgain("suspended");
    },
    handOver: async (run) => {
      if (state !== "taken") return run();
      give("lent");
      // What was being read when the terminal was given back has to arrive before somebody else reads.
      await new Promise((resolve) => setImmediate(resolve));
      try {
        return await run();
      } finally {
        takeAgain("lent");
      }
    },
  };
}

/** The last of what is held back; a warning that repeats itself must not fill the memory. */
const mostHeld = 200;

/** Keeps what is written to a terminal beside the screen, and gives what writes it and lets all else through again. Files and pipes are left alone. */
function holdBack(stderr: TerminalQuestion["stderr"]): () => void {
  if (!stderr.isTTY) return () => {};
  const held: (string | Uint8Array)[] = [];
  const write = stderr.write;
  stderr.write = (text: string | Uint8Array) => {
    if (held.push(text) > mostHeld) held.shift();
    return true;
  };
  return () => {
    stderr.write = write;
    for (const text of held) stderr.write(text);
  };
}
