import { expect } from "vitest";
import { eventually } from "../framework/eventually.ts";
import { scenario } from "../framework/scenario.ts";
import type { TerminalRun } from "../framework/terminal.ts";
import { logRows, serviceRow } from "../screen.ts";

const prints = { fixture: "tui-prints" } as const;

scenario(
  "gdev and gdev logs look at what plain compose started, and leave it as it is",
  { ...prints, smoke: true },
  async (s) => {
    (await s.docker("compose up -d")).exits(0);
    (await s.docker("compose stop worker")).exits(0);
    const before = await s.containers();

    const ui = s.terminal("");
    const screen = await ui.until(/^▸● {2}api +running/m);
    expect(serviceRow(screen, "worker")).toMatch(/^ ○ {2}worker +exited 1\d\d /);
    await ui.until(/^api +│ api is here$/m);
    await ui.until(/^worker │ worker is here$/m);
    await readFiles(ui);
    ui.keys("q");
    expect(await ui.exit()).toBe(0);
    expect(await ui.leftovers()).toEqual([]);
    expect(await ui.screen()).toContain("keeps running; gdev down stops it");
    expect(await s.containers()).toEqual(before);

    const logs = s.terminal("logs api");
    await logs.until(/^api │ api is here$/m);
    await readFiles(logs);
    expect(await logs.screen()).not.toContain("worker");
    logs.keys("\x03");
    expect(await logs.exit()).toBe(130);
    expect(await logs.leftovers()).toEqual([]);
    expect(await s.containers()).toEqual(before);
    await s.filesUntouched();
  },
);

scenario("a project of which nothing runs is shown as such, and looking starts nothing", prints, async (s) => {
  const ui = s.terminal("");
  await ui.until(/nothing runs: U brings everything up/);
  expect(serviceRow(await ui.until(/^▸○ {2}api +not created/m), "worker")).toMatch(/^ ○ {2}worker +not created/);
  await readFiles(ui);
  ui.keys("q");
  expect(await ui.exit()).toBe(0);
  expect((await ui.screen()).trim()).toBe("");
  expect(await s.containers()).toEqual([]);
});

scenario("what another docker compose does meanwhile is followed, and said", prints, async (s) => {
  (await s.docker("compose up -d")).exits(0);
  const ui = s.terminal("");
  await ui.until(/^▸● {2}api +running/m);
  await ui.until(/^worker │ worker is here$/m);

  (await s.docker("compose stop -t 0 api")).exits(0);
  await ui.until(/^▸○ {2}api +exited 1\d\d /m);
  await ui.until(/^── api exited with code 1\d\d ──$/m);
  await ui.until(/ 1 of 2 running/);
  (await s.docker("compose up -d")).exits(0);
  await ui.until(/^▸● {2}api +running/m);
  expect(logRows(await ui.until(/^── api restarted ──\napi +│ api is here$/m))).toHaveLength(5);

  (await s.docker("compose up -d --scale worker=2")).exits(0);
  await ui.until(/^ ● {2}worker ×2 +running/m);
  await ui.until(/^── worker-2 started ──\n/m);
  await ui.until(/^worker-2 │ worker is here$/m);
  await ui.until(/^worker-1 │ worker is here$/m);
  (await s.docker("compose up -d --scale worker=1")).exits(0);
  await ui.until(/^ ● {2}worker +running/m);
  await ui.until(/^── worker-2 was removed ──$/m);

  (await s.docker("compose rm -sf worker")).exits(0);
  await ui.until(/^ ○ {2}worker +not created/m);
  await ui.until(/^── worker-1 was removed ──$/m);

  (await s.docker(["rm", "-f", `${s.project}-api-1`])).exits(0);
  await ui.until(/^▸○ {2}api +not created/m);
  await ui.until(/^── api was removed ──$/m);
  await ui.until(/nothing runs/);

  (await s.docker("compose up -d")).exits(0);
  await ui.until(/^▸● {2}api +running/m);
  await eventually(async () => expect(logRows(await ui.screen()).at(-1)).toMatch(/ is here$/));
  (await s.docker(["pause", `${s.project}-api-1`])).exits(0);
  await ui.until(/^▸○ {2}api +paused/m);
  (await s.docker(["unpause", `${s.project}-api-1`])).exits(0);
  await ui.until(/^▸● {2}api +running/m);
  (await s.docker(["kill", `${s.project}-api-1`])).exits(0);
  await ui.until(/^▸✖ {2}api +exited 137 .*exited with code 137: api is here/m);

  const before = await s.containers();
  ui.keys("\x03");
  expect(await ui.exit()).toBe(130);
  expect(await ui.leftovers()).toEqual([]);
  expect(await s.containers()).toEqual(before);
});

/** Waits until the compose files have been read: by then it is known what could be started. */
async function readFiles(ui: TerminalRun): Promise<void> {
  ui.keys("c");
  await ui.until(/^ +effective compose file /m);
  ui.keys("\x1b");
  await eventually(async () => expect(await ui.screen()).toMatch(/^\W{1,4}logs\b/m));
}
