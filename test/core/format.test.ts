import { describe, expect, test } from "vitest";
import { formatDuration, formatSize, parseSize } from "../../src/core/format.ts";

test.each([
  [0, "0.0 s"],
  [49, "0.0 s"],
  [840, "0.8 s"],
  [9940, "9.9 s"],
  [9960, "10 s"],
  [12_400, "12 s"],
  [59_600, "1 min"],
  [125_000, "2 min 5 s"],
  [119_600, "2 min"],
  [3_780_000, "1 h 3 min"],
])("%i ms is %s", (durationMs, text) => {
  expect(formatDuration(durationMs)).toBe(text);
});

describe("sizes", () => {
  test.each([
    [0, "0B"],
    [271, "271B"],
    [844_314, "844kB"],
    [2_871_518, "2.87MB"],
    [7_370_000, "7.37MB"],
    [80_849_079, "80.8MB"],
    [943_000_000, "943MB"],
    [1_204_000_000, "1.2GB"],
    [999_600, "1000kB"],
  ])("%i bytes is %s, as docker images says", (sizeBytes, text) => {
    expect(formatSize(sizeBytes)).toBe(text);
  });

  test.each([
    ["271B", 271],
    ["32.77kB", 32_770],
    ["8.321MB", 8_321_000],
    ["1.2GB", 1_200_000_000],
    ["many", undefined],
    ["", undefined],
  ])("%s", (text, sizeBytes) => {
    expect(parseSize(text)).toBe(sizeBytes);
  });
});
