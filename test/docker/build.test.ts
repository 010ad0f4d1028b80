import { afterEach, describe, expect, test } from "vitest";
import { Interrupted, UserError } from "../../src/core/error.ts";
import type { Happening } from "../../src/core/event.ts";
import { type BuildRequest, buildImages } from "../../src/docker/build.ts";
import { type FakeDocker, fakeDocker } from "./fake-docker.ts";

const definition = JSON.stringify({
  name: "demo",
  services: {
    api: { build: { context: "/p", dockerfile: "Dockerfile" } },
    worker: { build: { context: "/p", dockerfile: "Dockerfile" } },
    inline: { build: { context: "/p", dockerfile_inline: "FROM a" } },
    db: { image: "postgres:17" },
  },
});

let docker: FakeDocker;
afterEach(() => docker.remove());

describe("buildImages", () => {
  test.each(["0.13", "0.29"])("reports every step with its service (buildx %s)", async (version) => {
    docker = fakeDocker(`cat "$fixtures/buildx-${version}-success.txt" >&2`);
    const told = await build({ services: ["api", "db"] });
    expect(docker.calls()).toHaveLength(1);
    expect(told.every(({ service }) => service === "api")).toBe(true);
    expect(told.filter(({ type }) => type === "build-step-finished").length).toBeGreaterThan(5);
  });

  test.each(["0.13", "0.29"])("a failed step: the user's error, and the report of it (buildx %s)", async (version) => {
    docker = fakeDocker(`cat "$fixtures/buildx-${version}-failure.txt" >&2; exit 1`);
    const told: Told[] = [];
    const error = await thrown(build({ services: ["api"] }, told));
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      message: "build of api failed at /p/Dockerfile:16 (broken 2/2)",
      details: { place: { file: "/p/Dockerfile", line: 16 }, output: ["main.go:12:2: undefined: foo", "too many errors"] },
    });
    const failed = told.filter((happening) => happening.type === "build-step-failed");
    expect(failed).toMatchObject([{ service: "api" }]);
    expect(failed[0]?.output).toBe((error as UserError).details.output);
  });

  test("the first failure ends the others", async () => {
    docker = fakeDocker('case "$*" in *demo-api*) echo "ERROR: failed to solve: no" >&2; exit 1;; *) exec sleep 60;; esac');
    const error = await thrown(build({ services: ["worker", "api"] }));
    expect(error).toMatchObject({ message: "build of api failed", details: { why: "no" } });
  });

  test("Ctrl-C ends it", async () => {
    docker = fakeDocker("echo begun >&2; exec sleep 60");
    const abort = new AbortController();
    const building = thrown(build({ services: ["api"], signal: abort.signal }));
    abort.abort();
    expect(await building).toBeInstanceOf(Interrupted);
  });

  test("an inline Dockerfile comes on stdin; otherwise stdin is closed", async () => {
    docker = fakeDocker('printf "WARNING: read: %s\\n" "$(cat)" >&2');
    const told = await build({ services: ["inline", "api"] });
    const warnings = told.flatMap((happening) =>
      happening.type === "warning" ? [`${happening.service} ${happening.text}`] : [],
    );
    expect(warnings.toSorted()).toEqual(["api read: ", "inline read: FROM a"]);
  });

  test("no buildx, no docker", async () => {
    docker = fakeDocker('echo "unknown flag: --progress" >&2; exit 125');
    expect(await thrown(build({ services: ["api"] }))).toMatchObject({ message: "the buildx plugin of Docker is missing" });
    expect(await thrown(build({ services: ["api"], env: { PATH: "/nowhere" } }))).toMatchObject({
      message: "the docker command is not on PATH",
    });
  });

  test("a docker that dies without a word still is an error", async () => {
    docker = fakeDocker("exit 3");
    expect(await thrown(build({ services: ["api"] }))).toMatchObject({
      message: "build of api failed",
      details: { why: /exit code 3/ },
    });
  });
});

type Told = Happening & { readonly service?: string };

async function build(
  change: Partial<BuildRequest> & Pick<BuildRequest, "services">,
  told: Told[] = [],
): Promise<readonly Told[]> {
  await buildImages({
    definition,
    directory: docker.directory,
    env: docker.env,
    signal: new AbortController().signal,
    report: (happening) => told.push(happening),
    ...change,
  });
  return told;
}

function thrown(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}
