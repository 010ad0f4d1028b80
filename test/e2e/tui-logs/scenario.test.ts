import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { eventually } from "../framework/eventually.ts";
import { type Scenario, scenario } from "../framework/scenario.ts";
import type { TerminalRun } from "../framework/terminal.ts";
import { logRows, logTitle } from "../screen.ts";

const prints = { fixture: "tui-prints" } as const;

/** Starts both services and opens the UI on them. */
async function open(s: Scenario, size = {}): Promise<TerminalRun> {
  (await s.docker("compose up -d")).exits(0);
  const ui = s.terminal("logs", size);
  await ui.until(/^api +│ api is here$/m);
  await ui.until(/^worker │ worker is here$/m);
  return ui;
}

/** Runs a line of shell in the container of a service; its output is `$out` and `$err`. */
async function inside(s: Scenario, service: string, line: string, ...flags: readonly string[]): Promise<void> {
  const script = `out=/proc/1/fd/1; err=/proc/1/fd/2; ${line}`;
  (await s.docker(["exec", ...flags, `${s.project}-${service}-1`, "sh", "-c", script])).exits(0);
}

/** What the logs show, in their order, without who has said it. */
async function texts(ui: TerminalRun): Promise<readonly string[]> {
  return logRows(await ui.screen()).map((row) => row.replace(/^\S+ +[│!] ?/, ""));
}

scenario("JSON lines are laid out, raw on a key, and filtered by their level", prints, async (s) => {
  const lines = [
    '{"time":"2026-01-31T08:00:00.123Z","level":"INFO","msg":"request served","method":"GET","status":200}',
    '{"level":"error","ts":1769846400.5,"msg":"cannot open","error":"no keys"}',
    '{"level":"debug","message":"counted","n":3}',
    '{"level":"warn","msg":"careful"}',
  ];
  await s.write("lines/json", `${lines.join("\n")}\n`);
  const ui = await open(s, { columns: 120 });
  await inside(s, "worker", "cat /lines/json >$out");
  await ui.until(/^worker │ WARN {2}careful$/m);
  await inside(s, "worker", "echo to stderr >$err");
  await ui.until(/^worker │ to stderr$/m);
  const [, , ...laidOut] = await texts(ui);
  expect(laidOut).toEqual([
    expect.stringMatching(/^\d\d:00:00\.123 INFO {2}request served method=GET status=200$/),
    expect.stringMatching(/^\d\d:00:00\.500 ERROR cannot open error="no keys"$/),
    "DEBUG counted n=3",
    "WARN  careful",
    "to stderr",
  ]);
  const bars = barColours(ui);
  expect(bars.get("WARN  careful")).not.toBe(red);
  expect(bars.get("to stderr")).toBe(red);

  ui.keys("R");
  await ui.until(`worker │ ${lines[0]}`);
  expect((await texts(ui)).slice(2, 6)).toEqual(lines);
  ui.keys("Rl");
  await ui.until(/info and above/);
  expect(await texts(ui)).not.toContain("DEBUG counted n=3");
  ui.keys("l");
  await ui.until(/warn and above/);
  expect((await texts(ui)).join("\n")).not.toContain("request served");
  ui.keys("l");
  await ui.until(/error and above/);
  expect((await texts(ui)).join("\n")).not.toContain("careful");
  expect((await texts(ui)).join("\n")).toContain("cannot open");
  ui.keys("l");
  await ui.until(/^worker │ DEBUG counted n=3$/m);

  ui.keys("t");
  await ui.until(/^worker │ \d\d:\d\d:\d\d\.\d{3} DEBUG counted n=3$/m);
  ui.keys("t");
  await ui.until(/^worker │ DEBUG counted n=3$/m);
  ui.keys("q");
  expect(await ui.exit()).toBe(0);
});

