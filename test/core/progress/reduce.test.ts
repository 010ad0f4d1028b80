import { describe, expect, test } from "vitest";
import type { Event, Happening } from "../../../src/core/event.ts";
import type { Plan } from "../../../src/core/plan/plan.ts";
import { type Progress, progressStart, reduceProgress } from "../../../src/core/progress/reduce.ts";
import { ready, waiting } from "../../../src/core/readiness/answer.ts";
import { recorded, replay } from "./streams.ts";

describe("steps of the Plan", () => {
  test("wait, run, end", () => {
    const progress = fold(
      { type: "plan", plan },
      { type: "step-started", step: 1 },
      { type: "step-finished", step: 1, durationMs: 1200 },
      { type: "step-started", step: 2 },
      { type: "step-failed", step: 2, why: "port taken" },
    );
    expect(progress.steps.map(({ state, startedAt, durationMs, why }) => ({ state, startedAt, durationMs, why }))).toEqual([
      { state: "done", startedAt: 1002, durationMs: 1200, why: undefined },
      { state: "failed", startedAt: 1004, durationMs: undefined, why: "port taken" },
      { state: "waiting", startedAt: undefined, durationMs: undefined, why: undefined },
    ]);
  });

  test("a new Plan forgets what it does again, and nothing else", () => {
    const answer = { type: "answer", probe: "tcp", answer: ready, afterMs: 5 } as const;
    const progress = fold(
      { type: "build-step-started", buildStep, service: "api" },
      { type: "build-step-started", buildStep, service: "worker" },
      { ...answer, service: "api" },
      { ...answer, service: "db" },
      { type: "plan", plan },
    );
    expect([...progress.builds.keys()]).toEqual(["worker"]);
    expect([...progress.answers.keys()]).toEqual(["db"]);
  });
});

describe("builds", () => {
  test("a recorded build, step by step", () => {
    const { happenings } = replay(recorded("buildx-0.29-failure"));
    const steps = fold(...happenings.map((happening) => ({ ...happening, service: "api" }))).builds.get("api") ?? [];
    expect(
      steps
        .filter(({ buildStep: { index } }) => index !== undefined)
        .map(({ buildStep: { name }, state }) => [name.slice(0, 7), state]),
    ).toEqual([
      ["FROM al", "done"],
      ["WORKDIR", "cached"],
      ["COPY ma", "cached"],
      ["RUN ech", "failed"],
    ]);
    expect(steps.at(-1)).toMatchObject({
      why: expect.stringContaining("exit code: 3"),
      output: ["main.go:12:2: undefined: foo", "too many errors"],
    });
  });

  test("a running step keeps its last lines", () => {
    const lines = Array.from(
      { length: 30 },
      (_, index) => ({ type: "build-output", buildStep, text: `line ${index}`, service: "api" }) as const,
    );
    const [step] = fold({ type: "build-step-started", buildStep, service: "api" }, ...lines).builds.get("api") ?? [];
    expect(step?.output).toHaveLength(20);
    expect(step?.output.at(-1)).toBe("line 29");
  });
});

test("answers, pulls, warnings and notes", () => {
  const progress = fold(
    { type: "answer", probe: "postgres", answer: waiting("starting up"), afterMs: 10, service: "db" },
    { type: "answer", probe: "postgres", answer: ready, afterMs: 3100, service: "db" },
    { type: "pull-progress", image: "nginx:1.28", status: "downloading", currentBytes: 1, totalBytes: 2 },
    { type: "warning", text: "args select nothing", service: "api" },
    { type: "warning", text: "args select nothing", service: "api" },
    { type: "warning", text: "args select nothing", service: "worker" },
    { type: "note", text: "waiting for another gdev" },
  );
  expect(progress.answers.get("db")).toEqual({ probe: "postgres", answer: ready, afterMs: 3100, at: 1002 });
  expect(progress.pulls.get("nginx:1.28")).toEqual({ status: "downloading", currentBytes: 1, totalBytes: 2 });
  expect(progress.warnings.map(({ service }) => service)).toEqual(["api", "worker"]);
  expect(progress.notes).toEqual(["waiting for another gdev"]);
});

const buildStep = { id: "sha256:1", name: "RUN make", stage: "builder", index: 2, total: 4 };

const plan: Plan = {
  project: "demo",
  steps: [
    {
      id: 1,
      kind: "build",
      service: "api",
      mode: "dev",
      stage: "dev",
      image: "demo-api:dev",
      inputs: "",
      cause: "not built",
      after: [],
    },
    { id: 2, kind: "start", service: "api", config: "", cause: "not running", after: [1] },
    { id: 3, kind: "wait", service: "api", until: "ready", probe: "http :8080", cause: "published port", after: [2] },
  ],
};

/** Folds happenings, one a millisecond from 1001. */
function fold(...happenings: readonly (Happening & { readonly service?: string })[]): Progress {
  return happenings.map((happening, index): Event => ({ ...happening, at: 1001 + index })).reduce(reduceProgress, progressStart);
}
