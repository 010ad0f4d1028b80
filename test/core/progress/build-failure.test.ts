import { describe, expect, test } from "vitest";
import { buildFailure, type FailedStep } from "../../../src/core/progress/build-failure.ts";
import { buildRemedy } from "../../../src/core/progress/build-remedy.ts";
import { recorded, replay } from "./streams.ts";

const dockerfile = { path: "/project/api/Dockerfile", name: "api/Dockerfile" };

describe("buildFailure", () => {
  test.each(["buildx-0.13-failure", "buildx-0.29-failure"])("%s: place, step, reason and whole output", (name) => {
    const { happenings, words } = replay(recorded(name));
    const failedSteps = happenings.filter((happening) => happening.type === "build-step-failed");
    const error = buildFailure({ service: "api", dockerfile, words, failedSteps });
    expect(error.message).toBe("build of api failed at api/Dockerfile:16 (broken 2/2)");
    expect(error.details).toEqual({
      why: "the step ended with exit code 3",
      place: {
        file: "/project/api/Dockerfile",
        line: 16,
        column: 1,
        lineText: 'RUN echo "main.go:12:2: undefined: foo" && \\',
      },
      output: ["main.go:12:2: undefined: foo", "too many errors"],
      failed: { deed: "build", service: "api" },
    });
  });

  test("an indented line: the column is where its words begin", () => {
    const words = [
      "Dockerfile:2",
      "--------------------",
      "   1 |     FROM a",
      "   2 | >>>   RUN false",
      "--------------------",
      "ERROR: failed to solve: x",
    ];
    expect(buildFailure({ service: "api", dockerfile, words, failedSteps: [] }).details.place).toMatchObject({
      line: 2,
      column: 3,
      lineText: "  RUN false",
    });
  });

  test("BuildKit's own words, without the names of its layers; no place where there is none", () => {
    const words = ['ERROR: failed to build: failed to solve: target stage "hot" could not be found'];
    const error = buildFailure({ service: "api", dockerfile, words, failedSteps: [] });
    expect(error.message).toBe("build of api failed");
    expect(error.details.why).toBe('target stage "hot" could not be found');
    expect(error.details.place).toBeUndefined();
    expect(error.details.remedy).toContain('no stage "hot"');
  });

  test("of several failed steps the one that the error is about", () => {
    const failed = (stage: string, code: number): FailedStep => ({
      buildStep: { id: stage, name: "RUN make", stage, index: 1, total: 2 },
      why: `process "make" did not complete successfully: exit code: ${code}`,
      output: [stage],
    });
    const words = ['ERROR: failed to solve: process "make" did not complete successfully: exit code: 2'];
    const error = buildFailure({ service: "api", words, failedSteps: [failed("one", 1), failed("two", 2)] });
    expect(error.message).toBe("build of api failed (two 1/2)");
    expect(error.details.output).toEqual(["two"]);
  });

  test.each([
    [16, "api/Dockerfile:16", "/project/api/Dockerfile"],
    [15, "gdev's dev stage:16", "gdev's dev stage"],
  ])("a Dockerfile whose own lines are %i, with a stage that gdev has added", (ownLines, at, file) => {
    const { happenings, words } = replay(recorded("buildx-0.29-failure"));
    const failedSteps = happenings.filter((happening) => happening.type === "build-step-failed");
    const error = buildFailure({ service: "api", dockerfile: { ...dockerfile, ownLines }, words, failedSteps });
    expect(error.message).toBe(`build of api failed at ${at} (broken 2/2)`);
    expect(error.details.place).toMatchObject({ file, line: 16 });
  });

  test("a file that is not in the context, without BuildKit's reference", () => {
    const words = [
      'ERROR: failed to solve: failed to compute cache key: failed to calculate checksum of ref a-b::c9: "/go.sum": not found',
    ];
    expect(buildFailure({ service: "api", dockerfile, words, failedSteps: [] }).details).toEqual({
      why: '"/go.sum": not found',
      remedy: "/go.sum is not in the build context: the file is missing, or .dockerignore leaves it out",
      failed: { deed: "build", service: "api" },
    });
  });
});

test.each([
  ["write /out/server: no space left on device", "docker builder prune"],
  ["failed to read dockerfile: open Nope: no such file or directory", "there is no Nope in the build context"],
  ['unable to prepare context: path "/p/x" not found', "the build context /p/x does not exist"],
  [
    'docker.io/a/b:1: failed to resolve source metadata for docker.io/a/b:1: failed to do request: Head "x": dial tcp: lookup r on 1.1.1.1:53: no such host',
    "the registry of the base image a/b:1 cannot be reached",
  ],
  [
    'failed to resolve source metadata for docker.io/docker/dockerfile:1: failed to do request: Head "x": dial tcp: i/o timeout',
    "remove that line",
  ],
  [
    "a/b:1: failed to resolve source metadata for docker.io/a/b:1: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed",
    "no access to the base image a/b:1: check its name",
  ],
  [
    "failed to resolve source metadata for docker.io/library/golang:9.9: docker.io/library/golang:9.9: not found",
    "golang:9.9 does not exist",
  ],
  ['process "go build" did not complete successfully: exit code: 137', "memory"],
  ["go: go.mod requires go >= 1.26 (running go 1.24.1; GOTOOLCHAIN=local)", "golang:1.26 or newer"],
  ["Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?", "start Docker"],
  ["rpc error: code = Unavailable desc = error reading from server: EOF", "the engine stopped"],
])("remedy for: %s", (words, remedy) => {
  expect(buildRemedy(words)).toContain(remedy);
});

test("nothing is advised for the unknown", () => {
  expect(buildRemedy("main.go:12:2: undefined: foo")).toBeUndefined();
});
