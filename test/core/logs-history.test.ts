import { describe, expect, it } from "vitest";
import { olderLines } from "../../src/core/logs/history.ts";
import type { LogLine } from "../../src/core/logs/line.ts";
import { generator, line, type Random, textOf } from "./logs-random.ts";

const out = (text: string, atNs: number): LogLine => line(text, BigInt(atNs));
const err = (text: string, atNs: number): LogLine => line(text, BigInt(atNs), "stderr");

function older(shown: readonly LogLine[], log: readonly LogLine[]): readonly string[] {
  const reader = olderLines(shown);
  return [...log.flatMap((each) => reader.take([each])), ...reader.end()].map(({ bytes }) => textOf(bytes));
}

describe("olderLines", () => {
  it.each<[string, readonly LogLine[], readonly LogLine[], readonly string[]]>([
    [
      "what stands before the shown lines",
      [out("c", 3), out("d", 4)],
      [out("a", 1), out("b", 2), out("c", 3), out("d", 4)],
      ["a", "b"],
    ],
    ["nothing when all is shown", [out("a", 1)], [out("a", 1), out("b", 2)], []],
    ["nothing of a container of which nothing is shown", [], [out("a", 1)], []],
    [
      "lines of the same time before the shown ones",
      [out("b", 1), out("c", 1), out("d", 2)],
      [out("a", 1), out("b", 1), out("c", 1), out("d", 2)],
      ["a"],
    ],
    [
      "as many of the same lines of one time as are not shown",
      [out("tick", 1), out("tick", 1), out("end", 2)],
      [out("tick", 1), out("tick", 1), out("tick", 1), out("tick", 1), out("end", 2)],
      ["tick", "tick"],
    ],
    [
      "lines of stderr that stand after a shown line of stdout, though they are older",
      [out("o2", 5), err("e2", 6)],
      [out("o1", 1), out("o2", 5), err("e1", 4), err("e2", 6)],
      ["o1", "e1"],
    ],
    [
      "of a stream of which nothing is shown what stands before the other",
      [out("o2", 5)],
      [err("e1", 1), out("o1", 2), out("o2", 5), err("e2", 6)],
      ["e1", "o1"],
    ],
    [
      "the beginning of a line of which only the end is shown",
      [out("-end", 3), out("next", 4)],
      [out("a", 1), out("begin-end", 3), out("next", 4)],
      ["a", "begin"],
    ],
    ["nothing of a line that is shown in pieces", [out("ab", 3), out("cd", 3), out("ef", 3)], [out("abcdef", 3)], []],
    [
      "nothing that is shown, though the log has lost its beginning since",
      [out("a", 1), out("b", 2), out("c", 3)],
      [out("b", 2), out("c", 3)],
      [],
    ],
    ["lines from before the clock was set back", [out("d", 50)], [out("a", 100), out("b", 101), out("d", 50)], ["a", "b"]],
  ])("gives %s", (_, shown, log, expected) => {
    expect(older(shown, log)).toEqual(expected);
  });

  it("gives all but what is shown, for any log, any tail of it and any moment", () => {
    const random = generator(17);
    let checked = 0;
    for (let round = 0; round < 4000; round++) {
      let atNs = 1000;
      const log = Array.from({ length: 1 + random(25) }, () => {
        atNs += random(3) === 0 ? 0 : random(4);
        // The two streams are stamped by two threads: one may be a little behind the other.
        const isErr = random(3) === 0;
        return { isErr, atNs: isErr ? atNs - random(2) * 3 : atNs };
      });
      const stamped = inOrderPerStream(log).map(({ isErr, atNs: at }) =>
        (isErr ? err : out)(["x", "y", ""][random(3)] ?? "", at),
      );
      const from = random(stamped.length);
      const until = from + 1 + random(stamped.length - from);
      const shown = stamped.slice(from, until);
      if (isSplitAtOneTime(shown, stamped.slice(until))) continue;
      checked++;
      const expected = stamped.slice(0, from);
      const isBoth = new Set(shown.map(({ stream }) => stream)).size === 2;
      const again = isBoth ? otherwiseMixed(stamped, random) : stamped;
      for (const stream of ["stdout", "stderr"] as const) {
        const reader = olderLines(shown);
        const got = [...reader.take(again), ...reader.end()].filter((each) => each.stream === stream);
        const wanted = expected.filter((each) => each.stream === stream);
        if (keys(got) !== keys(wanted))
          throw new Error(JSON.stringify({ shown: keys(shown), log: keys(stamped), got: keys(got), wanted: keys(wanted) }));
      }
    }
    expect(checked).toBeGreaterThan(2000);
  });

  /** The order within each stream stays. */
  function otherwiseMixed(log: readonly LogLine[], random: Random): readonly LogLine[] {
    const streams = [log.filter(({ stream }) => stream === "stdout"), log.filter(({ stream }) => stream === "stderr")];
    return log.flatMap(() => {
      const order = random(2) === 0 ? streams : [...streams].reverse();
      return order.find((own) => own.length > 0)?.shift() ?? [];
    });
  }

  /** Times never go back within a stream. */
  function inOrderPerStream(log: readonly { readonly isErr: boolean; readonly atNs: number }[]): typeof log {
    const last = { out: 0, err: 0 };
    return log.map(({ isErr, atNs }) => {
      const stream = isErr ? "err" : "out";
      last[stream] = Math.max(last[stream], atNs);
      return { isErr, atNs: last[stream] };
    });
  }

  /** All that is shown of a stream has one time, and so has what comes next: nothing tells them apart. */
  function isSplitAtOneTime(shown: readonly LogLine[], rest: readonly LogLine[]): boolean {
    return (["stdout", "stderr"] as const).some((stream) => {
      const own = shown.filter((each) => each.stream === stream);
      const isNext = (each: LogLine): boolean => each.stream === stream && each.atNs === own[0]?.atNs;
      return own.length > 0 && own.every(isNext) && rest.some(isNext);
    });
  }

  function keys(all: readonly LogLine[]): string {
    return all.map(({ atNs, stream, bytes }) => `${atNs}${stream}${textOf(bytes)}`).join(" ");
  }
});
