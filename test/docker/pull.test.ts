import { afterEach, expect, test } from "vitest";
import { Interrupted } from "../../src/core/error.ts";
import { type PullRequest, pullImages } from "../../src/docker/pull.ts";
import { type FakeDocker, fakeDocker } from "./fake-docker.ts";

let docker: FakeDocker;
afterEach(() => docker.remove());

test("each image once, through Compose, with progress and an end", async () => {
  docker = fakeDocker('echo " 7dc7ae46b047 Downloading [==>  ]  1MB/4MB" >&2; printf " db Pulled " >&2');
  expect(await pull({})).toEqual([
    { type: "pull-progress", service: "db", image: "postgres:17", status: "pulling" },
    {
      type: "pull-progress",
      service: "db",
      image: "postgres:17",
      status: "downloading",
      currentBytes: 1_000_000,
      totalBytes: 4_000_000,
    },
    { type: "pull-progress", service: "db", image: "postgres:17", status: "complete" },
  ]);
  expect(docker.calls()).toEqual(["compose --progress plain -f /p/docker-compose.yml pull db"]);
});

test("the registry's refusal, in its own words", async () => {
  docker = fakeDocker('echo " db Pulling " >&2; echo "Error response from daemon: manifest unknown" >&2; exit 1');
  await expect(pull({})).rejects.toMatchObject({
    message: "the image postgres:17 of db cannot be pulled",
    details: { why: "manifest unknown", remedy: /check the name and the tag/ },
  });
});

test("Ctrl-C ends it", async () => {
  docker = fakeDocker("exec sleep 60");
  const abort = new AbortController();
  const pulling = pull({ signal: abort.signal });
  abort.abort();
  await expect(pulling).rejects.toBeInstanceOf(Interrupted);
});

async function pull(change: Partial<PullRequest>): Promise<readonly unknown[]> {
  const told: unknown[] = [];
  await pullImages({
    composeArgs: ["compose", "-f", "/p/docker-compose.yml"],
    services: [
      { service: "db", image: "postgres:17" },
      { service: "replica", image: "postgres:17" },
    ],
    directory: docker.directory,
    env: docker.env,
    report: (happening) => told.push(happening),
    signal: new AbortController().signal,
    ...change,
  });
  return told;
}
