import { expect } from "vitest";
import { type Scenario, scenario } from "../framework/scenario.ts";

scenario("up of a program that prints and ends, in a single stage", { fixture: "prints-single-stage" }, async (s) => {
  const up = await s.gdev("up --no-synth");
  up.exits(0);
  expect(up.stdout).toBe("hello, and goodbye\n");
  await leavesNothing(s);
});

scenario("up of a program that prints and ends, in two stages", { fixture: "prints-multi-stage" }, async (s) => {
  const up = await s.gdev("up --no-synth");
  up.exits(0);
  expect(up.stdout).toBe("hello, and goodbye\n");
  await leavesNothing(s);
  (await s.gdev("up --prod")).exits(0).prints(/^hello, and goodbye$/m);
});

scenario("up of a program whose stages have no names, with its output as JSON", { fixture: "link-counter" }, async (s) => {
  const up = await s.gdev("up --no-synth");
  up.exits(0);
  expect(JSON.parse(up.stdout)).toEqual({ page: "bundled", internal: expect.any(Number), external: expect.any(Number) });
  await leavesNothing(s);
});

async function leavesNothing(s: Scenario): Promise<void> {
  expect(await s.containers()).toEqual([]);
  await s.filesUntouched();
}
