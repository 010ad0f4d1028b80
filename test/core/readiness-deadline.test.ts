import { expect, it } from "vitest";
import { deadlineOf } from "../../src/core/readiness/deadline.ts";

it.each([
  ["air", undefined, true, undefined],
  ["air", 5000, true, undefined],
  ["air", undefined, false, 600_000],
  ["air", 5000, false, 5000],
  ["running", undefined, true, 120_000],
  ["running", undefined, false, 120_000],
  ["running", 5000, true, 5000],
] as const)("%s with --timeout %s, until mended %s: %s ms", (kind, timeoutMs, untilMended, expected) => {
  expect(deadlineOf({ kind }, { timeoutMs, untilMended })).toBe(expected);
});
