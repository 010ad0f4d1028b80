import { UserError } from "../core/error.ts";
import type { Report } from "../core/event.ts";
import type { ObservedContainer } from "../core/plan/observed.ts";
import type { Plan, WaitStep } from "../core/plan/plan.ts";
import { noSuchService } from "../core/project/no-such-service.ts";
import { probeName } from "../core/readiness/probe.ts";
import { compose } from "../docker/compose.ts";
import type { Engine } from "../docker/engine.ts";
import { observe } from "../docker/observe.ts";
import { lockProject } from "../host/lock.ts";
import { stateFolder } from "../host/state.ts";
import { callWithOverride } from "./converge.ts";
import { type Decision, decide } from "./decide.ts";
import { openDeeds } from "./deeds.ts";
import { executePlan } from "./execute.ts";
import type { LoadedProject } from "./project.ts";
import type { TargetWish } from "./targets.ts";

export interface RestartQuestion {
  readonly loaded: LoadedProject;
  readonly engine: Engine;
  readonly services: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly report: Report;
  readonly signal: AbortSignal;
  readonly timeoutMs: number | undefined;
}

/**
 * Restarts the containers of the services as they are, in the mode they run in, and waits until each is ready again.
 * Throws UserError for a service that the project does not have or that has no container.
 */
export async function restartServices(question: RestartQuestion): Promise<void> {
  const { loaded, engine, services, env, report, signal } = question;
  const folder = stateFolder(env, loaded.project.name);
  const release = await lockProject(folder, signal, ({ pid }) =>
    report({ type: "note", text: `another gdev (pid ${pid}) is at work: waiting for it` }),
  );
  try {
    const { containers } = await observe(engine, { project: loaded.project.name, images: [], volumes: [] });
    checkServices(loaded, services, containers);
    const decision = await decide(loaded, engine, { targets: runningTargets(loaded, containers), build: "auto" }, env);
    const call = await callWithOverride(loaded, decision);
    await compose(call, ["restart", "--no-deps", ...services], signal);
    const { deeds } = openDeeds({
      ...question,
      call,
      override: decision.override,
      records: decision.records,
      stateFolder: folder,
      probes: decision.probes,
      untilMended: false,
    });
    await executePlan(waitPlan(loaded, services, decision), deeds, report);
  } finally {
    await release();
  }
}

/** The stage that each service's container was started with, so that its Probe is the right one. */
function runningTargets(
  { stages }: LoadedProject,
  containers: Readonly<Record<string, readonly ObservedContainer[]>>,
): TargetWish {
  const running = Object.entries(containers).flatMap(([service, [container]]) => {
    const known = container?.stage && stages.get(service)?.some(({ name }) => name === container.stage);
    return known && container?.stage ? [[service, container.stage] as const] : [];
  });
  return { mode: "prod", stages: Object.fromEntries(running) };
}

function waitPlan({ project }: LoadedProject, services: readonly string[], { probes }: Decision): Plan {
  const steps = services.map((service, index): WaitStep => {
    const probe = probes.get(service);
    return {
      id: index + 1,
      kind: "wait",
      service,
      until: "ready",
      probe: probe ? probeName(probe) : "running",
      cause: "restarted",
      after: [],
    };
  });
  return { project: project.name, steps };
}

function checkServices(
  { project }: LoadedProject,
  services: readonly string[],
  containers: Readonly<Record<string, unknown>>,
): void {
  const names = project.services.map(({ name }) => name);
  for (const service of services) {
    if (!names.includes(service)) throw noSuchService(service, names);
    if (!containers[service])
      throw new UserError(`${service} has no container to restart`, { remedy: `start it first: gdev up -d ${service}` });
  }
}
