import { expect, it } from "vitest";
import { compareVersions, oldestCompose } from "../../src/docker/compose-version.ts";

it.each([
  ["2.24.4", "same"],
  ["2.24.3", "older"],
  ["2.9.9", "older"],
  ["1.29.2", "older"],
  ["2.26.1", "newer"],
  ["2.40.3", "newer"],
  ["5.0.0", "newer"],
  ["2.100.0", "newer"],
])("%s is %s than the oldest that will do", (version, expected) => {
  const difference = compareVersions(version, oldestCompose);
  expect(difference < 0 ? "older" : difference > 0 ? "newer" : "same").toBe(expected);
});
