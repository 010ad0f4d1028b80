import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";
import { errorOf } from "../message.ts";
import { startSmallEngine } from "./small-engine.ts";

const compose =
  "services:\n  api:\n    build: .\n    init: true\n    network_mode: none\n    command: [sleep, '86400']\n    volumes: ['data:/data']\nvolumes:\n  data:\n";

scenario("a disk that is full during a build or a start: what to do, and what runs stays", {}, async (s) => {
  const small = await startSmallEngine((program, args) => s.run(program, args), 48, "alpine:3.22");
  if (!small) return s.skip("an engine with a small disk needs root, mounts and dockerd");
  const env = { DOCKER_HOST: small.url };
  const docker = async (...args: readonly string[]): Promise<string> => (await s.run("docker", args, { env })).exits(0).stdout;
  const state = (): Promise<string> => docker("ps", "--all", "--no-trunc", "--format", "{{.ID}} {{.Names}} {{.State}}");
  try {
    await s.write("docker-compose.yml", compose);
    await s.write("Dockerfile", "FROM alpine:3.22 AS dev\n");
    (await s.gdev("up -d", { env })).exits(0);
    const before = [await state(), await docker("volume", "ls", "--quiet")];

    await s.write("Dockerfile", "FROM alpine:3.22 AS dev\nRUN --network=none dd if=/dev/zero of=/big bs=1M count=100\n");
    const step = await s.gdev("up -d", { env });
    step.exits(1).tells(/No space left on device/);
    expect(errorOf(s, step)).toMatch(
      /^error: build of api failed at Dockerfile:2 \(2\/2\)\n(.*\n)*? {2}→ make room: docker system df shows/,
    );

    await s.write("big", "");
    await writeFile(join(s.folder, "big"), Buffer.alloc(60 << 20, "x"));
    await s.write("Dockerfile", "FROM alpine:3.22 AS dev\nCOPY big /big\n");
    const copy = await s.gdev("up -d", { env });
    copy.exits(1);
    expect(errorOf(s, copy)).toMatch(
      /^error: build of api failed.*\n(.*\n)*? {2}.*no space left on device\n {2}→ make room: docker system df shows/,
    );

    await s.write("Dockerfile", "FROM alpine:3.22 AS dev\n");
    await s.edit("docker-compose.yml", "86400", "86401");
    (await s.run("sh", ["-c", `dd if=/dev/zero of='${small.disk}/fill' bs=1M`])).exits(1);
    const start = await s.gdev("up -d --no-build", { env });
    start.exits(1);
    expect(errorOf(s, start)).toMatch(
      /^error: no space left on the engine's disk\n.*no space left on device\n {2}→ docker system df shows/,
    );
    expect([await state(), await docker("volume", "ls", "--quiet")]).toEqual(before);
  } finally {
    await docker("rm", "--force", "--volumes", ...(await docker("ps", "--all", "--quiet")).split("\n").filter((id) => id !== ""));
    await small.stop();
  }
});
