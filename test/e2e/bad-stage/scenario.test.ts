import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";
import { errorOf, lines } from "../message.ts";

const noSuchStage = { fixture: "bad/no-such-stage" } as const;

scenario("build.target names a stage that does not exist", { ...noSuchStage, smoke: true }, async (s) => {
  const up = await s.gdev("up -d");
  up.exits(1);
  expect(errorOf(s, up)).toBe(
    lines(
      "error: build.target of service api names stage runer, which its Dockerfile does not have",
      "  docker-compose.yml:6:7",
      "    6 |       target: runer",
      "      |       ^",
      "  <folder>/Dockerfile has the stages dev, runner",
      "  → did you mean runner?",
    ),
  );
  expect(await s.containers()).toEqual([]);
  await s.filesUntouched();
});

scenario("x-gdev names a stage that does not exist", noSuchStage, async (s) => {
  await s.edit("docker-compose.yml", "target: runer", "target: runner\n    x-gdev: { dev: deb }");
  const up = await s.gdev("up -d");
  up.exits(1);
  expect(errorOf(s, up)).toContain(
    "x-gdev.dev of service api names stage deb, which its Dockerfile does not have\n  docker-compose.yml:7:15\n",
  );
});

scenario("--target and switch name a stage that does not exist: usage, and what runs stays", noSuchStage, async (s) => {
  await s.edit("docker-compose.yml", "target: runer", "target: runner\n    command: [sleep, '86400']");
  const explicit = await s.gdev("up -d --target api=devv");
  explicit.exits(2);
  expect(errorOf(s, explicit)).toBe(
    lines(
      "error: --target of service api names stage devv, which its Dockerfile does not have",
      "  <folder>/Dockerfile has the stages dev, runner",
      "  → did you mean dev?",
    ),
  );
  expect(await s.containers()).toEqual([]);
  (await s.gdev("up -d --target api=dev")).exits(0);
  const before = await s.service("api", { running: true, stage: "dev" });
  const changed = await s.gdev("switch api runer");
  changed.exits(2);
  expect(errorOf(s, changed)).toBe(
    lines("error: the Dockerfile of api has no stage runer", "  it has dev, runner", "  → did you mean runner?"),
  );
  expect(await s.service("api")).toEqual(before);
});
