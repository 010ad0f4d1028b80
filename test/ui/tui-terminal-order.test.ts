import { EventEmitter } from "node:events";
import { expect, test, vi } from "vitest";
import type { Keyboard } from "../../src/ui/tui/keys-listen.ts";
import { openTerminal, type Terminal } from "../../src/ui/tui/terminal.ts";
import { type FakeTerminal, fakeTerminal } from "./fake-terminal.ts";

interface Opened {
  readonly terminal: Terminal;
  readonly fake: FakeTerminal;
  readonly stdin: EventEmitter;
  /** What was done to the terminal, in order. */
  readonly done: string[];
  readonly gone: string[];
}

function opened(): Opened {
  const fake = fakeTerminal();
  const done: string[] = [];
  const gone: string[] = [];
  const write = fake.tty.write.bind(fake.tty);
  fake.tty.write = ((text: string) => {
    if (text.includes("\x1b[?1049h")) done.push("enter");
    if (text.includes("\x1b[?1049l")) done.push("leave");
    return write(text);
  }) as typeof write;
  const stdin = Object.assign(new EventEmitter(), {
    setRawMode: (on: boolean) => void done.push(on ? "raw" : "cooked"),
    resume: () => {},
    pause: () => void done.push("pause"),
  });
  const terminal = openTerminal({
    stdin: stdin as unknown as Keyboard,
    stdout: fake.tty,
    stderr: { isTTY: false, write: () => true },
    colour: true,
    onInput: () => {},
    onGone: ({ message }) => void gone.push(message),
    stopProcess: () => void done.push("stop"),
  });
  return { terminal, fake, stdin, done, gone };
}

test("taken and restored, in an order that shows nothing in between; twice is once", () => {
  const { terminal, done } = opened();
  expect(done).toEqual([]);
  terminal.take();
  terminal.take();
  expect(done).toEqual(["raw", "enter"]);
  terminal.restore();
  terminal.restore();
  terminal.take();
  expect(done).toEqual(["raw", "enter", "pause", "cooked", "leave"]);
});

test("restored while it is lent: it is not taken again", async () => {
  const { terminal, done } = opened();
  terminal.take();
  const result = await terminal.handOver(async () => {
    terminal.restore();
    return "result";
  });
  expect(result).toBe("result");
  expect(done).toEqual(["raw", "enter", "pause", "cooked", "leave"]);
});

test("an error of who it was lent to is told, and it is taken again", async () => {
  const { terminal, done } = opened();
  terminal.take();
  await expect(terminal.handOver(() => Promise.reject(new Error("no shell")))).rejects.toThrow("no shell");
  expect(done).toEqual(["raw", "enter", "pause", "cooked", "leave", "raw", "enter"]);
});

test("suspended: given back before the stop, taken once after it, and not at all when it was restored meanwhile", () => {
  vi.useFakeTimers();
  const { terminal, done } = opened();
  terminal.take();
  terminal.suspend();
  expect(done.splice(0)).toEqual(["raw", "enter", "pause", "cooked", "leave", "stop"]);
  terminal.continued();
  vi.advanceTimersByTime(200);
  expect(done.splice(0)).toEqual(["raw", "enter"]);
  terminal.suspend();
  terminal.restore();
  terminal.continued();
  vi.advanceTimersByTime(200);
  expect(done.splice(0)).toEqual(["pause", "cooked", "leave", "stop"]);
  vi.useRealTimers();
});

test("a terminal that vanishes is told once, whoever notices", () => {
  const { terminal, fake, stdin, gone } = opened();
  terminal.take();
  stdin.emit("end");
  fake.tty.emit("error", Object.assign(new Error("write EIO"), { code: "EIO" }));
  stdin.emit("error", new Error("setRawMode EIO"));
  expect(gone).toEqual(["the terminal was closed"]);
  terminal.restore();
});

test("after it was restored nothing is told any more", () => {
  const { terminal, stdin, gone } = opened();
  terminal.take();
  terminal.restore();
  stdin.emit("end");
  expect(gone).toEqual([]);
});
