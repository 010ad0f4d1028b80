import { describe, expect, test } from "vitest";
import { decodeBuildKit, decodingStart, endDecoding } from "../../../src/core/progress/buildkit.ts";
import { recorded } from "./streams.ts";

function decode(chunks: readonly string[]): { readonly objects: readonly unknown[]; readonly words: readonly string[] } {
  const objects: unknown[] = [];
  const words: string[] = [];
  let state = decodingStart;
  for (const chunk of chunks) {
    const decoded = decodeBuildKit(state, chunk);
    state = decoded.state;
    objects.push(...decoded.objects);
    words.push(...decoded.words);
  }
  const rest = endDecoding(state);
  return { objects: [...objects, ...rest.objects], words: [...words, ...rest.words] };
}

function chunksOf(text: string, size: number): readonly string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) => text.slice(index * size, (index + 1) * size));
}

describe("decodeBuildKit", () => {
  test("an object a line, and words between", () => {
    expect(decode(['{"logs":[]}\nhello\n{"statuses":[]}\n'])).toEqual({
      objects: [{ logs: [] }, { statuses: [] }],
      words: ["hello"],
    });
  });

  test("an object over several lines, cut in the middle of a word", () => {
    expect(decode(['{\n  "lo', 'gs": [\n    {\n    }\n  ]\n', "}\nERROR: no\n"])).toEqual({
      objects: [{ logs: [{}] }],
      words: ["ERROR: no"],
    });
  });

  test("a line that only looks like an object is words", () => {
    expect(decode(["{not json}\n{\nnor this\n}\n"])).toEqual({ objects: [], words: ["{not json}", "{", "nor this", "}"] });
  });

  test("an object that never closes is not lost", () => {
    expect(decode(['{\n  "logs": [\n'])).toEqual({ objects: [], words: ["{", '  "logs": ['] });
  });

  test("a last line without line end, and Windows line ends", () => {
    expect(decode(['{"logs":[]}\r\nERROR: gone'])).toEqual({ objects: [{ logs: [] }], words: ["ERROR: gone"] });
  });

  test.each(["buildx-0.13-failure", "buildx-0.29-failure"])("%s gives the same in chunks of any size", (name) => {
    const text = recorded(name);
    const whole = decode([text]);
    expect(whole.objects.length).toBeGreaterThan(20);
    expect(whole.words[0]).toBe("Dockerfile:16");
    expect(whole.words.at(-1)).toMatch(/^ERROR: failed to /);
    for (const size of [1, 7, 1000]) expect(decode(chunksOf(text, size))).toEqual(whole);
  });
});
