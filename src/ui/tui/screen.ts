import { Writable } from "node:stream";
import { fillMarks, type Motion, spinnerPeriodMs } from "./screen-marks.ts";
import { checkedRow, layOver, type Pane, type Size } from "./screen-rows.ts";

/** What the screen needs of a terminal; `process.stdout` is one. */
export type Tty = Pick<NodeJS.WriteStream, "write" | "columns" | "rows" | "on" | "off">;

export interface ScreenQuestion {
  readonly tty: Tty;
  /** Whether colours may be shown (NO_COLOR); weights and inverse always may. */
  readonly colour: boolean;
  /** The terminal has vanished. Called once; nothing is written any more. */
  readonly onGone: (error: Error) => void;
}

/** The whole terminal as rows. Everything that is to be seen goes through it, and only rows that have changed reach the terminal. */
export interface Screen {
  /** A terminal that does not know its size has 80 columns and 24 rows. The same object until the size changes. */
  readonly size: () => Size;
  /** Calls back after the size has changed, once per burst; gives what ends that. */
  readonly onResize: (listener: () => void) => () => void;
  /** What Ink (with `debug`) writes its frames to: each write is a whole frame. */
  readonly inkStdout: NodeJS.WriteStream;
  /** Shows rows at once, before Ink is there: its first frame replaces them. */
  readonly paintFirst: (rows: readonly string[]) => void;
  /** Lays a pane over the frame, or takes it away. Panes given later lie over earlier ones. */
  readonly setPane: (name: string, pane: Pane | undefined) => void;
  /** What changes next answers a key: it is shown at once, however slow the terminal is. */
  readonly hurry: () => void;
  /** Writes every row anew. */
  readonly repaint: () => void;
  /** Sends what is not a row: a request to the clipboard. */
  readonly send: (sequence: string) => void;
  /** Takes the terminal: alternate screen, no cursor, bracketed paste. */
  readonly enter: () => void;
  /** Gives the terminal back as it was, synchronously. What is set meanwhile shows after `enter`. */
  readonly leave: () => void;
}

