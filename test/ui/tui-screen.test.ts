import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openScreen, type Screen } from "../../src/ui/tui/screen.ts";
import { spinner, stopwatch } from "../../src/ui/tui/screen-marks.ts";
import { type FakeTerminal, fakeTerminal } from "./fake-terminal.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Opened {
  readonly fake: FakeTerminal;
  readonly screen: Screen;
  readonly gone: string[];
  /** Ink's next frame. */
  readonly frame: (...rows: readonly string[]) => void;
  /** The screen, after everything has happened that is planned for now, or for a time ahead. */
  readonly seen: (ms?: number) => readonly string[];
}

function open(columns = 12, rows = 4, colour = true): Opened {
  const fake = fakeTerminal(columns, rows);
  const gone: string[] = [];
  const screen = openScreen({ tty: fake.tty, colour, onGone: ({ message }) => gone.push(message) });
  return {
    fake,
    screen,
    gone,
    frame: (...frameRows) => void screen.inkStdout.write(frameRows.join("\n")),
    seen: (ms = 1) => {
      vi.advanceTimersByTime(ms);
      return fake.rows();
    },
  };
}

function entered(columns?: number, rows?: number, colour?: boolean): Opened {
  const opened = open(columns, rows, colour);
  opened.screen.enter();
  opened.seen();
  opened.fake.writes.length = 0;
  return opened;
}

describe("rows", () => {
  test("only those that have changed are written, in one synchronized write", () => {
    const { frame, seen, fake } = entered();
    frame("header", "one", "two", "status");
    expect(seen()).toEqual(["header", "one", "two", "status"]);
    fake.writes.length = 0;
    frame("header", "one", "2", "status");
    expect(seen()).toEqual(["header", "one", "2", "status"]);
    expect(fake.writes).toEqual(["\x1b[?2026h\x1b[3;1H\x1b[K2\x1b[0m\x1b[?2026l"]);
  });

  test("several frames of one moment are one write, and an unchanged frame is none", () => {
    const { frame, seen, fake } = entered();
    frame("a");
    frame("b");
    expect(seen()[0]).toBe("b");
    expect(fake.writes).toHaveLength(1);
    frame("b");
    seen();
    expect(fake.writes).toHaveLength(1);
  });

  test("a full row keeps its last cell, also on the last line", () => {
    const { frame, seen } = entered(6, 2);
    frame("123456", "abcdef");
    frame("123456", "abcdeF");
    expect(seen()).toEqual(["123456", "abcdeF"]);
  });

  test("a row that is too long takes nothing from the next, and rows below the screen are left out", () => {
    const { frame, seen } = entered(6, 2);
    frame("日本語テスト日本語", "ok", "below");
    expect(seen()[1]).toBe("ok");
    expect(seen()[0]).toMatch(/^日本/);
  });

  test("colours end with their row", () => {
    const { frame, seen, fake } = entered();
    frame("\x1b[41mred", "plain");
    seen();
    expect(fake.term.buffer.active.getLine(0)?.getCell(0)?.getBgColor()).toBe(1);
    expect(fake.term.buffer.active.getLine(0)?.getCell(5)?.isBgDefault()).toBe(true);
    expect(fake.term.buffer.active.getLine(1)?.getCell(0)?.isBgDefault()).toBe(true);
  });

  test("repaint writes all rows anew", () => {
    const { frame, seen, fake, screen } = entered();
    frame("a", "b", "c", "d");
    seen();
    fake.term.reset();
    screen.repaint();
    expect(seen()).toEqual(["a", "b", "c", "d"]);
  });

  test("the first paint waits for nothing, and Ink's first frame replaces it", () => {
    const { fake, screen, frame, seen } = open();
    screen.enter();
    screen.paintFirst(["loading"]);
    expect(fake.rows()[0]).toBe("loading");
    frame("ready");
    expect(seen()[0]).toBe("ready");
  });
});

test("of links only those to the web pass, and they end with their row", () => {
  const { frame, seen, fake } = entered(20, 3);
  const link = "\x1b]8;;http://localhost:8080/a\x1b\\";
  frame(`${link}open`, "\x1b]8;id=1;https://x.y\x07ok\x1b]8;;\x07.", "\x1b]8;;file:///etc/passwd\x07no\x1b]8;;\x07");
  expect(seen()).toEqual(["open", "ok.", "no"]);
  expect(fake.writes).toEqual([
    expect.stringContaining(`${link}open\x1b]8;;\x1b\\\x1b[0m\x1b[2;1H\x1b[K\x1b]8;;https://x.y\x1b\\ok\x1b]8;;\x1b\\.\x1b[0m`),
  ]);
  expect(fake.writes.join("")).not.toContain("passwd");
});

