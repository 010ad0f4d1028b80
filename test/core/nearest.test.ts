import { expect, it } from "vitest";
import { nearest } from "../../src/core/nearest.ts";

const services = ["api", "worker", "postgres", "redis", "runner", "runner-distroless"];

it.each([
  ["apy", "api"],
  ["ap", "api"],
  ["wroker", "worker"],
  ["workers", "worker"],
  ["postgers", "postgres"],
  ["post", "postgres"],
  ["Redis", "redis"],
  ["runner", "runner"],
  ["runner-", "runner-distroless"],
  ["runer", "runner"],
  ["mysql", undefined],
  ["x", undefined],
  ["a", undefined],
  ["", undefined],
])("%s → %s", (word, expected) => {
  expect(nearest(word, services)).toBe(expected);
});