const enterSequence = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h\x1b[0m\x1b[2J\x1b[H";
/** Also what is never switched on here but would be left on by a component that did: mouse reports. */
const leaveSequence =
  "\x1b[?2026l\x1b[?2004l\x1b[?1006l\x1b[?1003l\x1b[?1002l\x1b[?1000l\x1b[?7h\x1b[0m\x1b]8;;\x1b\\\x1b[?25h\x1b[?1049l";

/** Resizes that follow one another this closely are one. */
const resizeBurstMs = 30;
/** A write that took longer was a slow terminal's: the next one waits three times as long as it took, but no more than a second. */
const slowWriteMs = 4;
const retryMs = 50;

/** Opens the compositor on a terminal; `enter` takes the terminal. Rows are addressed absolutely and do not wrap, so that the last row can be used. */
export function openScreen({ tty, colour, onGone }: ScreenQuestion): Screen {
  let size = sizeOf(tty);
  let frame: readonly string[] = [];
  const panes = new Map<string, Pane>();
  /** What the terminal shows; undefined: not known. */
  let shown: (string | undefined)[] = [];
  let state: "left" | "entered" | "gone" = "left";
  let isFull = false;
  let notBeforeMs = 0;
  let planned: { readonly cancel: () => void; readonly isDelayed: boolean } | undefined;
  let resizing: NodeJS.Timeout | undefined;
  let motion: { readonly kind: Motion; readonly timer: NodeJS.Timeout | undefined } = { kind: "none", timer: undefined };
  const resizeListeners = new Set<() => void>();

  const write = (text: string): void => {
    const beganMs = performance.now();
    if (!tty.write(text)) isFull = true;
    const endMs = performance.now();
    const tookMs = endMs - beganMs;
    notBeforeMs = tookMs > slowWriteMs ? endMs + Math.min(1000, 3 * tookMs) : 0;
  };

  const paint = (): void => {
    planned?.cancel();
    planned = undefined;
    if (state !== "entered" || isFull || resizing) return;
    const nowMs = Date.now();
    let out = "";
    let kind: Motion = "none";
    for (const [row, laid] of layOver(frame, panes.values(), size).entries()) {
      const { text, motion: inRow } = fillMarks(laid, nowMs);
      if (inRow === "spinner" || kind === "none") kind = inRow;
      if (text === shown[row]) continue;
      shown[row] = text;
      // Erased first: after a full row the cursor stands on its last cell, and erasing would take that.
      out += `\x1b[${row + 1};1H\x1b[K${text}\x1b[0m`;
    }
    move(kind);
    if (out !== "") write(`\x1b[?2026h${out}\x1b[?2026l`);
  };

  const plan = (): void => {
    if (state !== "entered" || planned || isFull || resizing) return;
    const waitMs = notBeforeMs - performance.now();
    planned = waitMs > 0 ? delayed(paint, waitMs) : soon(paint);
  };

  const move = (kind: Motion): void => {
    if (kind === motion.kind) return;
    clearInterval(motion.timer);
    motion = { kind, timer: kind === "none" ? undefined : setInterval(plan, kind === "spinner" ? spinnerPeriodMs : 250) };
    motion.timer?.unref();
  };

  const measure = (): void => {
    resizing = undefined;
    shown = [];
    const measured = sizeOf(tty);
    if (measured.columns !== size.columns || measured.rows !== size.rows) {
      size = measured;
      inkStdout.emit("resize");
      for (const listener of resizeListeners) listener();
    }
    plan();
  };

  const rest = (): void => {
    planned?.cancel();
    planned = undefined;
    clearTimeout(resizing);
    resizing = undefined;
    move("none");
  };

  tty.on("resize", () => {
    if (state === "entered") resizing ??= setTimeout(measure, resizeBurstMs);
  });
  tty.on("drain", () => {
    isFull = false;
    plan();
  });
  tty.on("error", (error: NodeJS.ErrnoException) => {
    if (state === "gone") return;
    if (error.code === "EAGAIN") {
      shown = [];
      isFull = false;
      notBeforeMs = performance.now() + retryMs;
      plan();
      return;
    }
    rest();
    state = "gone";
    onGone(error);
  });

  const inkStdout = inkOutput(
    () => size,
    (text) => {
      frame = text.split("\n").map((row) => checkedRow(row, colour));
      plan();
    },
  );

  return {
    size: () => size,
    onResize: (listener) => {
      resizeListeners.add(listener);
      return () => resizeListeners.delete(listener);
    },
    inkStdout,
    paintFirst: (rows) => {
      frame = rows.map((row) => checkedRow(row, colour));
      paint();
    },
    setPane: (name, pane) => {
      if (pane) panes.set(name, { ...pane, rows: pane.rows.map((row) => checkedRow(row, colour)) });
      else panes.delete(name);
      plan();
    },
    hurry: () => {
      notBeforeMs = 0;
      if (!planned?.isDelayed) return;
      planned.cancel();
      planned = undefined;
      plan();
    },
    repaint: () => {
      shown = [];
      plan();
    },
    send: (sequence) => {
      if (state === "entered") write(sequence);
    },
    enter: () => {
      if (state !== "left") return;
      state = "entered";
      write(enterSequence);
      measure();
    },
    leave: () => {
      if (state !== "entered") return;
      rest();
      state = "left";
      tty.write(leaveSequence);
    },
  };
}

function sizeOf({ columns, rows }: Tty): Size {
  return { columns: columns || 80, rows: rows || 24 };
}

function soon(deed: () => void): { readonly cancel: () => void; readonly isDelayed: boolean } {
  const immediate = setImmediate(deed);
  return { cancel: () => clearImmediate(immediate), isDelayed: false };
}

function delayed(deed: () => void, waitMs: number): { readonly cancel: () => void; readonly isDelayed: boolean } {
  const timer = setTimeout(deed, waitMs);
  return { cancel: () => clearTimeout(timer), isDelayed: true };
}

/** A stream that passes for a terminal of that size, and hands over each frame. What Ink writes besides frames only switches modes of the terminal. */
function inkOutput(size: () => Size, onFrame: (text: string) => void): NodeJS.WriteStream {
  const output = new Writable({
    decodeStrings: false,
    write: (chunk: string | Buffer, _encoding, done) => {
      const text = chunk.toString();
      if (!/^(?:\x1b\[\?\d+[hl])*$/.test(text)) onFrame(text);
      done();
    },
  });
  Object.defineProperties(output, {
    isTTY: { value: true },
    columns: { get: () => size().columns },
    rows: { get: () => size().rows },
  });
  return output as unknown as NodeJS.WriteStream;
}
