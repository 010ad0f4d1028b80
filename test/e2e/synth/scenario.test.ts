import { expect } from "vitest";
import { parse } from "yaml";
import { eventually } from "../framework/eventually.ts";
import { type Scenario, scenario } from "../framework/scenario.ts";

const waitFor = { fixture: "wait-for", ports: ["API_PORT", "DB_HOST_PORT"], limitMs: 500_000 } as const;

scenario(
  "a project without a dev stage reloads on a save, and nothing is written into it",
  { ...waitFor, smoke: true },
  async (s) => {
    const up = await s.gdev("up -d");
    up.exits(0)
      .prints(/^api +dev +gdev-dev +air \+ http :8080, /m)
      .hides("no dev stage:");
    await s.answers("API_PORT", /^hello from \/tmp\/gdev\/main\n$/);
    await s.answers("API_PORT", /^(null|\[\])\n$/, { path: "/users" });
    const { mounts } = await s.service("api", { running: true, mode: "dev", stage: "gdev-dev", image: `${s.project}-api:dev` });
    expect(mounts).toEqual({ "/app": s.folder, "/go/pkg/mod": "gdev-go-mod", "/root/.cache/go-build": "gdev-go-build" });
    await s.filesUntouched();

    await s.edit("main.go", '"hello"', '"servus"');
    await eventually(() => s.answers("API_PORT", /^servus from/), 60_000);
    await s.filesUntouched();
    expect((await s.gdev("up -d")).exits(0).stderr).not.toContain("#1");
  },
);

scenario("its production is the Dockerfile's last stage, and one switch away", waitFor, async (s) => {
  (await s.gdev("up -d")).exits(0);
  (await s.gdev("switch api prod")).exits(0);
  await s.answers("API_PORT", /^hello from \/app\/main\n$/);
  expect((await s.service("api", { running: true, mode: "prod", image: `${s.project}-api:prod` })).mounts).toEqual({});
  (await s.gdev("switch api dev")).exits(0);
  await s.answers("API_PORT", /^hello from \/tmp\/gdev\/main\n$/);

  (await s.gdev("down")).exits(0);
  await s.edit("main.go", '"hello"', '"hello" + missing');
  (await s.gdev("up -d")).exits(1).tells(/main\.go:\d+:\d+: undefined: missing/);
  await s.edit("main.go", '"hello" + missing', '"mended"');
  await eventually(() => s.answers("API_PORT", /^mended from/), 60_000);
});

for (const fixture of ["prints-multi-stage", "prints-single-stage"] as const) {
  scenario(`a program that prints and ends is run again on a save: ${fixture}`, { fixture }, async (s) => {
    const up = s.start("up");
    await up.prints("hello, and goodbye");
    await up.prints("Exit with Code 0");
    await s.edit("src/hello.go", "hello, and", "servus, and");
    await up.prints("servus, and goodbye");
    await up.interrupt();
    await up.ended(30_000);
    await s.filesUntouched();
    expect((await s.gdev("up --prod")).exits(0).stdout).toBe("servus, and goodbye\n");
  });
}

scenario(
  "a program that needs cgo has its compiler in dev, and its database outlives the container",
  { fixture: "cgo-sqlite", ports: ["PORT"], limitMs: 600_000 },
  async (s) => {
    await s.write(
      "compose.yml",
      'services:\n  api:\n    build: { context: ., dockerfile: Dockerfile.debian }\n    ports: ["$' + '{PORT}:8080"]\n',
    );
    (await s.gdev("up -d --timeout 8m")).exits(0).tells("gdev-dev");
    await s.answers("PORT", /^hello from \/tmp\/gdev\/main, visit /);
    await s.edit("main.go", '"hello"', '"servus"');
    await eventually(() => s.answers("PORT", /^servus from/), 60_000);
    await s.filesUntouched();
    const visit = async (): Promise<number> => {
      const answer = await fetch(`http://127.0.0.1:${s.ports.PORT}/`);
      return Number(/visit (\d+)$/m.exec(await answer.text())?.[1]);
    };
    for (let last = await visit(); last < 10; ) last = await visit();
    (await s.gdev("down")).exits(0);
    (await s.gdev("up -d --timeout 8m")).exits(0);
    expect(await visit()).toBeGreaterThan(10);
    expect(await s.volumes()).toEqual([`${s.project}_gdev-api-data`]);
    (await s.gdev("down -v")).exits(0);
    expect(await s.volumes()).toEqual([]);
  },
);

scenario("the terminal UI follows its saves and goes to production and back by keys", waitFor, async (s) => {
  const ui = s.terminal("up", { columns: 120, rows: 40 });
  await ui.until(/^▸● {2}api +running +dev gdev-dev +ready: air|^▸● {2}api +running +dev +ready: air/m, 240_000);
  await s.edit("main.go", '"hello"', '"servus"');
  await ui.until(/^▸● {2}api +running +dev.* +saved → built [\d.]+ s → serving [\d.]+ s/m, 60_000);
  await s.answers("API_PORT", /^servus from \/tmp\/gdev\/main\n$/);
  ui.keys("p");
  await ui.until(/switch api to prod +enter now/m);
  ui.keys("\r");
  await eventually(() => s.answers("API_PORT", /^servus from \/app\/main\n$/), 120_000);
  // While one switch is not over, another is refused in words.
  await ui.until(/all 2 running/, 60_000);
  ui.keys("d");
  await ui.until(/switch api to dev +enter now/m, 60_000);
  ui.keys("\r");
  await eventually(() => s.service("api", { running: true, mode: "dev", stage: "gdev-dev" }), 60_000);
  await eventually(() => s.answers("API_PORT", /^servus from \/tmp/), 60_000);
  ui.keys("q");
  expect(await ui.exit()).toBe(0);
});

const noEngine = { DOCKER_HOST: "unix:///nonexistent/docker.sock" } as const;

scenario(
  "config shows the stage with its reasons; x-gdev and --no-synth refuse it",
  { fixture: "wait-for", env: noEngine },
  async (s) => {
    const shown = await s.gdev("config");
    shown
      .exits(0)
      .prints(
        /^# {3}stage gdev-dev: no dev stage in the Dockerfile: stage builder \(golang:1\.26-alpine\) without the source, and air /m,
      )
      .prints(/^# {3}air runs CGO_ENABLED=0 go build -o \/tmp\/gdev\/main \.$/m)
      .prints(/^# {3}source mounted: .* on \/app$/m);
    expect(apiOf(shown.stdout).build).toMatchObject({
      target: "gdev-dev",
      dockerfile_inline: expect.stringContaining("AS gdev-dev"),
    });

    const refused = await s.gdev("config --no-synth");
    expect(apiOf(refused.exits(0).stdout).build).not.toHaveProperty("dockerfile_inline");
    await refuse(s);
    const noDev = await s.gdev("config");
    noDev.exits(0).prints(/^# {3}stage last: x-gdev\.dev: none; /m);
    expect(apiOf(noDev.stdout).build).not.toHaveProperty("dockerfile_inline");
  },
);

async function refuse(s: Scenario): Promise<void> {
  await s.edit("docker-compose.yml", "  api:\n", "  api:\n    x-gdev: { dev: none }\n");
}

function apiOf(yaml: string): { readonly build?: unknown } {
  return (parse(yaml) as { readonly services: { readonly api: { readonly build?: unknown } } }).services.api;
}
