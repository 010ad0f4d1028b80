import { describe, expect, test } from "vitest";
import type { Happening } from "../../../src/core/event.ts";
import { readBuild, readingStart } from "../../../src/core/progress/build-reading.ts";
import type { BuildKitObject } from "../../../src/core/progress/buildkit.ts";
import { recorded, replay, stepLines } from "./streams.ts";

const run = { digest: "d", name: "[builder 2/2] RUN make" };
const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString("base64");

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

describe("readBuild on recorded builds", () => {
  test.each(["buildx-0.13-success", "buildx-0.29-success"])("%s", (name) => {
    const lines = stepLines(replay(recorded(name), 100).happenings);
    expect(lines.filter((line) => /builder|runner/.test(line))).toEqual([
      "started builder 1/2 COPY main.txt .",
      "finished builder 1/2 COPY main.txt .",
      "started builder 2/2 RUN echo \"compiling $GR".replace("$GR", lines.join().match(/compiling (\d{3})/)?.[1] ?? "?"),
      ...lines.filter((line) => line.startsWith("build-output builder 2/2")),
      "finished builder 2/2 RUN echo \"compiling $GR".replace("$GR", lines.join().match(/compiling (\d{3})/)?.[1] ?? "?"),
      "started runner 1/1 COPY --from=builder /out",
      "finished runner 1/1 COPY --from=builder /out",
    ]);
  });
});

describe("x", () => {
  test("x", () => {
    void read; void run; void base64;
  });
});
