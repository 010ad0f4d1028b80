import { describe, expect, test } from "vitest";
import type { Event, Happening } from "../../src/core/event.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import { failed, ready, waiting } from "../../src/core/readiness/answer.ts";
import { type Clock, plainReport } from "../../src/ui/plain.ts";
import type { PlainLook } from "../../src/ui/plain-line.ts";
import { plainPainter } from "../../src/ui/plain-lines.ts";

describe("build steps", () => {
  test("a line each when it ends, aligned; BuildKit's own stay silent unless they take long", () => {
    const lines = paint(
      {
        type: "build-step-finished",
        buildStep: { id: "i", name: "[internal] load .dockerignore" },
        durationMs: 40,
        cached: false,
      },
      { type: "build-step-finished", buildStep: copy, durationMs: 0, cached: true },
      { type: "build-step-started", buildStep: compile },
      { type: "build-output", buildStep: compile, text: "go: downloading" },
      { type: "build-step-finished", buildStep: compile, durationMs: 4210, cached: false },
      { type: "build-step-finished", buildStep: { id: "e", name: "exporting to image" }, durationMs: 3100, cached: false },
    );
    expect(lines).toEqual([
      "api  builder 2/6   COPY . .                             CACHED",
      "api  builder 3/6   RUN go build -o /out/server .         4.2 s",
      "api                exporting to image                    3.1 s",
    ]);
  });

  test("a name of several lines, or too long, is one short line", () => {
    const buildStep = { ...compile, name: "RUN --mount=type=cache,target=/go \\\n   go build -o /out/server ./cmd/server" };
    expect(paint({ type: "build-step-finished", buildStep, durationMs: 1000, cached: false })).toEqual([
      "api  builder 3/6   RUN --mount=type=cache,target…        1.0 s",
    ]);
  });

  test("a step that BuildKit runs twice is told once, unless the second run took its time", () => {
    const run = (durationMs: number, id = "b") =>
      ({ type: "build-step-finished", buildStep: { ...compile, id }, durationMs, cached: false }) as const;
    expect(paint(run(3), run(20), run(0, "shared with another build"))).toHaveLength(1);
    expect(paint(run(3), run(9000))).toHaveLength(2);
  });

  test("the output of a failed step in full, and noted as printed", () => {
    const output = Array.from({ length: 60 }, (_, index) => `line ${index}`);
    const printed = new Set<readonly string[]>();
    const lines = paintWith({ printed }, { type: "build-step-failed", buildStep: compile, why: "exit code: 1", output });
    expect(lines[0]).toBe("api  builder 3/6   RUN go build -o /out/server .        FAILED");
    expect(lines.slice(1)).toEqual(output.map((text) => `api  │ ${text}`));
    expect(printed.has(output)).toBe(true);
  });

  test("verbose tells the output as it comes, and does not repeat it at the failure", () => {
    const lines = paintWith(
      { verbosity: "verbose" },
      { type: "build-output", buildStep: compile, text: "undefined: foo" },
      { type: "build-step-failed", buildStep: compile, why: "exit code: 1", output: ["undefined: foo"] },
    );
    expect(lines.filter((line) => line.includes("undefined: foo"))).toHaveLength(1);
  });

  test("a silent step is told of every ten seconds, with its last line", () => {
    const painter = plainPainter(look);
    painter.event(at(0, { type: "build-step-started", buildStep: compile }));
    expect(painter.tick(9_000)).toEqual([]);
    expect(painter.tick(10_000)).toEqual(["api  builder 3/6   RUN go build -o /out/server .        … 10 s"]);
    painter.event(at(11_000, { type: "build-output", buildStep: compile, text: "go: downloading x" }));
    expect(painter.tick(19_000)).toEqual([]);
    expect(painter.tick(20_000)).toEqual(["api  builder 3/6   › go: downloading x                  … 20 s"]);
    painter.event(at(20_500, { type: "build-step-finished", buildStep: compile, durationMs: 20_500, cached: false }));
    expect(painter.tick(40_000)).toEqual([]);
  });
});

describe("waits", () => {
  const answer = (value: ReturnType<typeof waiting>, afterMs: number) =>
    ({ type: "answer", probe: "postgres", answer: value, afterMs, service: "db" }) as const;

  test("a reason is told once, when it has lasted a moment", () => {
    const painter = plainPainter(look);
    expect(painter.event(at(0, answer(waiting("connection refused"), 0)))).toEqual([]);
    expect(painter.event(at(400, answer(waiting("the database system is starting up"), 400)))).toEqual([]);
    expect(painter.tick(1000)).toEqual([]);
    expect(painter.tick(1400)).toEqual(["db  waiting: the database system is starting up"]);
    expect(painter.tick(2400)).toEqual([]);
    expect(painter.event(at(3100, answer(ready, 3100)))).toEqual(["db  ready (postgres) after 3.1 s"]);
    expect(painter.tick(9000)).toEqual([]);
  });

  test("refused credentials and failures", () => {
    expect(
      paint(answer({ kind: "ready", warning: "role x does not exist" }, 900), answer(failed("exited with code 1"), 1200)),
    ).toEqual([
      "db  ready (postgres) after 0.9 s",
      "db  warning: role x does not exist",
      "db  failed (postgres): exited with code 1",
    ]);
  });
});

