import { describe, expect, it } from "vitest";
import type { Happening } from "../../src/core/event.ts";
import type { Plan, Step } from "../../src/core/plan/plan.ts";
import { type Deeds, executePlan } from "../../src/run/execute.ts";

const build = (id: number, service: string): Step => ({
  id,
  kind: "build",
  service,
  mode: "dev",
  stage: "dev",
  image: "x",
  inputs: "",
  cause: "",
  after: [],
});
const start = (id: number, service: string, after: number[] = []): Step => ({
  id,
  kind: "start",
  service,
  config: "",
  cause: "",
  after,
});
const wait = (id: number, service: string, after: number[]): Step => ({
  id,
  kind: "wait",
  service,
  until: "ready",
  probe: "",
  cause: "",
  after,
});
const plan = (...steps: Step[]): Plan => ({ project: "demo", steps });

/** Deeds that write down what they are asked for; `fail` names the ones that throw. */
function recorder(fail: readonly string[] = []) {
  const calls: string[] = [];
  let startsAtOnce = 0;
  let mostStartsAtOnce = 0;
  const deed = async (name: string, signal?: AbortSignal) => {
    calls.push(name);
    await Promise.resolve();
    if (fail.includes(name)) throw new Error(`${name} failed`);
    if (signal?.aborted) throw new Error("ended by another failure");
  };
  const services = (steps: readonly Step[]) => steps.map((step) => step.service).join("+");
  const deeds: Deeds = {
    volume: (step, signal) => deed(`volume ${step.volume}`, signal),
    pull: (steps, signal) => deed(`pull ${services(steps)}`, signal),
    build: (steps, signal) => deed(`build ${services(steps)}`, signal),
    start: async (steps) => {
      mostStartsAtOnce = Math.max(mostStartsAtOnce, ++startsAtOnce);
      await deed(`start ${services(steps)}`);
      startsAtOnce--;
    },
    wait: (step, signal) => deed(`wait ${step.service}`, signal),
  };
  return { calls, deeds, mostStarts: () => mostStartsAtOnce };
}

describe("executePlan", () => {
  it("does steps in the order of their needs, builds and starts together where they can", async () => {
    const { calls, deeds } = recorder();
    await executePlan(
      plan(
        build(1, "api"),
        build(2, "web"),
        start(3, "db"),
        wait(4, "db", [3]),
        start(5, "api", [1, 4]),
        start(6, "web", [2, 4]),
      ),
      deeds,
      () => {},
    );
    expect(calls).toEqual(["build api+web", "start db", "wait db", "start api+web"]);
  });

  it("never runs two starts at once", async () => {
    const { calls, deeds, mostStarts } = recorder();
    await executePlan(
      plan(start(1, "a"), wait(2, "a", [1]), start(3, "b", [2]), build(4, "c"), start(5, "c", [4])),
      deeds,
      () => {},
    );
    expect(calls.filter((call) => call.startsWith("start"))).toHaveLength(3);
    expect(mostStarts()).toBe(1);
  });

  it("starts nothing more after a failure, and throws the first one", async () => {
    const { calls, deeds } = recorder(["build api"]);
    const told: Happening[] = [];
    const run = executePlan(plan(build(1, "api"), start(2, "api", [1]), start(3, "db"), wait(4, "db", [3])), deeds, (happening) =>
      told.push(happening),
    );
    await expect(run).rejects.toThrow("build api failed");
    expect(calls).not.toContain("start api");
    expect(told.filter(({ type }) => type === "step-failed")).toEqual([
      { type: "step-failed", service: "api", step: 1, why: "build api failed" },
    ]);
  });

  it("does nothing for an empty plan", async () => {
    const { calls, deeds } = recorder();
    await executePlan(plan(), deeds, () => {});
    expect(calls).toEqual([]);
  });
});
