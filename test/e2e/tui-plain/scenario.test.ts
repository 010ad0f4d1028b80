import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";

const prints = { fixture: "tui-prints" } as const;

/** What speaks against a terminal UI on a terminal. */
const against = [
  { words: "", env: { TERM: "dumb" } },
  { words: "", env: { CI: "1" } },
  { words: " --plain", env: {} },
] as const;

scenario("where nothing can be drawn, up prints lines, and Ctrl-C stops what it started", prints, async (s) => {
  for (const { words, env } of against) {
    const up = s.terminal(`up${words}`, { env });
    await up.until(/^SERVICE +MODE +STAGE +READY +URL +IMAGE$/m, 60_000);
    await up.until(/^api +\| api is here$/m);
    await up.until(/^worker +\| worker is here$/m);
    up.keys("\x03");
    expect(await up.exit()).toBe(130);
    await s.service("api", { running: false });
    expect(up.raw()).not.toContain("\x1b[?");
    expect(await up.leftovers()).toEqual([]);
    (await s.gdev("down")).exits(0);
  }
});

scenario("where nothing can be drawn, logs prints what there is and ends; gdev alone tells its commands", prints, async (s) => {
  (await s.docker("compose up -d")).exits(0);
  for (const { words, env } of against) {
    const logs = s.terminal(`logs${words}`, { env });
    expect(await logs.exit()).toBe(0);
    expect(await logs.screen()).toMatch(/^api +\| api is here$/m);
    expect(await logs.screen()).toMatch(/^worker +\| worker is here$/m);
    expect(logs.raw()).not.toContain("\x1b[?");
  }
  const alone = s.terminal("", { env: { TERM: "dumb" }, rows: 60 });
  expect(await alone.exit()).toBe(0);
  expect(await alone.screen()).toMatch(/^Usage: gdev /m);
  expect(alone.raw()).not.toContain("\x1b[?");
  (await s.gdev("")).exits(0).prints(/^Usage: gdev /m);
});
