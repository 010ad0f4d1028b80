import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openScreen, type Screen } from "../../src/ui/tui/screen.ts";
import type { Pane } from "../../src/ui/tui/screen-rows.ts";
import { type FakeTerminal, fakeTerminal } from "./fake-terminal.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Whole numbers from 0 to below `most`, always the same ones for a seed. */
function chance(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

type Random = ReturnType<typeof chance>;

/** Characters with their columns. The terminal of these tests sees emoji as one column wide, Ink as two. */
const letters = [..."abcdefgh..==|# ", ..."日本語テスト"];
const columnsOf = (letter: string): number => (/[日本語テスト]/.test(letter) ? 2 : 1);
const hostile = [
  "\x1b[2J",
  "\x1b[5;5H",
  "\x1b]0;title\x07",
  "\x1b]52;c;AAAA\x1b\\",
  "\x1b[?1049l",
  "\x1bc",
  "\x9b2J",
  "\r",
  "\b",
  "\x07",
  "\x1b(0",
  "\x1bP1;2|x\x1b\\",
  "\u202e",
  "\x1b]8;;http://localhost:8080\x1b\\",
  "\x1b]8;;javascript:x\x07",
  "\x1b",
  "\x1b[",
];

/** A row that is exactly so wide or less: its text with sequences in it, and the cells that must be seen (`""` is a wide character's second). */
function randomRow(
  random: Random,
  columns: number,
  sequences: readonly string[],
): { readonly text: string; readonly cells: readonly string[] } {
  const cells: string[] = [];
  let text = "";
  const wanted = random(4) === 0 ? columns : random(columns + 1);
  while (cells.length < wanted) {
    const letter = letters[random(letters.length)] ?? "";
    const width = columnsOf(letter);
    if (cells.length + width > columns) break;
    const sequence = random(3) === 0 ? sequences[random(sequences.length)] : undefined;
    text += `${sequence ?? ""}${letter}`;
    cells.push(letter, ...(width === 2 ? [""] : []));
  }
  return { text, cells };
}

interface ShownPane extends Pane {
  readonly cells: readonly (readonly string[])[];
}

function randomPane(random: Random, columns: number, rows: number): ShownPane {
  const col = random(3) === 0 ? 0 : random(columns);
  const width = random(3) === 0 ? columns - col : 1 + random(columns - col);
  const made = Array.from({ length: 1 + random(rows) }, () => randomRow(random, width, colours));
  return {
    row: random(rows),
    col,
    width,
    height: 1 + random(rows),
    rows: made.map(({ text }) => text),
    cells: made.map(({ cells }) => cells),
  };
}

const colours = ["\x1b[31m", "\x1b[1;44m", "\x1b[0m", "\x1b[38;5;208m", "\x1b[7m"];

/** What must be seen: cells of the frame, and over them those of the panes. Half a wide character is a blank. */
function composition(
  frame: readonly (readonly string[])[],
  panes: Iterable<ShownPane>,
  columns: number,
  rows: number,
): readonly string[] {
  const grid = Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (_, col) => frame[row]?.[col] ?? " "));
  for (const { row, col, width, height, cells } of panes) {
    for (let line = row; line < Math.min(rows, row + height); line++) {
      const under = grid[line] ?? [];
      if (under[col] === "" && col > 0) under[col - 1] = " ";
      if (under[col + width] === "") under[col + width] = " ";
      for (let at = 0; at < width; at++) under[col + at] = cells[line - row]?.[at] ?? " ";
    }
  }
  return grid.map((cells) => cells.join("").trimEnd());
}

interface World {
  readonly fake: FakeTerminal;
  readonly screen: Screen;
  readonly drawFrame: (sequences?: readonly string[]) => void;
  readonly drawPane: (name: string, isGone?: boolean) => void;
  readonly expected: () => readonly string[];
}

function world(random: Random): World {
  const fake = fakeTerminal(10 + random(30), 3 + random(8));
  const screen = openScreen({ tty: fake.tty, colour: true, onGone: () => {} });
  let frame: readonly (readonly string[])[] = [];
  const panes = new Map<string, ShownPane>();
  const drawFrame: World["drawFrame"] = (sequences = colours) => {
    const { columns, rows } = screen.size();
    const made = Array.from({ length: rows }, () => randomRow(random, columns, sequences));
    frame = made.map(({ cells }) => cells);
    screen.inkStdout.write(made.map(({ text }) => text).join("\n"));
  };
  const drawPane: World["drawPane"] = (name, isGone = false) => {
    const { columns, rows } = screen.size();
    const pane = randomPane(random, columns, rows);
    if (isGone) panes.delete(name);
    else panes.set(name, pane);
    screen.setPane(name, isGone ? undefined : pane);
  };
  screen.inkStdout.on("resize", () => {
    drawFrame();
    for (const name of [...panes.keys()]) drawPane(name);
  });
  screen.enter();
  return {
    fake,
    screen,
    drawFrame,
    drawPane,
    expected: () => composition(frame, panes.values(), screen.size().columns, screen.size().rows),
  };
}