describe("panes", () => {
  test("lie over the frame, the later over the earlier, and go again", () => {
    const { frame, seen, screen } = entered();
    frame("abcdefghijkl", "abcdefghijkl", "abcdefghijkl", "abcdefghijkl");
    screen.setPane("logs", { row: 1, col: 0, width: 12, height: 2, rows: ["log 1"] });
    expect(seen()).toEqual(["abcdefghijkl", "log 1", "", "abcdefghijkl"]);
    screen.setPane("box", { row: 0, col: 4, width: 4, height: 2, rows: ["##", "日本"] });
    expect(seen()).toEqual(["abcd##  ijkl", "log 日本", "", "abcdefghijkl"]);
    screen.setPane("logs", undefined);
    expect(seen()).toEqual(["abcd##  ijkl", "abcd日本ijkl", "abcdefghijkl", "abcdefghijkl"]);
  });

  test("are cut at the screen's edges", () => {
    const { frame, seen, screen } = entered(6, 2);
    frame("......", "......");
    screen.setPane("a", { row: -1, col: 4, width: 9, height: 9, rows: ["00", "11", "22", "33"] });
    screen.setPane("b", { row: 0, col: 6, width: 2, height: 1, rows: ["xx"] });
    expect(seen()).toEqual(["....11", "....22"]);
  });
});

