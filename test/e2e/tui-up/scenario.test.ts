import { expect } from "vitest";
import { eventually } from "../framework/eventually.ts";
import { type Scenario, scenario } from "../framework/scenario.ts";
import { logRows, logTitle, serviceRow } from "../screen.ts";

const proxy = { fixture: "compose-shapes/proxy", ports: ["WEB_PORT"] } as const;

scenario("in the terminal UI: up, read the logs, switch, break and mend the code, lose a container, quit", proxy, async (s) => {
  await s.edit(".air.toml", "stop_on_error = true", "stop_on_error = false");
  await s.edit("nginx.conf", "access_log off", "access_log /dev/stdout");
  const ui = s.terminal("up");
  await ui.until(/^▸● {2}api +running +dev +ready: air/m, 120_000);
  await s.service("api", { running: true, mode: "dev", stage: "dev" });
  expect(serviceRow(await ui.until(/^ ● {2}proxy +running/m), "proxy")).toContain(`:${s.ports.WEB_PORT}→80`);
  await ui.until(/^api +│ listening on :8080$/m);
  await request(s, 1, 30);
  await ui.until(/^proxy │ .*\?n=30 /m);

  ui.keys("g");
  await ui.until(/^api +│ listening on :8080$/m);
  ui.keys(" ");
  const hidden = logRows(await ui.until(/^▸●⊘ api/m));
  expect(hidden.filter((row) => !/^(proxy │|── proxy)/.test(row))).toEqual([]);
  ui.keys(" ");
  await ui.until(/^api +│ listening on :8080$/m);
  ui.keys("\r");
  expect(logRows(await ui.until(/logs \d+ of \d+ .*only api/)).filter((row) => row.startsWith("proxy"))).toEqual([]);
  ui.keys("\r");
  await ui.until(/^proxy │ /m);

  ui.keys("/n=7 ");
  expect(logRows(await ui.until(/logs 1 of \d+ .*filter n=7/))).toEqual([expect.stringMatching(/^proxy │ .*\?n=7 /)]);
  ui.keys("\r\x1b");
  await ui.until(/logs \d+ [─ ]*paused/);
  ui.keys("//n=(3|2[12])\\b/");
  expect(logRows(await ui.until(/logs 3 of \d+ .*filter \/n=/)).map((row) => /n=(\d+)/.exec(row)?.[1])).toEqual([
    "3",
    "21",
    "22",
  ]);
  ui.keys("\x15/n=(/");
  await ui.until(/^ filter: \/n=\(\/ +.*(group|parenthes)/im);
  ui.keys("\x1b");
  await ui.until(/logs \d+ [─ ]*paused/);
  ui.keys("f?n=2");
  await ui.until(/logs \d+ .*\?n=2: 11 matches/);
  ui.keys("\r");
  const match = Number(/match (\d+) of/.exec(logTitle(await ui.until(/\?n=2: match \d+ of 11 /)))?.[1]);
  ui.keys("N");
  await ui.until(`match ${match === 1 ? 11 : match - 1} of 11 `);
  ui.keys("n");
  await ui.until(`match ${match} of 11 `);
  ui.keys("\x1b");
  await ui.until(/logs \d+ [─ ]*paused/);

  ui.keys("g");
  const before = logRows(await ui.until(/logs \d+ [─ ]*paused · G follows\n── api started ──$/m));
  await request(s, 31, 40);
  expect(logRows(await ui.until(/paused · 10 new below · G follows$/m))).toEqual(before);
  ui.keys("G");
  expect(logRows(await ui.until(/ following$/m)).at(-1)).toMatch(/\?n=40 /);
  ui.keys("\x1b[5~");
  await ui.until(/paused · G follows$/m);
  ui.keys("G");
  await ui.until(/ following$/m);

  const inDev = await s.ids();
  ui.keys("p");
  const plan = await ui.until(/^▌ switch api to prod +enter now · esc not$/m);
  expect(plan).toMatch(/^ +#1 api +build +stage runner /m);
  expect(plan).toMatch(/→ #2 api +start /);
  ui.keys("\x1b");
  await ui.until(/switch api to prod: not done/);
  ui.keys("p");
  await ui.until(/^▌ switch api to prod +enter now · esc not$/m);
  expect(await s.ids()).toEqual(inDev);
  ui.keys("\r");
  await eventually(() => s.service("api", { running: true, mode: "prod", stage: "runner" }), 120_000);
  await eventually(() => s.answers("WEB_PORT", /^hello from runner\n$/));
  expect((await s.service("proxy")).id).toBe(inDev.proxy);
  await ui.until(/^▸● {2}api +running +prod runner +ready: /m, 60_000);
  await ui.until(/^── api started ──$/m);

  ui.keys("d");
  await ui.until(/^▌ switch api to dev +enter now · esc not$/m);
  await ui.until(/^▸● {2}api +running +dev +ready: air/m, 120_000);
  await s.service("api", { running: true, mode: "dev", stage: "dev" });
  await eventually(() => s.answers("WEB_PORT", /^hello from dev\n$/));

  await s.edit("main.go", '"hello"', '"hello" + missing');
  const broken = await ui.until(
    /^▌ api: main\.go:14:\d+: undefined: missing +still serving the build of \d\d:\d\d:\d\d$/m,
    60_000,
  );
  expect(broken).toMatch(/^ {2}│ \.\/main\.go:14:\d+: undefined: missing$/m);
  expect(serviceRow(broken, "api")).toMatch(/compile error main\.go:14:\d+/);
  await s.answers("WEB_PORT", /^hello from dev\n$/);
  await s.edit("main.go", '"hello" + missing', '"servus"');
  await eventually(() => s.answers("WEB_PORT", /^servus from dev\n$/), 60_000);
  const mended = await ui.until(/^▸● {2}api +running +dev +saved → built [\d.]+ s → serving [\d.]+ s/m);
  expect(mended).not.toContain("▌");

  (await s.docker(["kill", `${s.project}-api-1`])).exits(0);
  await ui.until(/^▸✖ {2}api +exited 137 .*exited with code 137/m);
  await ui.until(/^── api exited with code 137 ──$/m);
  ui.keys("x\r");
  await ui.until(/^▸● {2}api +running +dev +ready: air/m, 60_000);

  ui.resize(60, 15);
  await ui.until(/^▸● {2}api +running +dev/m);
  ui.resize(50, 10);
  expect((await ui.until(/needs 60×15; this is 50×10/)).trim()).not.toContain("\n");
  ui.resize(120, 40);
  expect(serviceRow(await ui.until(/^▸● {2}api +running +dev/m), "proxy")).toContain(`:${s.ports.WEB_PORT}→80`);

  const last = await s.ids();
  ui.keys("q");
  expect(await ui.exit()).toBe(0);
  expect(await ui.screen()).toContain(`${s.project} keeps running; gdev down stops it, gdev shows it again`);
  expect(await ui.leftovers()).toEqual([]);
  expect(await s.ids()).toEqual(last);
  await s.service("api", { running: true });
  await s.service("proxy", { running: true });
  await s.filesUntouched();
});

/** Requests with a number each, one after another: the proxy prints a line for each. */
async function request(s: Scenario, from: number, to: number): Promise<void> {
  for (let n = from; n <= to; n++) await s.answers("WEB_PORT", /^hello from/, { path: `/?n=${n}` });
}