scenario("long lines are cut, scrolled sideways and wrapped", prints, async (s) => {
  await s.write("lines/long", `${Array.from({ length: 40 }, (_, n) => `word${n}`).join(" ")}\n`);
  const ui = await open(s, { columns: 80 });
  await inside(s, "worker", "cat /lines/long >$out");
  expect(await ui.until(/^worker │ word0 word1 /m)).not.toContain("word39");
  ui.keys("\x1b[C");
  await ui.until(/^worker │ 2 word3 /m);
  ui.keys("\x1b[D");
  await ui.until(/^worker │ word0 word1 /m);
  ui.keys("w");
  await ui.until("word39");
  const rows = logRows(await ui.screen());
  const first = rows.findIndex((row) => row.startsWith("worker │ word0"));
  expect(rows.slice(first + 1).every((row) => row.startsWith("       │ "))).toBe(true);
  const joined = rows.slice(first).map((row) => row.slice("worker │ ".length));
  expect(joined.join("").replaceAll(" ", "")).toBe((await s.read("lines/long")).trim().replaceAll(" ", ""));
  ui.resize(60, 20);
  await eventually(async () => expect(logRows(await ui.screen()).length).toBeGreaterThan(rows.length));
  ui.keys("q");
  expect(await ui.exit()).toBe(0);
});

scenario("what a container prints does nothing to the terminal", { ...prints, smoke: true }, async (s) => {
  const hostile = [
    "\x1b]52;c;b3duZWQ=\x07after the clipboard",
    "\x1b]0;owned\x07after the title",
    "\x1b]8;;http://owned.example/\x1b\\after the link\x1b]8;;\x1b\\",
    "\x1b[2J\x1b[Hafter the clearing",
    "\x1b[?1049l\x1b[?25h\x1b[?1003hafter the modes",
    "\x1b[5;5Hafter the move\x1b[1A\x1b[2K",
    "\x9b31;5Hafter the eight-bit move",
    "\x1bPq#0;2;0;0;0\x1b\\after the picture",
    "before it\rafter the return",
    "gnp\u202egpj.exe\u202c after the turn",
    "\x1b[31mafter the red\x1b[0m",
    "\x1bc\x1b(0after the reset",
  ];
  await s.write("lines/hostile", `${hostile.join("\n")}\n`);
  const ui = await open(s);
  await inside(s, "worker", "cat /lines/hostile >$out; cat /lines/hostile >$err; echo all of it >$out");
  await ui.until(/^worker │ all of it$/m);
  const shown = (await texts(ui)).join("\n");
  for (const line of hostile) expect(shown).toContain(/after the [\w-]+/.exec(line)?.[0]);
  const raw = ui.raw();
  expect(raw).not.toMatch(/b3duZWQ=|\x1b\][08];|\x1bP|\x1bc|\x1b\(0|[\x07\x80-\x9f\u202a-\u202e]/);
  expect(await ui.leftovers()).toContain("hidden cursor");
  expect(await ui.leftovers()).toContain("alternate screen");
  expect(await ui.leftovers()).not.toContain("mouse reports");
  expect(await ui.until(/^▸● {2}api +running/m)).toMatch(/^ gdev /);
  ui.keys("s\x15all.log\r");
  await ui.until(/saved to /);
  expect(await s.read("all.log")).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
  ui.keys("q");
  expect(await ui.exit()).toBe(0);
  expect(await ui.leftovers()).toEqual([]);
});

scenario("wide characters, binary junk and a megabyte without a line end leave the screen in order", prints, async (s) => {
  const junk = Buffer.concat([Buffer.from(Array.from({ length: 256 }, (_, n) => (n === 10 ? 32 : n))), Buffer.from("|end\n")]);
  await s.write("lines/wide", "日本語のログ|end\nemoji 🎉🚀|end\né combined é|end\n한국어|end\n");
  await writeFile(join(s.folder, "lines/junk"), junk);
  const ui = await open(s, { columns: 80, rows: 24 });
  await inside(s, "worker", "cat /lines/wide >$out");
  await ui.until(/^worker │ 한국어\|end$/m);
  expect((await texts(ui)).slice(2)).toEqual(["日本語のログ|end", "emoji 🎉🚀|end", "é combined é|end", "한국어|end"]);
  await inside(s, "api", "cat /lines/junk >$out; echo after the junk >$out");
  await ui.until(/^api +│ after the junk$/m);
  ui.keys("w");
  await ui.until(/\|end\napi +│ after the junk$/m);
  ui.keys("w");
  await inside(s, "api", "head -c 1000000 /dev/zero | tr '\\0' y >$out; echo >$out; echo after the megabyte >$out");
  await ui.until(/^api +│ after the megabyte$/m);
  const rows = logRows(await ui.screen());
  expect(rows.slice(1, -1).every((row) => /^(api {3} │|worker │| {7}│) y*$/.test(row))).toBe(true);
  ui.keys("g");
  await ui.until(/ is here\n.* is here\nworker │ 日本語のログ\|end$/m);
  ui.keys("s\x15all.log\r");
  await ui.until(/saved to /);
  // Where the engine pauses within a line, that is shown in two.
  const saved = (await s.read("all.log")).matchAll(/^api +\| \S+ (y+)$/gm);
  expect([...saved].map(([, part = ""]) => part).join("")).toHaveLength(1_000_000);
  ui.keys("q");
  expect(await ui.exit()).toBe(0);
});

