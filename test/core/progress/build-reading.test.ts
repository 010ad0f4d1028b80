import { describe, expect, test } from "vitest";
import type { Happening } from "../../../src/core/event.ts";
import { readBuild, readingStart } from "../../../src/core/progress/build-reading.ts";
import type { BuildKitObject } from "../../../src/core/progress/buildkit.ts";
import { recorded, replay, stepLines } from "./streams.ts";

describe("readBuild on recorded builds", () => {
  test.each(["buildx-0.13-success", "buildx-0.29-success"])("%s", (name) => {
    const { happenings, words } = replay(recorded(name), 100);
    const lines = stepLines(happenings).filter((line) => /builder|runner/.test(line));
    const output = lines.filter((line) => line.startsWith("build-output"));
    expect(lines.filter((line) => !output.includes(line))).toEqual([
      "started builder 1/2 COPY main.txt .",
      "finished builder 1/2 COPY main.txt .",
      'started builder 2/2 RUN echo "compiling 1";',
      'finished builder 2/2 RUN echo "compiling 1";',
      "started runner 1/1 COPY --from=builder /out",
      "finished runner 1/1 COPY --from=builder /out",
    ]);
    expect(output.toSorted()).toEqual([
      "build-output builder 2/2 a word on stderr",
      "build-output builder 2/2 compiling 1",
      "build-output builder 2/2 half a line",
    ]);
    expect(words).toEqual([]);
  });

  test.each(["buildx-0.13-cached", "buildx-0.29-cached"])("%s", (name) => {
    const lines = stepLines(replay(recorded(name)).happenings);
    expect(lines.filter((line) => !line.includes("FROM"))).toEqual([
      "finished base 2/2 WORKDIR /app cached",
      "finished builder 1/2 COPY main.txt . cached",
      'finished builder 2/2 RUN echo "compiling x"; cached',
      "finished runner 1/1 COPY --from=builder /out cached",
    ]);
  });

  test.each(["buildx-0.13-failure", "buildx-0.29-failure"])("%s", (name) => {
    const failed = replay(recorded(name)).happenings.filter((happening) => happening.type === "build-step-failed");
    expect(failed).toMatchObject([
      {
        buildStep: { stage: "broken", index: 2, total: 2 },
        why: expect.stringContaining("exit code: 3"),
        output: ["main.go:12:2: undefined: foo", "too many errors"],
      },
    ]);
  });

  test("the linter's warnings come only when asked for, with their line", () => {
    const text = recorded("buildx-0.29-success");
    const warnings = (lint: boolean): readonly Happening[] =>
      replay(text, text.length, lint).happenings.filter((happening) => happening.type === "warning");
    expect(warnings(false)).toEqual([]);
    expect(warnings(true)[0]).toMatchObject({
      text: "FromAsCasing: 'as' and 'FROM' keywords' casing do not match (line 10)",
      place: { file: "Dockerfile", line: 10, column: 1 },
    });
  });
});

describe("readBuild", () => {
  test("a character and a line cut in two arrive whole; the streams do not mix", () => {
    const [head, tail] = [new Uint8Array([0x63, 0xc3]), new Uint8Array([0xa9, 0x0a])];
    expect(stepLines(read({ vertexes: [started] }, log(head), log("from stderr\n", 2), log(tail)))).toEqual([
      "started builder 2/2 RUN make",
      "build-output builder 2/2 from stderr",
      "build-output builder 2/2 cé",
    ]);
  });

  test("of a progress bar the last state, and a last line without line end when the step ends", () => {
    const done = { ...started, completed: "2026-01-01T00:00:02.5Z" };
    const happenings = read({ vertexes: [started] }, log("10 %\r50 %\r100 %\nend"), { vertexes: [done] });
    expect(stepLines(happenings)).toEqual([
      "started builder 2/2 RUN make",
      "build-output builder 2/2 100 %",
      "build-output builder 2/2 end",
      "finished builder 2/2 RUN make",
    ]);
    expect(happenings.at(-1)).toMatchObject({ durationMs: 1500, cached: false });
  });

  test("output that comes with its vertex is not lost", () => {
    expect(stepLines(read({ vertexes: [started], ...log("early\n") }))).toContain("build-output builder 2/2 early");
  });

  test("a step told twice is reported once; one that runs again is reported again", () => {
    const done = { ...started, completed: "2026-01-01T00:00:02Z" };
    const again = { ...started, started: "2026-01-01T00:00:03Z" };
    const happenings = read({ vertexes: [started, started, done] }, { vertexes: [done] }, { vertexes: [again] });
    expect(happenings.map(({ type }) => type)).toEqual(["build-step-started", "build-step-finished", "build-step-started"]);
  });

  test("a step that was cancelled because another failed says nothing", () => {
    const cancelled = { ...started, completed: "2026-01-01T00:00:02Z", error: "context canceled" };
    expect(read({ vertexes: [started] }, { vertexes: [cancelled] }).map(({ type }) => type)).toEqual(["build-step-started"]);
  });

  test("layers of a base image add up to its download", () => {
    const from = {
      digest: "f",
      name: "[base 1/2] FROM docker.io/library/golang:1.26@sha256:00ff",
      started: "2026-01-01T00:00:01Z",
    };
    const layer = (id: string, current: number, total: number) => ({
      statuses: [{ id: `sha256:${id}`, vertex: "f", current, total }],
    });
    const happenings = read({ vertexes: [from] }, layer("a", 10, 100), layer("b", 5, 50), layer("a", 90, 100));
    expect(happenings.at(-1)).toEqual({
      type: "pull-progress",
      image: "golang:1.26",
      status: "downloading",
      currentBytes: 95,
      totalBytes: 150,
    });
  });
});

const started = { digest: "d", name: "[builder 2/2] RUN make", started: "2026-01-01T00:00:01Z" };

function log(data: string | Uint8Array, stream = 1): BuildKitObject {
  return { logs: [{ vertex: "d", stream, data: Buffer.from(data).toString("base64") }] };
}

function read(...objects: readonly BuildKitObject[]): readonly Happening[] {
  const happenings: Happening[] = [];
  let reading = readingStart;
  for (const object of objects) {
    const next = readBuild(reading, object, { lint: false });
    reading = next.reading;
    happenings.push(...next.happenings);
  }
  return happenings;
}
