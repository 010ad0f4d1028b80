import { describe, expect, it } from "vitest";
import { lineText } from "../../src/core/logs/bytes.ts";
import type { LogLine } from "../../src/core/logs/line.ts";
import { recentLines } from "../../src/core/logs/recent.ts";

const line = (atNs: number, text: string, stream: LogLine["stream"] = "stdout"): LogLine => ({
  atNs: BigInt(atNs),
  stream,
  bytes: Buffer.from(text),
});
const texts = (lines: readonly LogLine[]): string[] => lines.map(({ bytes }) => lineText(bytes));

describe("recentLines", () => {
  it("lets everything pass while nothing comes again, the very same array", () => {
    const recent = recentLines();
    const lines = [line(1, "a"), line(1, "a"), line(2, "b")];
    expect(recent.resume()).toBeUndefined();
    expect(recent.unseen(lines)).toBe(lines);
  });

  it("takes off what comes again, and no more of one time than it has seen", () => {
    const recent = recentLines();
    recent.unseen([line(1, "a"), line(5, "b"), line(5, "c")]);
    expect(recent.resume(), "all is remembered: from the beginning").toBeUndefined();
    expect(texts(recent.unseen([line(1, "a"), line(5, "b"), line(5, "c"), line(5, "d"), line(6, "e")]))).toEqual(["d", "e"]);
  });

  it("does not go back to before a tail, nor before the middle of what it remembers", () => {
    const tail = recentLines({ isTail: true });
    expect(tail.resume()).toBeUndefined();
    tail.unseen([line(7, "a"), line(5, "b"), line(9, "c")]);
    expect(tail.resume()).toBe(5n);
    const full = recentLines({ capacity: 4 });
    full.unseen([1, 2, 3, 4, 5, 6].map((atNs) => line(atNs, `${atNs}`)));
    expect(full.resume()).toBe(5n);
    expect(texts(full.unseen([line(5, "5"), line(6, "6"), line(7, "7")]))).toEqual(["7"]);
  });

  it("tells the streams apart", () => {
    const recent = recentLines();
    recent.unseen([line(5, "out")]);
    recent.resume();
    expect(texts(recent.unseen([line(5, "out"), line(5, "err", "stderr")]))).toEqual(["err"]);
  });

  it("finds a line that is older than one already seen", () => {
    const recent = recentLines();
    recent.unseen([line(1, "a"), line(9, "late", "stderr")]);
    recent.resume();
    expect(texts(recent.unseen([line(1, "a"), line(9, "late", "stderr"), line(8, "older, but new"), line(10, "b")]))).toEqual([
      "older, but new",
      "b",
    ]);
  });

  it("gives the rest of a line that was given unfinished", () => {
    const recent = recentLines();
    recent.unseen([line(5, "begun ")]);
    recent.resume();
    expect(texts(recent.unseen([line(5, "begun and ended"), line(6, "x")]))).toEqual(["and ended", "x"]);
  });

  it("knows a line again that was given in two pieces", () => {
    const recent = recentLines();
    recent.unseen([line(5, "begun "), line(5, "and ended")]);
    recent.resume();
    expect(texts(recent.unseen([line(5, "begun and ended"), line(6, "x")]))).toEqual(["x"]);
  });

  it("knows empty lines", () => {
    const recent = recentLines();
    recent.unseen([line(5, ""), line(5, "")]);
    recent.resume();
    expect(texts(recent.unseen([line(5, ""), line(5, ""), line(5, "")]))).toEqual([""]);
  });

  it("works over several breaks, also in the middle of what comes again", () => {
    const recent = recentLines();
    recent.unseen([line(1, "a"), line(2, "b"), line(3, "c")]);
    recent.resume();
    expect(recent.unseen([line(1, "a")])).toEqual([]);
    recent.resume();
    expect(texts(recent.unseen([line(1, "a"), line(2, "b"), line(3, "c"), line(4, "d")]))).toEqual(["d"]);
    recent.resume();
    expect(texts(recent.unseen([line(1, "a"), line(2, "b"), line(3, "c"), line(4, "d"), line(5, "e")]))).toEqual(["e"]);
  });

  it("goes on from the middle of what it remembers: no line lost or doubled, whatever the disorder and the break", () => {
    for (let seed = 1; seed < 60; seed++) {
      const log = disorderly(seed, 400);
      const recent = recentLines({ capacity: 64 });
      const got: string[] = [];
      for (let from = 0; from < log.length; ) {
        const fromNs = recent.resume() ?? 0n;
        const readable = log.filter(({ atNs }, index) => atNs >= fromNs && index < from + 1 + ((seed * 31 + from) % 50));
        got.push(...texts(recent.unseen(readable)));
        from += 1 + ((seed * 31 + from) % 50);
      }
      expect(got).toEqual(texts(log));
    }
  });
});

/** A log with lines of one time and lines up to 10 ns too late, the same for the same seed. */
function disorderly(seed: number, count: number): LogLine[] {
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: count }, (_, index) => {
    const stderr = random(4) === 0;
    return line(1_000 + index - (stderr ? random(10) : random(2)), `${index}`, stderr ? "stderr" : "stdout");
  });
}
