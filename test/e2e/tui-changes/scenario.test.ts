import { expect } from "vitest";
import { eventually } from "../framework/eventually.ts";
import { type Scenario, scenario } from "../framework/scenario.ts";

const compose = `services:
  api:
    build: .
    init: true
    environment:
      GREETING: hello
  worker:
    image: alpine:3.22
    init: true
    command: [sleep, "86400"]
`;
const dockerfile = 'FROM alpine:3.22 AS dev\nENV LEVEL=1\nCMD ["sh", "-c", "echo $GREETING $LEVEL; exec sleep 86400"]\n';

async function write(s: Scenario): Promise<void> {
  await s.write("docker-compose.yml", compose);
  await s.write("Dockerfile", dockerfile);
}

scenario("a changed compose file or Dockerfile is a banner with what it would do, and u does it", {}, async (s) => {
  await write(s);
  const ui = s.terminal("up");
  await ui.until(/^api +│ hello 1$/m, 60_000);
  await ui.until(/everything is ready/);
  const before = await s.ids();

  await s.edit("docker-compose.yml", "GREETING: hello", "GREETING: servus");
  await ui.until(/^▌ docker-compose\.yml changed: 1 step: start api +u to apply$/m);
  expect(await s.ids()).toEqual(before);
  ui.keys("u");
  await ui.until(/^api +│ servus 1$/m, 60_000);
  expect((await s.service("api", { running: true })).environment).toContain("GREETING=servus");
  expect((await s.service("worker")).id).toBe(before.worker);
  await eventually(async () => expect(await ui.screen()).not.toMatch(/^▌.* changed: /m));

  await s.edit("Dockerfile", "LEVEL=1", "LEVEL=2");
  await ui.until(/^▌ (?:.*, )?Dockerfile changed: 2 steps: build api, start api +u to apply$/m);
  ui.keys("u");
  await ui.until(/^api +│ servus 2$/m, 60_000);
  await s.service("api", { running: true, stage: "dev" });
  await eventually(async () => expect(await ui.screen()).not.toMatch(/^▌.* changed: /m));

  await s.edit("Dockerfile", "LEVEL=2", "LEVEL=3");
  await ui.until(/^▌ (?:.*, )?Dockerfile changed: 2 steps/m);
  await s.edit("Dockerfile", "LEVEL=3", "LEVEL=2");
  await eventually(async () => expect(await ui.screen()).not.toMatch(/^▌.* changed: /m));
  ui.keys("q");
  expect(await ui.exit()).toBe(0);
});

scenario("a compose file that cannot be read is an error at its place, and the old project stays", {}, async (s) => {
  await write(s);
  const ui = s.terminal("up");
  await ui.until(/^▸● {2}api +running +dev/m, 60_000);
  await ui.until(/everything is ready/);
  const before = await s.containers();

  await s.edit("docker-compose.yml", "environment:", "environment: [");
  const broken = await ui.until(/^▌ docker-compose\.yml: the project stays as it was$/m);
  expect(broken).toMatch(/docker-compose\.yml:\d+/);
  expect(broken).toMatch(/^ +\d+ \| .*\n +\| +\^/m);
  expect(broken).toMatch(/^▸● {2}api +running +dev/m);
  expect(broken).toMatch(/^ ● {2}worker +running/m);

  await s.edit("docker-compose.yml", "environment: [", "environment:");
  await eventually(async () => expect(await ui.screen()).not.toMatch(/stays as it was|error:/));
  expect(await s.containers()).toEqual(before);
  ui.keys("q");
  expect(await ui.exit()).toBe(0);
});

scenario(
  "gdev on a compose file that is broken from the start shows what runs, and the error until it is mended",
  {},
  async (s) => {
    await write(s);
    (await s.gdev("up -d")).exits(0);
    await s.edit("docker-compose.yml", "environment:", "environment: [");
    const ui = s.terminal("");
    await ui.until(/^▌ docker-compose\.yml: the project stays as it was$/m);
    await ui.until(/^▸● {2}api +running +dev/m);
    await ui.until(/^api +│ hello 1$/m);
    await s.edit("docker-compose.yml", "environment: [", "environment:");
    await eventually(async () => expect(await ui.screen()).not.toMatch(/stays as it was|error:/));
    ui.keys("c");
    await ui.until(/GREETING: hello/);
    ui.keys("\x03");
    expect(await ui.exit()).toBe(130);
  },
);

scenario("gdev up --watch applies what changed by itself", {}, async (s) => {
  await write(s);
  const ui = s.terminal("up --watch");
  await ui.until(/^api +│ hello 1$/m, 60_000);
  await ui.until(/everything is ready/);
  await s.edit("docker-compose.yml", "GREETING: hello", "GREETING: servus");
  await ui.until(/^api +│ servus 1$/m, 60_000);
  expect((await s.service("api", { running: true })).environment).toContain("GREETING=servus");
  await s.edit("Dockerfile", "LEVEL=1", "LEVEL=2");
  await ui.until(/^api +│ servus 2$/m, 60_000);
  await eventually(async () => expect(await ui.screen()).not.toMatch(/^▌.* changed: /m));
  ui.keys("\x03");
  expect(await ui.exit()).toBe(130);
  await s.service("api", { running: false });
  await s.service("worker", { running: false });
});
