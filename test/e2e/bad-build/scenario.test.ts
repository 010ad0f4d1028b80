import { expect } from "vitest";
import { type Scenario, scenario } from "../framework/scenario.ts";
import { errorOf, lines } from "../message.ts";

const compose =
  "services:\n  api:\n    build: .\n    command: [sleep, '86400']\n    volumes: ['data:/data']\n    init: true\nvolumes:\n  data:\n";
const good = "FROM alpine:3.22 AS dev\nFROM alpine:3.22 AS runner\n";

/** Brings the service up, and says how to see afterwards that it, its volume and the files were left alone. */
async function running(s: Scenario): Promise<() => Promise<void>> {
  await s.write("docker-compose.yml", compose);
  await s.write("Dockerfile", good);
  (await s.gdev("up -d")).exits(0);
  const before = [await s.service("api", { running: true }), await s.volumes()];
  return async () => {
    expect([await s.service("api"), await s.volumes()]).toEqual(before);
    await s.filesUntouched();
  };
}

async function failing(s: Scenario, dockerfile: string, words: string): Promise<string> {
  await s.write("Dockerfile", dockerfile);
  const run = await s.gdev(words);
  run.exits(1);
  return errorOf(s, run);
}

scenario("a Dockerfile with a mistake is told at its line, and what runs stays", { smoke: true }, async (s) => {
  const isUnchanged = await running(s);
  expect(await failing(s, "FROM alpine:3.22 AS dev\nRUNN echo hi\n", "up -d")).toBe(
    lines(
      "error: build of api failed at Dockerfile:2",
      "  Dockerfile:2:1",
      "    2 | RUNN echo hi",
      "      | ^",
      "  dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)",
      "  → correct that line of the Dockerfile; docs.docker.com/reference/dockerfile has the form of each instruction",
    ),
  );
  for (const text of ["", "# later\n", "ARG GO=1.26\n", "RUN echo hi\n"]) {
    expect(await failing(s, text, "up -d")).toBe(
      lines("error: the Dockerfile of api has no FROM", "  → start it with a base image: FROM golang:1.26 AS builder"),
    );
  }
  await isUnchanged();
});

scenario("a base image that cannot be had, and a stage that COPY --from misspells", {}, async (s) => {
  const isUnchanged = await running(s);
  const missing = await failing(s, "FROM registry.invalid/base:9 AS dev\n", "up -d");
  expect(missing).toMatch(
    /^error: build of api failed at Dockerfile:1\n {2}Dockerfile:1:1\n {4}1 \| FROM registry\.invalid\/base:9 AS dev\n/,
  );
  expect(missing).toMatch(/\n {2}→ the registry of the base image registry\.invalid\/base:9 cannot be reached: /);
  expect(await failing(s, "FROM alpine:3.22 AS dev\nCOPY --from=buildr /etc/passwd /p\n", "up -d")).toContain(
    "→ no stage above is named buildr, so Docker looked for an image of that name: correct --from",
  );
  expect(await failing(s, "FROM alpine:3.22 AS dev\nCOPY nothere /x\n", "up -d")).toMatch(
    /\n {2}"\/nothere": not found\n {2}→ \/nothere is not in the build context: the file is missing, or \.dockerignore leaves it out$/,
  );
  await isUnchanged();
});

scenario("a compile error in production: the step's whole output, once, and what runs stays", { smoke: true }, async (s) => {
  const isUnchanged = await running(s);
  const output = Array.from({ length: 60 }, (_, index) => `./main.go:${index + 1}:2: undefined: foo${index}`);
  await s.write("compiler", `#!/bin/sh\ncat >&2 <<'END'\n# shop\n${output.join("\n")}\nEND\nexit 1\n`);
  await s.write("Dockerfile", `${good}COPY compiler /compiler\nRUN sh /compiler\n`);
  for (const words of ["switch api prod", "up -d --prod"]) {
    const run = await s.gdev(words);
    run
      .exits(1)
      .tells(/^error: build of api failed at Dockerfile:4 \(runner 3\/3\)$/m)
      .tells(/^ {2}Dockerfile:4:1$/m);
    run.tells("the step ended with exit code 1");
    for (const line of output) expect(run.stderr.split(line).length - 1, line).toBe(1);
    await isUnchanged();
  }
});

scenario("an image of the compose file that cannot be pulled", {}, async (s) => {
  await s.write(
    "docker-compose.yml",
    "services:\n  db:\n    image: registry.invalid/db:9\n    volumes: ['data:/data']\nvolumes:\n  data:\n",
  );
  const up = await s.gdev("up -d");
  up.exits(1);
  const error = errorOf(s, up);
  expect(error).toMatch(/^error: the image registry\.invalid\/db:9 of db cannot be pulled\n/);
  expect(error).toMatch(/\n {2}→ the registry cannot be reached: .*docker load\)$/);
  expect(await s.containers()).toEqual([]);
  await s.filesUntouched();
});
