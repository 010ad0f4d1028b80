import { join } from "node:path";
import { expect } from "vitest";
import { eventually } from "../framework/eventually.ts";
import { type Scenario, scenario } from "../framework/scenario.ts";
import { openTerminal, type TerminalRun } from "../framework/terminal.ts";

const prints = { fixture: "tui-prints" } as const;

/** `gdev up` in a terminal, with all that it started: api ran before, worker is its own. */
async function up(s: Scenario): Promise<TerminalRun> {
  (await s.gdev("up -d api")).exits(0);
  const ui = s.terminal("up");
  await ui.until(/^ ● {2}worker +running +ready/m, 60_000);
  await s.service("worker", { running: true });
  return ui;
}

/** The terminal is as it was, and nothing of the UI stands in it. */
async function isClean(ui: TerminalRun): Promise<void> {
  expect(await ui.leftovers()).toEqual([]);
  expect(await ui.screen()).not.toMatch(/SERVICE +STATE/);
}

scenario("q leaves everything running and says how to stop it", { ...prints, smoke: true }, async (s) => {
  const ui = await up(s);
  const before = await s.containers();
  ui.keys("q");
  expect(await ui.exit()).toBe(0);
  expect(await s.containers()).toEqual(before);
  await isClean(ui);
  expect((await ui.screen()).trim()).toBe(`${s.project} keeps running; gdev down stops it, gdev shows it again`);
});

scenario("Ctrl-C stops what this run started, and nothing else", prints, async (s) => {
  const ui = await up(s);
  const api = await s.service("api");
  ui.keys("\x03");
  expect(await ui.exit()).toBe(130);
  await s.service("worker", { running: false });
  expect(await s.service("api", { running: true })).toEqual(api);
  await isClean(ui);
  expect(await ui.screen()).toContain("stopping worker");
});

for (const [name, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)
  scenario(`${name} from outside ends it as Ctrl-C does, with its own exit code`, prints, async (s) => {
    const ui = await up(s);
    const api = await s.service("api");
    await ui.signal(name);
    expect(await ui.exit()).toBe(code);
    await isClean(ui);
    await s.service("worker", { running: false });
    expect(await s.service("api", { running: true })).toEqual(api);
  });

scenario("SIGQUIT ends it at once, and the terminal is clean", prints, async (s) => {
  const ui = await up(s);
  const before = await s.containers();
  await ui.signal("SIGQUIT");
  expect(await ui.exit()).toBe(131);
  await isClean(ui);
  expect(await s.containers()).toEqual(before);
});

scenario("a terminal that vanishes ends it as Ctrl-C does", prints, async (s) => {
  const ui = await up(s);
  const api = await s.service("api");
  ui.hangUp();
  expect(await ui.exit()).toBe(129);
  await s.service("worker", { running: false });
  expect(await s.service("api", { running: true })).toEqual(api);
});

scenario("Ctrl-Z leaves a clean terminal to the shell, and fg comes back", prints, async (s) => {
  (await s.docker("compose up -d")).exits(0);
  const before = await s.containers();
  await s.write("inputrc", "set enable-bracketed-paste off\n");
  const shell = openTerminal({
    command: "bash",
    args: ["--norc", "--noprofile", "-i"],
    cwd: s.folder,
    env: s.env,
    more: { PS1: "$ ", HISTFILE: "", INPUTRC: join(s.folder, "inputrc") },
  });
  try {
    await shell.until(/^\$$/m);
    shell.keys(`'${process.execPath}' '${s.cli}'\r`);
    for (const round of [1, 2]) {
      await shell.until(/^▸● {2}api +running/m);
      await shell.until(/^worker │ worker is here$/m);
      shell.keys("\x1a");
      await shell.until(/^\[1\]\+ +Stopped/m);
      expect(await shell.leftovers()).toEqual([]);
      shell.keys(`stty -a | grep -o '[-]*icanon'; echo round ${round}\r`);
      await shell.until(new RegExp(`^icanon\\nround ${round}$`, "m"));
      shell.keys("clear; fg\r");
    }
    await shell.until(/^▸● {2}api +running/m);
    shell.keys("?");
    await shell.until(/select the service above/);
    shell.keys("q");
    await shell.until(/keeps running; gdev down stops it/);
    expect(await shell.leftovers()).toEqual([]);
    shell.keys("exit\r");
    expect(await shell.exit()).toBe(0);
  } finally {
    await shell.close();
  }
  expect(await s.containers()).toEqual(before);
});

scenario("without a shell that could continue it, Ctrl-Z does nothing", prints, async (s) => {
  (await s.docker("compose up -d")).exits(0);
  const ui = s.terminal("");
  await ui.until(/^▸● {2}api +running/m);
  ui.keys("\x1a");
  // What is typed before the terminal has been taken again is not for gdev.
  await eventually(async () => {
    ui.keys("?");
    expect(await ui.screen()).toMatch(/select the service above/);
  });
  ui.keys("q");
  expect(await ui.exit()).toBe(0);
  await isClean(ui);
});

scenario("what keeps the project from being shown is an error on the normal screen", {}, async (s) => {
  for (const words of ["", "up", "logs"]) {
    const ui = s.terminal(words, { columns: 160 });
    expect(await ui.exit(), words).toBe(1);
    expect(await ui.screen(), words).toMatch(/^error: .*no compose file/i);
    await isClean(ui);
  }
  await s.write("docker-compose.yml", "services:\n  api:\n    image: alpine:3.22\n    command: [sleep, '86400'\n");
  const broken = s.terminal("up", { columns: 160 });
  expect(await broken.exit()).toBe(1);
  expect(await broken.screen()).toMatch(/^error: (.*\n)*? *docker-compose\.yml:\d+/);
  await isClean(broken);

  await s.write("docker-compose.yml", "services:\n  api:\n    image: alpine:3.22\n    command: [sleep, '86400']\n");
  for (const words of ["", "up", "logs"]) {
    const env = { DOCKER_HOST: `unix://${join(s.folder, "none.sock")}` };
    const ui = s.terminal(words, { columns: 160, env });
    expect(await ui.exit(), words).toBe(1);
    expect(await ui.screen(), words).toMatch(/^error: no Docker engine answers at unix:(.*\n)*? +→ start Docker/);
    await isClean(ui);
  }
  expect(await s.containers()).toEqual([]);
});

scenario(
  "what has failed is told in the UI, and again by the command when it is left",
  { fixture: "compose-shapes/dies-at-start" },
  async (s) => {
    const ui = s.terminal("up");
    await ui.until(/^error: api .*esc closes$/m, 60_000);
    await ui.until(/^▸✖ {2}api +exited 3 .*exited with code 3: /m);
    await s.service("api", { running: false, exitCode: 3 });
    ui.keys("q");
    expect(await ui.exit()).toBe(1);
    await isClean(ui);
    expect(await ui.screen()).toMatch(/^error: api /m);
  },
);
