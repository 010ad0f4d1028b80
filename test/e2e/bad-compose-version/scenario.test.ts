import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { type Scenario, scenario } from "../framework/scenario.ts";
import { errorOf, lines } from "../message.ts";

const compose = "services:\n  api:\n    build: .\n    init: true\n    command: [sleep, '86400']\n";
const dockerfile = "FROM alpine:3.22 AS dev\n";

/** A folder beside the project's for what a machine has instead of the real thing. */
async function beside(s: Scenario, name: string): Promise<string> {
  const folder = join(dirname(s.folder), name);
  await mkdir(folder, { recursive: true });
  return folder;
}

async function program(file: string, text: string): Promise<void> {
  await writeFile(file, `#!/bin/sh\n${text}\n`);
  await chmod(file, 0o755);
}

/** A DOCKER_CONFIG with only the plugins given: name → what its script does after docker has asked who it is. */
async function plugins(s: Scenario, given: Readonly<Record<string, string>>): Promise<string> {
  const config = await beside(s, "config");
  await mkdir(join(config, "cli-plugins"), { recursive: true });
  const who = '{"SchemaVersion":"0.1.0","Vendor":"x","Version":"v0"}';
  for (const [name, script] of Object.entries(given))
    await program(
      join(config, "cli-plugins", name),
      `[ "$1" = docker-cli-plugin-metadata ] && { echo '${who}'; exit; }\n${script}`,
    );
  return config;
}

scenario("a Compose that is too old is refused before anything is built or started", {}, async (s) => {
  await s.write("docker-compose.yml", compose);
  await s.write("Dockerfile", dockerfile);
  const real = (
    await s.run("sh", ["-c", 'readlink -f "${DOCKER_CONFIG:-$HOME/.docker}/cli-plugins/docker-compose"'])
  ).stdout.trim();
  if (real === "" || !real.startsWith("/")) s.skip("the Compose plugin is not in DOCKER_CONFIG");
  const config = await plugins(s, {
    "docker-compose": `case "$*" in *"version --short") echo 2.20.3;; *) exec '${real}' "$@";; esac`,
  });
  for (const words of ["up -d", "build"]) {
    const run = await s.gdev(words, { env: { DOCKER_CONFIG: config } });
    run.exits(1);
    expect(errorOf(s, run)).toBe(
      lines(
        "error: Docker Compose 2.20.3 is too old",
        "  gdev's override uses !reset and !override, which Compose knows since 2.24.4",
        "  → update it: the package docker-compose-plugin, or Docker Desktop",
      ),
    );
  }
  expect(await s.containers()).toEqual([]);
  expect(await s.images()).toEqual([]);
  await s.filesUntouched();
});

scenario("no Compose, and Compose v1 alone, are told as what they are", {}, async (s) => {
  await s.write("docker-compose.yml", compose);
  await s.write("Dockerfile", dockerfile);
  const config = await plugins(s, {});
  const missing = "error: the docker command has no compose: the Compose plugin is not installed";
  const remedy =
    "  → install Compose 2.24.4 or newer: the package docker-compose-plugin (on Debian docker-compose), or Docker Desktop";
  const docker = (await s.run("sh", ["-c", "command -v docker"])).stdout.trim();
  const system = await s.run("find", [
    "/usr/local/lib/docker",
    "/usr/local/libexec/docker",
    "/usr/lib/docker",
    "/usr/libexec/docker",
    "-name",
    "docker-compose",
  ]);
  if (system.stdout !== "") s.skip("this machine has a Compose plugin for all users");
  const bin = await beside(s, "bin");
  await symlink(docker, join(bin, "docker"));
  const env = { DOCKER_CONFIG: config, PATH: `${bin}:/usr/bin:/bin` };
  for (const words of ["up -d", "down", "config"]) {
    const run = await s.gdev(words, { env });
    run.exits(1);
    expect(errorOf(s, run)).toBe(lines(missing, "  docker does not know the command compose", remedy));
  }
  await program(join(bin, "docker-compose"), "echo docker-compose version 1.29.2, build unknown");
  const up = await s.gdev("up -d", { env });
  up.exits(1);
  expect(errorOf(s, up)).toBe(lines(missing, "  docker-compose 1.29.2 is on PATH, but it is another program", remedy));
});

scenario("no docker command, and no buildx", {}, async (s) => {
  await s.write("docker-compose.yml", compose);
  await s.write("Dockerfile", dockerfile);
  const bin = await beside(s, "empty");
  const bare = await s.run(process.execPath, [s.cli, "up", "-d"], { env: { PATH: bin } });
  bare.exits(1);
  expect(errorOf(s, bare)).toBe(
    lines(
      "error: the docker command is not on PATH",
      "  → install Docker with Compose: docs.docker.com/engine/install, or Docker Desktop",
    ),
  );
  const config = await plugins(s, { "docker-buildx": "echo \"docker: 'buildx' is not a docker command.\" >&2; exit 1" });
  const real = (
    await s.run("sh", ["-c", 'readlink -f "${DOCKER_CONFIG:-$HOME/.docker}/cli-plugins/docker-compose"'])
  ).stdout.trim();
  if (real.startsWith("/")) await symlink(real, join(config, "cli-plugins/docker-compose"));
  const up = await s.gdev("up -d", { env: { DOCKER_CONFIG: config } });
  up.exits(1);
  expect(errorOf(s, up)).toMatch(
    /^error: the buildx plugin of Docker is missing\n.*\n {2}→ install it \(the package docker-buildx-plugin/,
  );
  expect(await s.containers()).toEqual([]);
});
