import { describe, expect, it } from "vitest";
import { lineText } from "../../src/core/logs/bytes.ts";
import type { LogLine } from "../../src/core/logs/line.ts";
import { mergeByTime } from "../../src/core/logs/merge.ts";

type Batches = readonly (readonly number[])[];

async function* batchesOf(source: string, batches: Batches, ended: string[]): AsyncGenerator<readonly LogLine[]> {
  try {
    for (const batch of batches)
      yield batch.map((atNs) => ({ atNs: BigInt(atNs), stream: "stdout", bytes: Buffer.from(`${source}${atNs}`) }));
  } finally {
    ended.push(source);
  }
}

async function merge(logs: Readonly<Record<string, Batches>>, ended: string[] = []): Promise<string[]> {
  const runs: string[] = [];
  const sources = Object.entries(logs).map(([source, batches]) => ({ source, batches: batchesOf(source, batches, ended) }));
  for await (const { source, lines } of mergeByTime(sources))
    runs.push(`${source}: ${lines.map(({ bytes }) => lineText(bytes)).join(" ")}`);
  return runs;
}

describe("mergeByTime", () => {
  it("gives nothing for nothing", async () => {
    expect(await merge({})).toEqual([]);
    expect(await merge({ a: [], b: [[]] })).toEqual([]);
  });

  it("passes a single log on, batch by batch", async () => {
    expect(await merge({ a: [[1, 2], [], [3]] })).toEqual(["a: a1 a2", "a: a3"]);
  });

  it("gives runs as long as they can be", async () => {
    expect(await merge({ a: [[1, 2, 7], [9]], b: [[3, 4], [8]] })).toEqual(["a: a1 a2", "b: b3 b4", "a: a7", "b: b8", "a: a9"]);
  });

  it("gives lines of one time in the order of the sources", async () => {
    expect(await merge({ a: [[5, 5]], b: [[5, 5]], c: [[4, 5]] })).toEqual(["c: c4", "a: a5 a5", "b: b5 b5", "c: c5"]);
  });

  it("keeps the order within a source even where its times go back", async () => {
    expect(await merge({ a: [[1, 6, 2]], b: [[3]] })).toEqual(["a: a1", "b: b3", "a: a6 a2"]);
  });

  it("keeps every line, in order, for any batches", async () => {
    const logs: Record<string, number[][]> = {};
    const all: [number, string][] = [];
    let state = 3;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (const source of ["a", "b", "c", "d"]) {
      let time = 0;
      logs[source] = Array.from({ length: 30 }, () => Array.from({ length: random(6) }, () => (time += random(3))));
      for (const atNs of logs[source].flat()) all.push([atNs, `${source}${atNs}`]);
    }
    const lines = (await merge(logs)).flatMap((run) => run.slice(3).split(" "));
    expect(lines).toEqual(all.sort(([left], [right]) => left - right).map(([, text]) => text));
  });

  it("ends its sources when the reader stops early", async () => {
    const ended: string[] = [];
    const sources = ["a", "b"].map((source) => ({ source, batches: batchesOf(source, [[1], [2]], ended) }));
    for await (const _ of mergeByTime(sources)) break;
    expect(ended.sort()).toEqual(["a", "b"]);
  });
});
