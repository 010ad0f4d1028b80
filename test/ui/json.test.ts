import { expect, test } from "vitest";
import type { Happening } from "../../src/core/event.ts";
import { failed, ready } from "../../src/core/readiness/answer.ts";
import { jsonEvent, jsonReport, jsonText } from "../../src/ui/json.ts";

const time = "2026-01-02T03:04:05.006Z";
const at = Date.parse(time);
const buildStep = { id: "sha256:1", name: "RUN make", stage: "builder", index: 2, total: 4 };

/** The cases are the promise of docs/json.md: a change here is a change for programs. */
test.each<[Happening & { readonly service?: string }, object]>([
  [
    {
      type: "plan",
      plan: {
        project: "demo",
        steps: [
          {
            id: 1,
            kind: "build",
            service: "api",
            mode: "dev",
            stage: "dev",
            image: "demo-api:dev",
            inputs: "abc",
            cause: "not built yet",
            after: [],
          },
          { id: 2, kind: "start", service: "api", config: "def", cause: "not running", after: [1] },
        ],
      },
    },
    {
      project: "demo",
      steps: [
        {
          id: 1,
          kind: "build",
          service: "api",
          cause: "not built yet",
          after: [],
          mode: "dev",
          stage: "dev",
          image: "demo-api:dev",
        },
        { id: 2, kind: "start", service: "api", cause: "not running", after: [1] },
      ],
    },
  ],
  [
    { type: "step-started", step: 1, service: "api" },
    { service: "api", step: 1 },
  ],
  [
    { type: "step-finished", step: 1, durationMs: 12.4 },
    { step: 1, durationMs: 12 },
  ],
  [
    { type: "step-failed", step: 1, why: "no" },
    { step: 1, why: "no" },
  ],
  [{ type: "build-step-started", buildStep }, { build: buildStep }],
  [
    { type: "build-step-finished", buildStep, durationMs: 0, cached: true },
    { build: buildStep, durationMs: 0, cached: true },
  ],
  [
    { type: "build-step-failed", buildStep, why: "exit code: 1", output: ["a"] },
    { build: buildStep, why: "exit code: 1", output: ["a"] },
  ],
  [
    { type: "build-output", buildStep, text: "a" },
    { build: buildStep, text: "a" },
  ],
  [
    { type: "pull-progress", image: "a:1", status: "downloading", currentBytes: 1, totalBytes: 2 },
    { image: "a:1", status: "downloading", currentBytes: 1, totalBytes: 2 },
  ],
  [
    { type: "answer", probe: "tcp", answer: ready, afterMs: 10.6 },
    { probe: "tcp", afterMs: 11, state: "ready" },
  ],
  [
    { type: "answer", probe: "tcp", answer: failed("gone", ["x"]), afterMs: 1 },
    { probe: "tcp", afterMs: 1, state: "failed", why: "gone", output: ["x"] },
  ],
  [
    { type: "warning", text: "t", remedy: "r", place: { file: "/f", line: 1, column: 2 } },
    { text: "t", remedy: "r", place: { file: "/f", line: 1, column: 2 } },
  ],
  [{ type: "note", text: "n" }, { text: "n" }],
])("$type", (happening, fields) => {
  expect(JSON.parse(jsonText(jsonEvent({ ...happening, at })))).toEqual({ time, type: happening.type, ...fields });
});

test("one object a line, whatever the text holds", () => {
  let written = "";
  const report = jsonReport({ write: (text) => (written += text) }, () => at);
  report({ type: "note", text: "two\nlines \x1b[2J \x9b2J \u202e" });
  report({ type: "note", text: "next" });
  const lines = written.split("\n");
  expect(lines).toHaveLength(3);
  expect(lines[0]).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202e]/);
  expect(JSON.parse(lines[0] ?? "")).toEqual({ time, type: "note", text: "two\nlines \x1b[2J \x9b2J \u202e" });
});