test.each(Array.from({ length: 60 }, (_, seed) => seed + 1))(
  "the terminal shows the frame and the panes, whatever happens (%i)",
  (seed) => {
    const random = chance(seed);
    const { fake, screen, drawFrame, drawPane, expected } = world(random);
    drawFrame();
    const deeds: readonly (() => void)[] = [
      drawFrame,
      () => drawFrame(hostile.filter((text) => !text.endsWith("[") && text !== "\x1b")),
      () => drawPane("logs"),
      () => drawPane("box"),
      () => drawPane("box", true),
      () => {
        for (let count = 1 + random(6); count > 0; count--) {
          fake.resize(5 + random(40), 2 + random(12));
          vi.advanceTimersByTime(random(20));
        }
      },
      screen.hurry,
      screen.repaint,
      () => {
        screen.leave();
        if (random(2) === 0) fake.resize(5 + random(40), 2 + random(12));
        drawFrame();
        screen.enter();
      },
      () => {
        fake.accepts = false;
        drawFrame();
        vi.advanceTimersByTime(random(100));
        drawPane("logs");
        fake.accepts = true;
        fake.tty.emit("drain");
      },
    ];
    for (let count = 0; count < 30; count++) {
      for (let more = random(4); more >= 0; more--) deeds[random(deeds.length)]?.();
      vi.advanceTimersByTime(40);
      expect(fake.rows()).toEqual(expected());
    }
    screen.leave();
    expect(fake.changedModes()).toEqual([]);
    expect(fake.term.buffer.active.type).toBe("normal");
  },
);

test.each(Array.from({ length: 40 }, (_, seed) => seed + 1))(
  "a character that is wider or narrower than thought moves only its own row (%i)",
  (seed) => {
    const random = chance(seed);
    const { fake, screen, drawFrame, drawPane, expected } = world(random);
    drawFrame();
    drawPane("logs");
    vi.advanceTimersByTime(40);
    const { rows } = screen.size();
    const before = expected();
    const odd = random(rows);
    const text = ["👩‍👩‍👧‍👦🇩🇪", "🙂".repeat(50), "日".repeat(60), "e\u0301".repeat(30), "\u200d\ufe0f"].map(
      (piece) => `x${piece}y`,
    );
    screen.setPane("odd", { row: odd, col: random(4), width: 4, height: 1, rows: [text[random(text.length)] ?? ""] });
    vi.advanceTimersByTime(40);
    const after = fake.rows();
    for (let row = 0; row < rows; row++) if (row !== odd) expect(after[row]).toBe(before[row]);
  },
);

test("nothing but text, colours, links of our own and the screen's own sequences is ever written", () => {
  const random = chance(7);
  const { fake, screen, drawFrame } = world(random);
  const own = /^\x1b\[\?1049h\x1b\[\?25l\x1b\[\?7l\x1b\[\?2004h\x1b\[0m\x1b\[2J\x1b\[H$/;
  const inside =
    /^(?:\x1b\[\d+;1H\x1b\[K|\x1b\[\d+G|\x1b\[\d+X|\x1b\[[\d;:]*m|\x1b\]8;;(?:https?:\/\/[!-~]+)?\x1b\\|[^\x00-\x1f\x7f-\x9f\u202a-\u202e])*$/;
  for (let count = 0; count < 300; count++) {
    drawFrame(hostile);
    const { columns } = screen.size();
    const rows = Array.from({ length: 3 }, () => randomRow(random, columns, hostile).text);
    screen.setPane("logs", { row: 0, col: random(3), width: columns, height: 3, rows });
    vi.advanceTimersByTime(20);
  }
  expect(fake.writes.length).toBeGreaterThan(100);
  for (const text of fake.writes) {
    if (own.test(text)) continue;
    expect(text).toMatch(/^\x1b\[\?2026h.*\x1b\[\?2026l$/s);
    expect(text.slice(8, -8)).toMatch(inside);
  }
});
