// Programs in a pty of 200×50, and what they write. Bytes are searched as they come: emulating a terminal would cost more than what is measured, and is done
// only for programs that write no whole lines.
import pty from "@lydell/node-pty";
import { env, folder } from "./project.mjs";

const columns = 200;
const rows = 50;

/** Now in ms since the epoch with its fraction, the clock that the producers print. */
export const nowMs = () => performance.now() + offsetMs;

/** The system's clock is set all the time, by some ms a minute: this process's own is compared to it at some of its ticks, and again for each program. */
function setClock() {
  let offset = Number.NEGATIVE_INFINITY;
  for (let tick = 0; tick < 4; tick++) {
    const before = Date.now();
    while (Date.now() === before);
    offset = Math.max(offset, Date.now() - performance.now());
  }
  return offset;
}
let offsetMs = setClock();

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Starts a contestant: `command`, `quit` (the key that ends it, where there is one), `isEmulated` (its screen has to be read). `startedMs`: when.
 * `listen` calls back with what it wrote and the time: a chunk of bytes, or the whole screen after it. `until` resolves to the time at which `test` is true of
 * the last chunk (with some bytes before it) or of the screen, to undefined when that does not come `withinMs`.
 */
export async function open({ command: [program, ...args], quit, isEmulated = false }) {
  const listeners = new Set();
  const emulated = isEmulated ? await emulator((keys) => terminal.write(keys)) : undefined;
  offsetMs = setClock();
  const startedMs = nowMs();
  const terminal = pty.spawn(program, args, { cols: columns, rows, cwd: folder, env, encoding: null });
  const ended = new Promise((resolve) => terminal.onExit(() => resolve(nowMs())));
  const tell = (bytes, atMs) => {
    for (const listener of listeners) listener(bytes, atMs);
  };
  terminal.onData((bytes) => {
    const atMs = nowMs();
    if (emulated) emulated(bytes, (screen) => tell(screen, atMs));
    else tell(bytes, atMs);
  });
  const listen = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    pid: terminal.pid,
    startedMs,
    ended,
    listen,
    press: (keys) => terminal.write(keys),
    until(test, withinMs = 20_000) {
      let before = Buffer.alloc(0);
      return new Promise((resolve) => {
        const stop = (atMs) => {
          clearTimeout(timer);
          end();
          resolve(atMs);
        };
        const end = listen((bytes, atMs) => {
          const whole = isEmulated ? bytes : Buffer.concat([before, bytes]);
          before = whole.subarray(-overlap);
          if (test(whole)) stop(atMs);
        });
        const timer = setTimeout(stop, withinMs);
      });
    },
    async close() {
      if (quit !== undefined) terminal.write(quit);
      const isOver = await Promise.race([ended.then(() => true), sleep(quit === undefined ? 0 : 3000)]);
      if (isOver !== true) terminal.kill("SIGKILL");
      await ended;
    },
  };
}

const overlap = 64;

/** Takes bytes, and gives the screen that they make as text, a row a line. */
async function emulator(answer) {
  const { default: xterm } = await import("@xterm/headless");
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
  screen.onData(answer);
  const text = () => {
    const { active } = screen.buffer;
    const lines = Array.from({ length: rows }, (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? "");
    return Buffer.from(lines.join("\n"));
  };
  return (bytes, seen) => screen.write(bytes, () => seen(text()));
}

/**
 * The producers' lines in bytes: `found(service, number, printedMs)` for each. One that is cut by the end of a chunk is left out: in a frame it comes again, and in
 * a stream it is one of thousands.
 */
export function linesIn(bytes, found) {
  for (let at = bytes.indexOf(atSign); at !== -1; at = bytes.indexOf(atSign, at + 1)) {
    if (at < 12 || at + 17 > bytes.length || bytes[at - 10] !== dot || bytes[at - 12] !== hash) continue;
    const number = digits(bytes, at - 9, at);
    const printedUs = digits(bytes, at + 1, at + 17);
    if (!Number.isNaN(number + printedUs)) found(bytes[at - 11] - zero, number, printedUs / 1000);
  }
}

const atSign = 0x40;
const dot = 0x2e;
const hash = 0x23;
const zero = 0x30;

function digits(bytes, from, to) {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = bytes[at] - zero;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Whether any producer's line is there. */
export function hasLine(bytes) {
  let any = false;
  linesIn(bytes, () => {
    any = true;
  });
  return any;
}
