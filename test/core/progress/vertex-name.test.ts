import { expect, test } from "vitest";
import { buildStepOf, isInternal, stepPlace } from "../../../src/core/progress/vertex-name.ts";

test.each([
  ["[builder 3/6] RUN go build", { stage: "builder", index: 3, total: 6, name: "RUN go build" }],
  ["[builder  3/12] COPY . .", { stage: "builder", index: 3, total: 12, name: "COPY . ." }],
  ["[linux/arm64 builder 3/6] RUN x [y] z", { stage: "builder", index: 3, total: 6, name: "RUN x [y] z" }],
  ["[2/4] RUN true", { index: 2, total: 4, name: "RUN true" }],
  ["[stage-1 1/2] RUN <<EOT (a...)\nmore", { stage: "stage-1", index: 1, total: 2, name: "RUN <<EOT (a...)\nmore" }],
  ["[base 1/2] FROM docker.io/library/golang:1.26@sha256:0af1", { stage: "base", index: 1, total: 2, name: "FROM golang:1.26" }],
  ["[base 1/2] FROM ghcr.io/a/b:1", { stage: "base", index: 1, total: 2, name: "FROM ghcr.io/a/b:1" }],
  ["[internal] load .dockerignore", { name: "[internal] load .dockerignore" }],
  ["[context other] load metadata for x", { name: "[context other] load metadata for x" }],
  ["exporting to image", { name: "exporting to image" }],
])("%s", (name, step) => {
  expect(buildStepOf("id", name)).toEqual({ id: "id", ...step });
});

test("a step's place in words", () => {
  expect(stepPlace(buildStepOf("id", "[builder 3/6] RUN go build"))).toBe("builder 3/6");
  expect(stepPlace(buildStepOf("id", "[2/4] RUN true"))).toBe("2/4");
  expect(isInternal(buildStepOf("id", "exporting to image"))).toBe(true);
});
