import { describe, expect, test } from "vitest";
import { buildFailure } from "../../../src/core/progress/build-failure.ts";

const dockerfile = { path: "/p/Dockerfile", name: "Dockerfile" };

/** buildx's excerpt of one line, and its last words. */
function failure(line: string, error: string) {
  const rule = "-".repeat(20);
  const words = ["Dockerfile:1", rule, `   1 | >>> ${line}`, rule, `ERROR: failed to build: failed to solve: ${error}`];
  return buildFailure({ service: "api", dockerfile, words, failedSteps: [] });
}

describe("a Dockerfile with a mistake", () => {
  test.each([
    ["RUNN echo", "dockerfile parse error on line 1: unknown instruction: RUNN (did you mean RUN?)"],
    ["FROM a AS", "failed to run Build function: dockerfile parse error on line 1: FROM requires either one or three arguments"],
    ["RUN <<EOF", "unterminated heredoc"],
    ["FROM alpine:${V}", 'failed to parse stage name "alpine:": invalid reference format'],
  ])("%s: the place, the reason without BuildKit's layers, and what to do", (line, error) => {
    const { message, details } = failure(line, error);
    expect(message).toBe("build of api failed at Dockerfile:1");
    expect(details.place).toMatchObject({ line: 1, column: 1, lineText: line });
    expect(details.why).toBe(error.replace("failed to run Build function: ", ""));
    expect(details.remedy).toMatch(/correct that line/);
  });

  const unresolved = (name: string): string =>
    `${name}: failed to resolve source metadata for docker.io/library/${name}:latest: failed to do request: Head "https://r.example": dial tcp: lookup r.example: no such host`;

  test("a stage misspelt after --from is no registry's fault", () => {
    const { details } = failure("COPY --from=buildr /x /x", unresolved("buildr"));
    expect(details.remedy).toMatch(/no stage above is named buildr/);
  });

  test("a base image stays one", () => {
    expect(failure("FROM buildr", unresolved("buildr")).details.remedy).toMatch(/registry of the base image buildr:latest/);
  });
});

test.each([
  "ResourceExhausted: write /var/lib/docker/overlay2/x/big: no space left on device",
  "dd: error writing '/big': No space left on device",
])("a full disk: %s", (error) => {
  const { details } = failure("RUN dd", error);
  expect(details.why).toBe(error.replace("ResourceExhausted: ", ""));
  expect(details.remedy).toMatch(/docker system df/);
});
