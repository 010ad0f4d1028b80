import { tmpdir } from "node:os";
import { afterEach, expect, test } from "vitest";
import { CommandFailed } from "../../src/core/error.ts";
import { checkComposeVersion, compose } from "../../src/docker/compose.ts";
import { type FakeDocker, fakeDocker } from "./fake-docker.ts";

let docker: FakeDocker | undefined;
afterEach(() => {
  docker?.remove();
  docker = undefined;
});

const check = (script: string): Promise<string> => {
  docker = fakeDocker(script);
  return checkComposeVersion(docker.env, tmpdir());
};

test.each(["2.24.4", "2.26.1-4", "v5.5.1"])("Compose %s will do", async (version) => {
  await expect(check(`echo ${version}`)).resolves.toBe(/\d+\.\d+\.\d+/.exec(version)?.[0]);
});

test("Compose 2.20 is refused with the version that is needed", async () => {
  await expect(check("echo 2.20.3")).rejects.toMatchObject({
    message: "Docker Compose 2.20.3 is too old",
    details: { why: expect.stringContaining("2.24.4"), remedy: expect.stringContaining("docker-compose-plugin") },
  });
});

test.each([
  ["unknown flag: --short", "docker does not know the command compose"],
  ["docker: 'compose' is not a docker command.", "docker: 'compose' is not a docker command."],
  ["WARNING: Error loading config file: permission denied\nunknown flag: --short", "docker does not know the command compose"],
])("no plugin: %s", async (words, why) => {
  await expect(check(`cat >&2 <<'END'\n${words}\nEND\nexit 125`)).rejects.toMatchObject({
    message: "the docker command has no compose: the Compose plugin is not installed",
    details: { why, remedy: expect.stringContaining("2.24.4") },
  });
});

test("Compose v1 beside it is another program", async () => {
  docker = fakeDocker("echo \"docker: 'compose' is not a docker command.\" >&2; exit 1");
  const { writeFileSync } = await import("node:fs");
  const bin = `${docker.directory}/bin`;
  writeFileSync(`${bin}/docker-compose`, '#!/bin/sh\necho "docker-compose version 1.29.2, build unknown"\n', { mode: 0o755 });
  await expect(checkComposeVersion(docker.env, tmpdir())).rejects.toMatchObject({
    details: { why: "docker-compose 1.29.2 is on PATH, but it is another program" },
  });
});

test("no docker at all", async () => {
  await expect(checkComposeVersion({ PATH: "/nowhere" }, tmpdir())).rejects.toMatchObject({
    message: "the docker command is not on PATH",
  });
});

test("a command that fails because Compose is too old says so, and not what it tripped over", async () => {
  docker = fakeDocker('case "$*" in *version*) echo 2.20.3;; *) echo "unknown tag !reset" >&2; exit 15;; esac');
  const call = { args: ["-p", "shop"], directory: tmpdir(), env: docker.env };
  await expect(compose(call, ["restart"])).rejects.toMatchObject({ message: "Docker Compose 2.20.3 is too old" });
});

test("a command that fails for its own reason keeps its words", async () => {
  docker = fakeDocker('case "$*" in *version*) echo 2.40.3;; *) echo "no such thing" >&2; exit 15;; esac');
  const call = { args: [], directory: tmpdir(), env: docker.env };
  await expect(compose(call, ["restart"])).rejects.toThrow(CommandFailed);
});