describe("marks", () => {
  test("a spinner turns without a frame, and only its row is written", () => {
    const { frame, seen, fake } = entered();
    frame("head", `${spinner} build`);
    const first = seen()[1];
    fake.writes.length = 0;
    const second = seen(91)[1];
    expect(first).toMatch(/^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] build$/);
    expect(second).toMatch(/^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] build$/);
    expect(second).not.toBe(first);
    expect(fake.writes).toEqual([expect.stringMatching(/^\x1b\[\?2026h\x1b\[2;1H[^\n]*\x1b\[\?2026l$/)]);
  });

  test("nothing runs once no mark is seen any more", () => {
    const { frame, seen } = entered();
    frame(spinner);
    seen();
    expect(vi.getTimerCount()).toBe(1);
    frame("done");
    seen();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a pane hides the mark under it", () => {
    const { frame, seen, screen } = entered();
    frame(spinner);
    screen.setPane("logs", { row: 0, col: 0, width: 12, height: 1, rows: ["log"] });
    expect(seen()[0]).toBe("log");
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a stopwatch counts seconds, in the columns it has", () => {
    const { frame, seen } = entered(30, 3);
    const now = Date.now();
    frame(
      `building ${stopwatch(now - 8_400)}| end`,
      `${stopwatch(now - 58_000, { columns: 6, align: "right" })}|`,
      stopwatch(now),
    );
    expect(seen()).toEqual(["building 8 s        | end", "  58 s|", "0 s"]);
    expect(seen(2000)).toEqual(["building 10 s       | end", " 1 min|", "2 s"]);
    expect(seen(5000)[1]).toBe(" 1 min|");
    expect(seen(3_600_000)[0]).toBe("building 1 h        | end");
  });

  test("a stopwatch that was cut shows blanks, and nothing that others write becomes a mark", () => {
    const { frame, seen } = entered(20, 2);
    const cells = [...stopwatch(Date.now())];
    frame(`a${cells.slice(0, 2).join("")}b`, `a${cells.slice(2).join("")}b`);
    expect(seen()).toEqual(["a  b", `a${" ".repeat(9)}b`]);
  });
});

describe("size", () => {
  test("a burst of resizes is one repaint, in the last size", () => {
    const { frame, seen, fake, screen } = entered(12, 4);
    const sizes: unknown[] = [];
    screen.onResize(() => sizes.push(screen.size()));
    frame("123456789012", "b", "c", "d");
    seen();
    fake.writes.length = 0;
    for (const columns of [11, 10, 9, 8]) fake.resize(columns, 3);
    frame("old width 12", "b");
    seen();
    expect(fake.writes).toEqual([]);
    vi.advanceTimersByTime(29);
    expect(sizes).toEqual([{ columns: 8, rows: 3 }]);
    frame("12345678", "B", "C");
    expect(seen()).toEqual(["12345678", "B", "C"]);
  });

  test("what was planned before the size changed is not painted in the old one", () => {
    const { frame, seen, fake } = entered(12, 4);
    frame("123456789012");
    fake.resize(6, 4);
    seen(20);
    expect(fake.writes).toEqual([]);
    frame("123456");
    expect(seen(20)[0]).toBe("123456");
  });

  test("Ink hears of it, and reads the new size", () => {
    const { fake, screen } = entered(12, 4);
    const heard: unknown[] = [];
    screen.inkStdout.on("resize", () => heard.push([screen.inkStdout.columns, screen.inkStdout.rows]));
    fake.resize(30, 10);
    vi.advanceTimersByTime(30);
    expect(heard).toEqual([[30, 10]]);
    expect(screen.inkStdout.isTTY).toBe(true);
  });

  test("a terminal that does not know its size has 80×24", () => {
    const { fake, screen } = open();
    Object.assign(fake.tty, { columns: 0, rows: undefined });
    screen.enter();
    expect(screen.size()).toEqual({ columns: 80, rows: 24 });
  });

  test("what was resized while the screen was away is painted in the new size", () => {
    const { frame, seen, fake, screen } = entered(12, 4);
    frame("a", "b");
    seen();
    screen.leave();
    fake.resize(20, 6);
    const heard = vi.fn();
    screen.onResize(heard);
    screen.enter();
    expect(heard).toHaveBeenCalledOnce();
    expect(seen().slice(0, 2)).toEqual(["a", "b"]);
  });
});

describe("a slow terminal", () => {
  test("the next frame waits three times as long as the last took to write; a key's does not wait", () => {
    const { frame, seen, fake, screen } = entered();
    const { write } = fake.tty;
    fake.tty.write = ((text: string) => {
      vi.advanceTimersByTime(100);
      return write.call(fake.tty, text);
    }) as typeof write;
    frame("1");
    expect(seen()[0]).toBe("1");
    frame("2");
    expect(seen(280)[0]).toBe("1");
    expect(seen(20)[0]).toBe("2");
    frame("3");
    seen(50);
    screen.hurry();
    frame("key");
    expect(seen()[0]).toBe("key");
    screen.hurry();
    expect(seen()[0]).toBe("key");
  });

  test("what it cannot take piles up nowhere: the newest state is written when it is ready again", () => {
    const { frame, seen, fake } = entered();
    fake.accepts = false;
    frame("1");
    seen();
    fake.writes.length = 0;
    for (let count = 2; count < 50; count++) {
      frame(String(count));
      seen(100);
    }
    expect(fake.writes).toEqual([]);
    fake.accepts = true;
    fake.tty.emit("drain");
    expect(seen()[0]).toBe("49");
    expect(fake.writes).toHaveLength(1);
  });

  test("EAGAIN is tried again, with all rows", () => {
    const { frame, seen, fake, gone } = entered();
    frame("a", "b");
    seen();
    fake.term.reset();
    fake.tty.emit("error", Object.assign(new Error("write EAGAIN"), { code: "EAGAIN" }));
    expect(seen()[0]).toBe("");
    expect(seen(60).slice(0, 2)).toEqual(["a", "b"]);
    expect(gone).toEqual([]);
  });
});

test("a terminal that vanishes is told once, and nothing more is written", () => {
  const { frame, seen, fake, screen, gone } = entered();
  frame(spinner);
  seen();
  fake.writes.length = 0;
  fake.tty.emit("error", Object.assign(new Error("write EIO"), { code: "EIO" }));
  fake.tty.emit("error", Object.assign(new Error("write EIO"), { code: "EIO" }));
  frame("more");
  screen.repaint();
  screen.send("\x1b]52;c;\x1b\\");
  screen.leave();
  seen(1000);
  expect(gone).toEqual(["write EIO"]);
  expect(fake.writes).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

describe("enter and leave", () => {
  test("leave gives everything back, at once", () => {
    const { frame, fake, screen, seen } = open();
    fake.tty.write("shell$ ");
    screen.enter();
    frame("\x1b[31mx");
    seen();
    expect(fake.term.buffer.active.type).toBe("alternate");
    expect(fake.changedModes()).toEqual([7, 25, 1049, 2004]);
    frame("never");
    screen.leave();
    expect(fake.term.buffer.active.type).toBe("normal");
    expect(fake.changedModes()).toEqual([]);
    expect(fake.rows()[0]).toBe("shell$");
    expect(fake.term.buffer.active.cursorX).toBe(7);
  });

  test("what comes while it is away shows on return; twice is once", () => {
    const { frame, fake, screen, seen } = entered();
    frame("a");
    screen.enter();
    screen.leave();
    screen.leave();
    const written = fake.writes.length;
    frame("b");
    screen.send("x");
    expect(seen(1000)[0]).toBe("");
    expect(fake.writes).toHaveLength(written);
    screen.enter();
    expect(seen()[0]).toBe("b");
  });

  test("what Ink writes besides frames is none", () => {
    const { frame, seen, screen } = entered();
    frame("a");
    for (const text of ["", "\x1b[?25h", "\x1b[?25l\x1b[?2026h"]) screen.inkStdout.write(text);
    expect(seen()[0]).toBe("a");
  });
});
