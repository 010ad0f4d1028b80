import { describe, expect, test } from "vitest";
import { pullFailure } from "../../../src/core/progress/pull-failure.ts";
import { pullStart, readPull } from "../../../src/core/progress/pull-reading.ts";

describe("readPull", () => {
  test("Compose 2.26 and 2.40: layers add up", () => {
    const { happenings } = readAll([
      " api Pulling ",
      " 5c290f4eb38a Already exists ",
      " 7dc7ae46b047 Pulling fs layer ",
      " 7dc7ae46b047 Downloading [==>      ]    102kB/8.321MB",
      " 01480a5a007e Downloading [====>    ]  0.4MB/1.679MB",
      " 01480a5a007e Download complete ",
      " 7dc7ae46b047 Downloading [========>]  8.321MB/8.321MB",
      " 7dc7ae46b047 Verifying Checksum ",
      " 7dc7ae46b047 Extracting [==>      ]  98.3kB/8.321MB",
      " 7dc7ae46b047 Pull complete ",
      " api Pulled ",
    ]);
    expect(happenings.map(({ status, currentBytes, totalBytes }) => `${status} ${currentBytes}/${totalBytes}`)).toEqual([
      "downloading 102000/8321000",
      "downloading 502000/10000000",
      "downloading 1781000/10000000",
      "downloading 10000000/10000000",
      "extracting 10000000/10000000",
    ]);
  });

  test("nothing is told twice", () => {
    const line = " 7dc7ae46b047 Downloading [==>      ]    102kB/8.321MB";
    expect(readAll([line, line, line]).happenings).toHaveLength(1);
  });

  test("Compose 5, which prints no totals, and an image that is here already", () => {
    const { happenings, words } = readAll([
      " Image nginx:1.28 Pulling ",
      " 7dc7ae46b047 Downloading 102kB",
      " 7dc7ae46b047 Pull complete 0B",
      " Image nginx:1.28 Pulled ",
    ]);
    expect(happenings).toEqual([]);
    expect(words).toEqual([]);
  });

  test("the error is kept", () => {
    expect(readAll([" api Pulling ", " db  Interrupted ", "Error response from daemon: no"]).words).toEqual([
      "Error response from daemon: no",
    ]);
  });
});

test.each([
  ["manifest for a:1 not found: manifest unknown", "there is no a:1 in that registry"],
  ["pull access denied for a, repository does not exist or may require 'docker login'", "docker login"],
  ['Get "https://r/v2/": dial tcp: lookup r on 1.1.1.1:53: no such host', "the registry cannot be reached"],
  ["failed to register layer: write /x: no space left on device", "make room"],
])("remedy for: %s", (why, remedy) => {
  const error = pullFailure("api", "a:1", ["progress", `Error response from daemon: ${why}`]);
  expect(error.message).toBe("the image a:1 of api cannot be pulled");
  expect(error.details.why).toBe(why);
  expect(error.details.remedy).toContain(remedy);
});

function readAll(lines: readonly string[]) {
  let reading = pullStart("a:1");
  const happenings = lines.flatMap((line) => {
    const next = readPull(reading, line);
    reading = next.reading;
    return next.happenings.filter((happening) => happening.type === "pull-progress");
  });
  return { happenings, words: reading.words };
}