scenario("a long history is there from its first line, with every line once, while new ones come", prints, async (s) => {
  (await s.docker("compose up -d")).exits(0);
  await inside(s, "api", "seq 1 5000 >$out");
  await inside(s, "worker", "seq 1 5000 >$out");
  await inside(s, "api", "for n in $(seq 5001 5600); do echo $n; sleep 0.01; done >$out", "-d");
  const ui = s.terminal("");
  await ui.until(/^api +│ 5\d\d\d$/m);
  await ui.until(/logs 10 \d{3} /);
  ui.keys("g");
  const first = logRows(await ui.until(/paused · .* new below · G follows\n(api +│ api|worker │ worker) is here$/m));
  ui.keys("G");
  await ui.until(/^api +│ 5600$/m);
  ui.keys("g");
  expect(logRows(await ui.until(/^(api +│ api|worker │ worker) is here$/m))).toEqual(first);
  expect(logTitle(await ui.screen())).toContain("logs 10 602 ");
  ui.keys("s\x15all.log\r");
  await ui.until(/saved to /);
  expect(await numbers(s, "api")).toEqual(Array.from({ length: 5600 }, (_, n) => n + 1));
  expect(await numbers(s, "worker")).toEqual(Array.from({ length: 5000 }, (_, n) => n + 1));
  ui.keys("q");
  expect(await ui.exit()).toBe(0);
});

scenario("keys are answered while a service prints as fast as it can, and no line is lost", prints, async (s) => {
  const ui = await open(s);
  await inside(s, "worker", `seq 1 ${flood} >$out`, "-d");
  await ui.until(/logs [1-9]\d* \d{3} /);
  ui.keys("w");
  expect(count(logTitle(await ui.until(/ wrap /)))).toBeLessThan(flood);
  ui.keys("?");
  await ui.until(/select the service above/);
  ui.keys("\x1b");
  await ui.until(/ wrap /);
  ui.keys("w/77777\r");
  await ui.until(/filter 77777 /);
  await ui.until(`worker │ ${flood}`.replace(/\d+$/, "77777"), 120_000);
  await eventually(async () => expect(count(logTitle(await ui.screen()))).toBe(flood + 2), 120_000);
  ui.keys("\x1b");
  await ui.until(new RegExp(`^worker │ ${flood}$`, "m"));
  ui.keys("s\x15all.log\r");
  await ui.until(/saved to /, 60_000);
  const found = await numbers(s, "worker");
  expect(found).toHaveLength(flood);
  expect(found.findIndex((number, index) => number !== index + 1)).toBe(-1);
  ui.keys("q");
  expect(await ui.exit()).toBe(0);
});

const flood = 400_000;

/** How many lines there are, of which some may be hidden: `logs 3 of 12 345`, `logs 12 345`. */
function count(title: string): number {
  const [, total = ""] = /logs (?:[\d ]+ of )?(\d[\d ]*)/.exec(title) ?? [];
  return Number(total.replaceAll(" ", ""));
}

/** The numbers that a service has printed, as the saved file has them. */
async function numbers(s: Scenario, service: string): Promise<readonly number[]> {
  const lines = (await s.read("all.log")).split("\n");
  return lines.flatMap((line) => {
    const [, who, number] = /^(\S+) +\| \S+ (\d+)$/.exec(line) ?? [];
    return who === service ? [Number(number)] : [];
  });
}

const red = 1;

/** Text of a row of the logs → the colour of the bar before it. */
function barColours({ term }: TerminalRun): ReadonlyMap<string, number> {
  const { active } = term.buffer;
  const found = new Map<string, number>();
  for (let row = 0; row < term.rows; row++) {
    const line = active.getLine(active.viewportY + row);
    const text = line?.translateToString(true) ?? "";
    const bar = text.indexOf("│");
    if (bar > 0) found.set(text.slice(bar + 1).trim(), line?.getCell(bar)?.getFgColor() ?? -1);
  }
  return found;
}
