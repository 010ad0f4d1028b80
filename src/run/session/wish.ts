import type { Mode } from "../../core/project/project.ts";
import type { ServiceView } from "../../core/session/session.ts";
import type { LoadedProject } from "../project.ts";
import { chooseTargets, type TargetWish } from "../targets.ts";

/**
 * The wish that leaves every service in the stage it runs in; services that do not run get `mode`. A stage is named only where the service's
 * mode alone would give another one.
 */
export function runningWish(loaded: LoadedProject, services: readonly ServiceView[], mode: Mode): TargetWish {
  const running = services.filter((service) => service.mode !== undefined && service.containers > 0);
  const modes = Object.fromEntries(running.map((service) => [service.name, service.mode ?? mode]));
  const targets = chooseTargets(loaded, { mode, modes, stages: {} });
  const unusual = running.filter(({ name, stage, stages }) => {
    const target = targets.find(({ service }) => service === name);
    return target && stage !== undefined && target.stageName !== stage && stages.includes(stage);
  });
  return { mode, modes, stages: Object.fromEntries(unusual.map(({ name, stage = "" }) => [name, stage])) };
}

/** The same wish, but for one service: `dev`, `prod` or a stage by its name. */
export function withTarget(wish: TargetWish, service: string, wanted: string): TargetWish {
  const { [service]: _before, ...stages } = wish.stages;
  if (wanted === "dev" || wanted === "prod") return { ...wish, stages, modes: { ...wish.modes, [service]: wanted } };
  return { ...wish, stages: { ...stages, [service]: wanted } };
}

/** The service and all that it depends on. */
export function withDependencies({ project }: LoadedProject, service: string): readonly string[] {
  const found = new Set<string>();
  const add = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    for (const dependency of project.services.find((other) => other.name === name)?.dependsOn ?? []) add(dependency.service);
  };
  add(service);
  return [...found];
}
