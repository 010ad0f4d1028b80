import { dirname, join } from "node:path";
import { expect } from "vitest";
import { eventually } from "../framework/eventually.ts";
import { type Scenario, scenario } from "../framework/scenario.ts";
import { errorOf, lines } from "../message.ts";
import { type Door, openDoor } from "./door.ts";

const compose =
  "services:\n  api:\n    build: .\n    init: true\n    command: [sleep, '86400']\n    volumes: ['data:/data']\nvolumes:\n  data:\n";

async function door(s: Scenario, mode?: number): Promise<Door> {
  return openDoor(join(dirname(s.folder), "d.sock"), s.env.DOCKER_HOST ?? "unix:///var/run/docker.sock", mode);
}

const start =
  "  → start Docker (Docker Desktop, or: sudo systemctl start docker), or point DOCKER_HOST or `docker context use` at a running engine";

scenario("no engine: one message for every command that needs one", {}, async (s) => {
  await s.write("docker-compose.yml", compose);
  await s.write("Dockerfile", "FROM alpine:3.22 AS dev\n");
  const path = join(dirname(s.folder), "none.sock");
  for (const words of [
    "up -d",
    "up --dry-run",
    "build",
    "switch api prod",
    "restart api",
    "ps",
    "logs",
    "exec api ls",
    "down",
    "wait api",
  ]) {
    const run = await s.gdev(words, { env: { DOCKER_HOST: `unix://${path}` } });
    run.exits(1);
    expect(errorOf(s, run), words).toMatch(
      /^error: no Docker engine answers at unix:\/\/.*\/none\.sock\n {2}(there is no such socket|nothing listens there)\n/,
    );
    expect(errorOf(s, run), words).toContain(start);
  }
  (await s.gdev("config", { env: { DOCKER_HOST: `unix://${path}` } })).exits(0);
  for (const [variable, host, why] of [
    ["DOCKER_HOST", "tcp://127.0.0.1:1", "nothing listens there"],
    ["DOCKER_HOST", "frob://x", "invalid bind address format: frob://x"],
    ["DOCKER_CONTEXT", "nonesuch", 'context "nonesuch"'],
  ] as const) {
    const run = await s.gdev("up -d", { env: { DOCKER_HOST: undefined, [variable]: host } });
    run.exits(1);
    expect(errorOf(s, run)).toMatch(/^error: no Docker engine answers at /);
    expect(errorOf(s, run)).toContain(why);
  }
  await s.filesUntouched();
});

scenario("no permission on the socket", {}, async (s) => {
  await s.write("docker-compose.yml", compose);
  await s.write("Dockerfile", "FROM alpine:3.22 AS dev\n");
  const shut = await door(s, 0o000);
  // Root may open every socket, unless it has given that right away.
  const caps = "-dac_override,-dac_read_search";
  const plain = process.getuid?.() === 0 ? ["setpriv", `--bounding-set=${caps}`, `--inh-caps=${caps}`] : ["env"];
  try {
    for (const words of [["up", "-d"], ["ps"], ["down"], ["exec", "api", "ls"]]) {
      const [first = "", ...rest] = [...plain, process.execPath, s.cli, ...words];
      const run = await s.run(first, rest, { env: { DOCKER_HOST: shut.url } });
      run.exits(1);
      expect(errorOf(s, run), words.join(" ")).toBe(
        lines(
          `error: no permission on the Docker socket at ${shut.url}`,
          "  it belongs to root or to another group",
          "  → add your user to the docker group (sudo usermod -aG docker $USER, then log in again), or use rootless Docker",
        ),
      );
    }
  } finally {
    await shut.shut();
  }
  await s.filesUntouched();
});

scenario("an engine that goes during a build: what runs stays, and the next up goes on", { smoke: true }, async (s) => {
  await s.write("docker-compose.yml", compose);
  await s.write("Dockerfile", "FROM alpine:3.22 AS dev\n");
  (await s.gdev("up -d")).exits(0);
  const before = [await s.service("api", { running: true }), await s.volumes()];
  await s.write("Dockerfile", `FROM alpine:3.22 AS dev\nRUN echo ${s.project} is at work; sleep 60\n`);
  const engine = await door(s);
  const up = s.start("up -d", { env: { DOCKER_HOST: engine.url } });
  await up.tells(/FROM alpine/);
  await engine.shut();
  const run = await up.ended(30_000);
  run.exits(1);
  expect(errorOf(s, run)).toMatch(/^error: (build of api failed|no Docker engine answers).*\n(.*\n)*? {2}→ .*(start Docker)/);
  expect([await s.service("api"), await s.volumes()]).toEqual(before);
  await s.filesUntouched();
  await s.write("Dockerfile", "FROM alpine:3.22 AS dev\nRUN true\n");
  (await s.gdev("up -d")).exits(0);
  await s.service("api", { running: true });
});

scenario("an engine that goes while gdev waits", { fixture: "compose-shapes/never-ready", ports: ["API_PORT"] }, async (s) => {
  const engine = await door(s);
  const up = s.start("up -d", { env: { DOCKER_HOST: engine.url } });
  await up.tells(/^api +waiting/m);
  await engine.shut();
  const run = await up.ended(30_000);
  run.exits(1);
  expect(errorOf(s, run)).toMatch(
    /^error: no Docker engine answers at unix:.*\n {2}(there is no such socket|nothing listens there|the connection broke off)\n/,
  );
  expect(errorOf(s, run)).toContain(start);
  await s.service("api", { running: true });
  expect(await s.read("docker-compose.yml")).toContain("sleep 86400");
});

scenario(
  "an engine that goes during a restart, and while the logs are followed",
  { fixture: "compose-shapes/never-ready", ports: ["API_PORT"] },
  async (s) => {
    (await s.gdev("up -d --timeout 500ms")).exits(124);
    const engine = await door(s);
    const logs = s.start("logs -f", { env: { DOCKER_HOST: engine.url } });
    await logs.prints("thinking");
    await engine.shut();
    await logs.tells("the Docker engine is gone, trying again");
    const again = await door(s);
    await logs.tells("the Docker engine is back");
    logs.interrupt();
    (await logs.ended()).exits(130);
    const restart = s.start("restart api", { env: { DOCKER_HOST: again.url } });
    await eventually(async () => expect((await s.service("api")).running).toBe(true));
    await again.shut();
    const run = await restart.ended(30_000);
    run.exits(1);
    expect(errorOf(s, run)).toMatch(/^error: (no Docker engine answers at|the connection to the Docker engine broke off)/);
  },
);