test("pulls: how far every ten seconds, and the end", () => {
  const painter = plainPainter(look);
  const pull = (status: string, currentBytes?: number) =>
    ({
      type: "pull-progress",
      image: "postgres:17",
      status,
      service: "db",
      ...(currentBytes ? { currentBytes, totalBytes: 143_000_000 } : {}),
    }) as const;
  expect(painter.event(at(0, pull("pulling")))).toEqual([]);
  expect(painter.event(at(5000, pull("downloading", 64_350_000)))).toEqual([]);
  expect(painter.tick(10_000)).toEqual(["db  downloading postgres:17  45 % of 143MB"]);
  expect(painter.event(at(12_000, pull("complete")))).toEqual(["db  pulled postgres:17  12 s"]);
  expect(painter.tick(30_000)).toEqual([]);
});

test("the Plan, its steps and what they did, with services aligned", () => {
  expect(
    paint(
      { type: "plan", plan },
      { type: "step-started", step: 1, service: "api" },
      { type: "step-finished", step: 1, durationMs: 5300, service: "api" },
      { type: "step-finished", step: 2, durationMs: 400, service: "database" },
    ),
  ).toEqual(
    [
      "  #1 api       build  stage dev  not built yet",
      "  #2 database  start             not running",
      "api       built stage dev  5.3 s",
      "database  started  0.4 s",
    ].map((line) => line.replace(/^ {2}#/, " #")),
  );
});

test("warnings once, with file, line and remedy; quiet tells nothing else", () => {
  const warning = {
    type: "warning",
    text: "args select nothing",
    remedy: "write target: dev",
    place: { file: "/p/docker-compose.yml", line: 7, column: 9 },
  } as const;
  const lines = paintWith({ verbosity: "quiet" }, { type: "plan", plan }, warning, warning, { type: "note", text: "x" });
  expect(lines).toEqual(["api       warning: docker-compose.yml:7: args select nothing", "api         → write target: dev"]);
});

test("nothing that a container or a Dockerfile says drives the terminal", () => {
  const evil = "\x1b]0;title\x07\x1b[2J\x1b[31mred";
  const buildStep = { ...compile, name: `RUN ${evil}` };
  const lines = paintWith(
    { colour: true },
    { type: "build-step-failed", buildStep, why: evil, output: [evil] },
    { type: "warning", text: evil, remedy: evil, place: { file: evil, line: 1, column: 1 } },
    { type: "note", text: evil },
    { type: "answer", probe: evil, answer: { kind: "failed", why: evil }, afterMs: 1 },
    { type: "pull-progress", image: evil, status: "complete" },
  ).join("\n");
  expect(lines).not.toContain("\x1b]");
  expect(lines).not.toContain("\x1b[2J");
  expect(lines).toContain("\x1b[31mred");
});

test("plainReport prints as events come and as time goes by, and is silent after end", () => {
  let now = 0;
  let tick: (() => void) | undefined;
  const clock: Clock = {
    now: () => now,
    every: (_, callBack) => {
      tick = callBack;
      return () => {
        tick = undefined;
      };
    },
  };
  let written = "";
  const { report, end } = plainReport({ write: (text) => (written += text) }, look, clock);
  report({ type: "build-step-started", buildStep: compile, service: "api" });
  now = 10_000;
  tick?.();
  expect(written).toBe("api  builder 3/6   RUN go build -o /out/server .        … 10 s\n");
  end();
  expect(tick).toBeUndefined();
});

const look: PlainLook = { colour: false, verbosity: "normal", columns: 62, cwd: "/p" };
const copy = { id: "c", name: "COPY . .", stage: "builder", index: 2, total: 6 };
const compile = { id: "b", name: "RUN go build -o /out/server .", stage: "builder", index: 3, total: 6 };

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
      cause: "not built yet",
      after: [],
    },
    { id: 2, kind: "start", service: "database", config: "", cause: "not running", after: [] },
  ],
};

type Told = Happening & { readonly service?: string };

function at(time: number, told: Told): Event {
  return { service: "api", ...told, at: time };
}

function paintWith(change: Partial<PlainLook>, ...told: readonly Told[]): readonly string[] {
  const painter = plainPainter({ ...look, ...change });
  return told.flatMap((happening) => painter.event(at(0, happening)));
}

function paint(...told: readonly Told[]): readonly string[] {
  return paintWith({}, ...told);
}
