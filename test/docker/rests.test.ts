import { afterEach, expect, it, vi } from "vitest";
import { type Rests, rests } from "../../src/docker/rests.ts";

afterEach(() => vi.restoreAllMocks());

let nowMs = 0;

/** Rests of a stream that has been read for so long, and gave so much. */
function restsAfter(passedMs: number, sizeBytes: number): Rests {
  vi.spyOn(performance, "now").mockImplementation(() => nowMs);
  const resting = rests();
  nowMs += passedMs;
  resting.read(sizeBytes);
  return resting;
}

/** Whether a rest is over before anything else can happen. */
async function isNone({ rest }: Rests): Promise<boolean> {
  let isOver = false;
  void rest().then(() => {
    isOver = true;
  });
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  return isOver;
}

it("has no rests before it knows how much a stream has to say, and none in a flood", async () => {
  expect(await isNone(restsAfter(10, 100))).toBe(true);
  expect(await isNone(restsAfter(100, 1_000_000))).toBe(true);
  expect(await isNone(restsAfter(100, 100))).toBe(false);
  expect(await isNone(restsAfter(100, 100_000))).toBe(false);
});

it("goes by what was read last", async () => {
  const resting = restsAfter(100, 1_000_000);
  nowMs += 100;
  resting.read(100);
  expect(await isNone(resting)).toBe(false);
});

it("lets quiet streams rest until the same moment", async () => {
  const [first, second] = [restsAfter(100, 100), restsAfter(100, 200)];
  const ended: string[] = [];
  const early = first.rest().then(() => ended.push("first"));
  await new Promise(setImmediate);
  void second.rest().then(() => ended.push("second"));
  await early;
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  expect(ended).toEqual(["first", "second"]);
});
