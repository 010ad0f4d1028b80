import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { eventually } from "../e2e/framework/eventually.ts";
import { openTerminal, type TerminalRun } from "../e2e/framework/terminal.ts";

const root = join(import.meta.dirname, "../..");
let folder = "";

vi.setConfig({ testTimeout: 60_000 });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tui-stage-"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  execFileSync(process.execPath, [join(root, "src/build.mjs"), join(root, "test/ui/tui-stage.tsx"), join(folder, "dist")]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function stage(more: Partial<Parameters<typeof openTerminal>[0]> = {}): TerminalRun {
  const program = join(folder, "dist/tui-stage.js");
  const run = openTerminal({
    command: process.execPath,
    args: [program],
    cwd: folder,
    env: process.env,
    columns: 40,
    rows: 6,
    shown: "the stage",
    ...more,
  });
  onTestFinished(run.close);
  return run;
}

const ready = /40×6 \d+ s +\|\ntyped: .*\|\npid \d+\n\n\nthe last row\.+!$/;

describe("on a real terminal", () => {
  test("the first paint, then Ink's, to the last cell of the last row; keys of one read, and pastes", async () => {
    const run = stage();
    const screen = await run.until(ready);
    expect(run.raw()).toContain("loading");
    expect(screen.split("\n").at(-1)).toHaveLength(40);
    expect(await run.leftovers()).toEqual([
      "alternate screen",
      "no auto-wrap",
      "hidden cursor",
      "alternate screen",
      "bracketed paste",
    ]);
    run.keys("jjj\rn\x1b[200~x\ry\x1b[201~");
    await run.until("typed: jjjentern<x¶y>|");
    run.keys("\x1b");
    await run.until("escape|");
  });

  test("it follows the size, also one that changes all the time", async () => {
    const run = stage();
    await run.until(ready);
    for (let round = 0; round < 40; round++) run.resize(30 + ((round * 7) % 50), 4 + ((round * 3) % 12));
    run.resize(50, 8);
    const screen = await run.until(/50×8/);
    const rows = (await run.until(/the last row\.+!$/)).split("\n");
    expect(rows).toHaveLength(8);
    expect(rows[7]).toBe(`${"the last row".padEnd(49, ".")}!`);
    expect(screen.match(/typed/g)).toHaveLength(1);
  });

  test("what others write to stderr comes after the screen, not into it", async () => {
    const run = stage();
    await run.until(ready);
    run.keys("W");
    expect(await run.until("typed: W|")).toMatch(/the last row\.+!$/);
    run.keys("q");
    expect(await run.exit()).toBe(0);
    expect(run.raw()).toMatch(/\x1b\[\?1049l\(node:\d+\) Warning: a warning of a library/);
  });

  test("DEV=true and CI=true change nothing", async () => {
    const run = stage({ more: { DEV: "true", CI: "true" } });
    await run.until(ready);
    run.keys("x");
    await run.until("typed: x|");
    run.resize(50, 7);
    await run.until(/50×7.*the last row\.+!$/s);
    for (const file of readdirSync(join(folder, "dist"))) {
      expect(readFileSync(join(folder, "dist", file), "utf8")).not.toMatch(/from ?"(?:react-devtools-core|ws|stack-utils)"/);
    }
  });
});

describe("however it ends, the terminal is as it was", () => {
  test.each<readonly [string, string, number, RegExp | undefined]>([
    ["a normal end", "q", 0, undefined],
    ["process.exit", "X", 3, undefined],
    ["an error in a component", "T", 1, /\x1b\[\?1049lit crashed: Error: broken in a component/],
    ["an error in an effect", "E", 1, /\x1b\[\?1049lit crashed: Error: broken in an effect/],
    ["an error in a key", "U", 1, /\x1b\[\?1049lit crashed: Error: broken in a key/],
    ["a rejection that nobody handles", "R", 1, /\x1b\[\?1049lit crashed: Error: broken in a promise/],
  ])("%s", async (_what, keys, code, told) => {
    const run = stage();
    await run.until(ready);
    run.keys(keys);
    expect(await run.exit()).toBe(code);
    if (told) expect(run.raw()).toMatch(told);
    expect(await run.leftovers()).toEqual([]);
  });

  test.each<readonly [NodeJS.Signals, number]>([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
    ["SIGQUIT", 131],
  ])("%s", async (name, code) => {
    const run = stage();
    await run.until(ready);
    await run.signal(name);
    expect(await run.exit()).toBe(code);
    expect(await run.leftovers()).toEqual([]);
  });

  test("killed before Ink is there", async () => {
    const run = stage();
    await eventually(() => expect(run.raw()).toContain("loading"));
    await run.signal("SIGTERM");
    expect(await run.exit()).toBe(143);
    expect(await run.leftovers()).toEqual([]);
  });

  test("the terminal itself vanishes", async () => {
    const run = stage();
    await run.until(ready);
    run.hangUp();
    expect(await run.exit(10_000)).toBe(129);
  });
});

describe("the terminal is lent", () => {
  test("to the shell by Ctrl-Z, and comes back with fg, in the size that it has then", async () => {
    const run = stage({ command: "bash", args: ["--norc", "-i"], more: { PS1: "bash$ " } });
    await run.until("bash$");
    run.keys(`'${process.execPath}' dist/tui-stage.js\r`);
    await run.until(ready);
    run.keys("a\x1a");
    await run.until(/Stopped.*bash\$/s);
    expect(await run.leftovers()).toEqual(["bracketed paste"]);
    run.keys("stty -a | grep -o '[-]*icanon'\r");
    await run.until(/^icanon$/m);
    run.resize(44, 7);
    run.keys("fg\r");
    expect(await run.until(/44×7/)).toMatch(/typed: a\^z\|/);
    run.keys("b");
    await run.until(/typed: a\^zb\|.*the last row\.+!$/s);
    run.keys("q");
    await run.until(/bash\$ $|bash\$$/);
    expect(await run.leftovers()).toEqual(["bracketed paste"]);
  });

  test("and not lost where no shell could continue it", async () => {
    const run = stage();
    await run.until(ready);
    run.keys("\x1a");
    await run.until("typed: ^z|");
    run.keys("b");
    await run.until("typed: ^zb|");
  });

  test("and painted anew after somebody else had stopped it", async () => {
    const run = stage({ command: "bash", args: ["--norc", "-i"], more: { PS1: "bash$ " } });
    await run.until("bash$");
    run.keys(`'${process.execPath}' dist/tui-stage.js\r`);
    await run.until(ready);
    run.keys("a");
    await run.until("typed: a|");
    const [, pid] = /^pid (\d+)$/m.exec(await run.screen()) ?? [];
    process.kill(Number(pid), "SIGSTOP");
    await run.until(/Stopped/);
    run.keys("\rfg\r");
    await run.until(ready);
    run.keys("b");
    await run.until("typed: ab|");
    run.keys("q");
    await run.until(/bash\$ ?$/m);
  });

  test("to a child, which gets every key, and comes back", async () => {
    const run = stage();
    await run.until(ready);
    run.keys("!");
    await run.until(/shell\$ ?$/m);
    for (let count = 1; count <= 20; count++) {
      run.keys(`echo "line ${count} of many"; `);
      if (count % 5 === 0) run.keys("\r");
    }
    await run.until(/^line 20 of many$/m);
    run.keys("exit 7\r");
    await run.until(/typed: !\[7\]\|.*the last row\.+!$/s);
    run.keys("x");
    await run.until("typed: ![7]x|");
    run.keys("q");
    expect(await run.exit()).toBe(0);
    expect(await run.leftovers()).toEqual([]);
  });

  test("and stays with the child when the program is ended meanwhile", async () => {
    const run = stage();
    await run.until(ready);
    run.keys("!");
    await run.until(/shell\$ ?$/m);
    await run.signal("SIGTERM");
    expect(await run.exit()).toBe(143);
    expect(await run.leftovers()).toEqual([]);
  });
});
