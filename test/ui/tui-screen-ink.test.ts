import { Box, Text } from "ink";
import { createElement as h, type ReactNode, useState } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { openScreen, type Screen } from "../../src/ui/tui/screen.ts";
import { drawOnScreen, useScreenSize } from "../../src/ui/tui/screen-ink.ts";
import { spinner, stopwatch } from "../../src/ui/tui/screen-marks.ts";
import { eventually } from "../e2e/framework/eventually.ts";
import { type FakeTerminal, fakeTerminal } from "./fake-terminal.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

function opened(columns = 30, rows = 4, colour = true): { readonly fake: FakeTerminal; readonly screen: Screen } {
  const fake = fakeTerminal(columns, rows);
  const screen = openScreen({ tty: fake.tty, colour, onGone: () => {} });
  screen.enter();
  return { fake, screen };
}

function column(...children: readonly ReactNode[]): ReactNode {
  return h(Box, { flexDirection: "column" }, ...children);
}

test("Ink draws, and touches neither the real input nor raw mode nor the real output", async () => {
  const names = ["data", "readable", "end", "keypress"] as const;
  const listeners = (): readonly number[] => names.map((name) => process.stdin.listenerCount(name));
  const before = listeners();
  const written = vi.spyOn(process.stdout, "write");
  const raw = vi.fn();
  Object.assign(process.stdin, { setRawMode: raw });
  const { fake, screen } = opened();
  const { ended, unmount } = await drawOnScreen(
    screen,
    column(h(Text, { key: 1 }, "日本語 text"), h(Text, { key: 2, bold: true }, "bold")),
  );
  await eventually(() => expect(fake.rows().slice(0, 2)).toEqual(["日本語 text", "bold"]));
  expect(listeners()).toEqual(before);
  expect(process.stdin.readableFlowing).not.toBe(true);
  unmount();
  await ended;
  expect(raw).not.toHaveBeenCalled();
  expect(written).not.toHaveBeenCalled();
  expect(fake.rows()[0]).toBe("日本語 text");
  expect(fake.changedModes()).toEqual([7, 25, 1049, 2004]);
});

function SizeText({ screen }: { readonly screen: Screen }): ReactNode {
  const { columns, rows } = useScreenSize(screen);
  return h(Box, { width: columns, height: rows }, h(Text, null, `${columns}×${rows}`));
}

test("components follow the size", async () => {
  const { fake, screen } = opened();
  const { unmount } = await drawOnScreen(screen, h(SizeText, { screen }));
  await eventually(() => expect(fake.rows()[0]).toBe("30×4"));
  fake.resize(20, 6);
  await eventually(() => expect(fake.rows()[0]).toBe("20×6"));
  unmount();
});

test("marks keep their columns through Ink's layout", async () => {
  const { fake, screen } = opened();
  const row = h(
    Box,
    { width: 20 },
    h(Text, { color: "cyan" }, spinner),
    h(Box, { flexGrow: 1 }),
    h(Text, { color: "yellow" }, stopwatch(Date.now(), { columns: 6, align: "right" })),
    h(Text, null, "|"),
  );
  const cut = h(Box, { width: 8 }, h(Text, { wrap: "truncate" }, `ab${stopwatch(Date.now())}`));
  const { unmount } = await drawOnScreen(screen, column(row, cut));
  await eventually(() => expect(fake.rows()[0]).toMatch(/^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] {15}0 s\|$/));
  expect(fake.rows()[1]).toBe("ab0 s  …");
  unmount();
});

test("what slips through Ink does not reach the terminal", async () => {
  const { fake, screen } = opened();
  const hostile = "a\x1b]0;title\x07b\x1b]52;c;QQ==\x1b\\c\rd\b\x07e\x9d0;t\x07f\x1b[?1049lg\x1b[2Jh";
  const { unmount } = await drawOnScreen(screen, h(Text, null, hostile));
  await eventually(() => expect(fake.rows()[0]).toBe("abcdefgh"));
  expect(fake.writes.at(-1)).not.toMatch(/[\r\b\x07\x9d]|\x1b\]|\x1b\[2J|1049/);
  unmount();
});

test("without colours only weights are left", async () => {
  const { fake, screen } = opened(30, 4, false);
  screen.inkStdout.write("\x1b[1;38;5;208;7mx\x1b[0m \x1b[31my\x1b[39m \x1b[48;2;1;2;3;4mz\x1b[0m");
  await eventually(() => expect(fake.rows()[0]).toBe("x y z"));
  expect(fake.writes.at(-1)).toContain("\x1b[1;7mx\x1b[0m y \x1b[4mz\x1b[0m");
});

test("an error of the first frame, or of a later one, is the drawing's end", async () => {
  const { screen } = opened();
  const first = await drawOnScreen(
    screen,
    h(() => {
      throw new Error("first");
    }),
  );
  await expect(first.ended).rejects.toThrow("first");
  let breakIt = (): void => {};
  const later = await drawOnScreen(
    screen,
    h(() => {
      const [isBroken, setBroken] = useState(false);
      breakIt = () => setBroken(true);
      if (isBroken) throw new Error("later");
      return h(Text, null, "fine");
    }),
  );
  breakIt();
  await expect(later.ended).rejects.toThrow("later");
});
