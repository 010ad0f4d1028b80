import { afterEach, describe, expect, test } from "vitest";
import { openEngine } from "../../src/docker/engine.ts";
import { engineTrouble } from "../../src/docker/engine-trouble.ts";
import { type FakeDocker, fakeDocker } from "./fake-docker.ts";

describe("what docker says when it cannot reach the engine", () => {
  test.each([
    "Cannot connect to the Docker daemon at unix:///run/d.sock. Is the docker daemon running?",
    "failed to connect to the docker API at unix:///run/d.sock; check if the path is correct and if the daemon is running",
  ])("nobody there: %s", (words) => {
    expect(engineTrouble(words)).toMatchObject({
      message: "no Docker engine answers at unix:///run/d.sock",
      details: { remedy: expect.stringContaining("start Docker") },
    });
  });

  test.each([
    'permission denied while trying to connect to the Docker daemon socket at unix:///run/d.sock: Get "http://%2Frun%2Fd.sock/v1.51/info": dial unix /run/d.sock: connect: permission denied',
    "permission denied while trying to connect to the docker API at unix:///run/d.sock",
  ])("not for this user: %s", (words) => {
    expect(engineTrouble(words)).toMatchObject({
      message: "no permission on the Docker socket at unix:///run/d.sock",
      details: { remedy: expect.stringContaining("docker group") },
    });
  });

  test("lost on the way", () => {
    const words =
      ' Container x  Restarting\nerror during connect: Post "http://%2Frun%2Fd.sock/v1.51/containers/e/restart": EOF\n';
    expect(engineTrouble(words)).toMatchObject({
      message: "the connection to the Docker engine broke off",
      details: { why: "EOF", remedy: expect.stringContaining("same command again") },
    });
  });

  test("an address that is none", () => {
    const words =
      'Failed to initialize: unable to resolve docker endpoint: context "nonesuch": context not found: open meta.json\n';
    expect(engineTrouble(words)).toMatchObject({
      message: "no Docker engine answers at the address that is set",
      details: {
        why: 'context "nonesuch": context not found: open meta.json',
        remedy: expect.stringContaining("docker context ls"),
      },
    });
  });

  test("other words are somebody else's", () => {
    expect(engineTrouble("Error response from daemon: No such container: x")).toBeUndefined();
  });
});

describe("an engine behind the docker command", () => {
  let docker: FakeDocker | undefined;
  const path = process.env.PATH;
  afterEach(() => {
    docker?.remove();
    docker = undefined;
    process.env.PATH = path;
  });

  test("what docker says when it cannot connect is the reason, and nothing crashes", async () => {
    docker = fakeDocker('echo "warming up" >&2; echo "ssh: connect to host far: Connection refused" >&2; exit 1');
    process.env.PATH = docker.env.PATH;
    const engine = await openEngine({ DOCKER_HOST: "ssh://me@far" });
    await expect(engine.json({ path: "/info" })).rejects.toMatchObject({
      message: "no Docker engine answers at ssh://me@far",
      details: { why: "ssh: connect to host far: Connection refused" },
    });
  });
});

test("a socket that is not there", async () => {
  const engine = await openEngine({ DOCKER_HOST: "unix:///nowhere/d.sock" });
  await expect(engine.json({ path: "/info" })).rejects.toMatchObject({ details: { why: "there is no such socket" } });
});
