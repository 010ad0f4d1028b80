import type { Stage } from "../project/dockerfile.ts";
import type { Mode, Service } from "../project/project.ts";
import { stageOfBuildArg } from "./build-argument.ts";
import { belongsToDev, runsReloader, serviceStart, stageRunsReloader } from "./reloader.ts";

/** A Stage and why it was taken. */
export interface Choice {
  readonly stage: Stage;
  readonly reason: string;
}

const devNames = ["dev", "development", "develop", "hot", "watch", "air"];
const prodNames = ["runner", "prod", "production", "release", "runtime", "final"];

/** The dev stage of a service, first match in the order of the README, "How gdev chooses the stage"; undefined where it has none. */
export function chooseDev(service: Service, stages: readonly Stage[]): Choice | undefined {
  if (refusesDev(service, stages)) return undefined;
  const wished = namedStage(stages, service.gdev.dev);
  if (wished) return { stage: wished, reason: "x-gdev.dev" };
  const composed = composedChoice(service, stages);
  const start = serviceStart(service);
  if (composed && runsReloader(start)) return { ...composed, reason: `${composed.reason}, whose command runs a live reloader` };
  if (composed?.named && isDevStage(composed.stage, service)) return composed;
  for (const name of devNames) {
    const stage = stages.find((candidate) => candidate.name === name && isDevStage(candidate, service));
    if (stage) return { stage, reason: `named ${name}` };
  }
  const reloading = stages.find((stage) => isDevStage(stage, service));
  if (reloading) return { stage: reloading, reason: "runs a live reloader" };
  return composed && belongsToDev(start)
    ? { ...composed, reason: `${composed.reason}, whose command needs the source` }
    : undefined;
}

/** The production stage of a service, first match in the order of the README, "How gdev chooses the stage"; undefined where all stages are dev stages. */
export function chooseProd(service: Service, stages: readonly Stage[]): Choice | undefined {
  const wished = namedStage(stages, service.gdev.prod);
  if (wished) return { stage: wished, reason: "x-gdev.prod" };
  const candidates = stages.filter((stage) => !isDevStage(stage, service));
  const composed = composedChoice(service, stages);
  if (
    composed?.named &&
    candidates.includes(composed.stage) &&
    isProgram(composed.stage, stages) &&
    !belongsToDev(serviceStart(service))
  ) {
    return composed;
  }
  const last = candidates.at(-1);
  const reason = stages.length === 1 ? "the only stage" : "the last stage that is not a dev stage";
  return namedProd(candidates) ?? (last && { stage: last, reason });
}

/**
 * The stage of a service that runs once with a command of its own, such as a migration: the one that the compose file asks for, in
 * both modes, because the command is not what other stages start. Undefined where that is not for it, and where `x-gdev` decides.
 */
export function chooseOneShot(
  service: Service,
  stages: readonly Stage[],
  mode: Mode,
): (Choice & { readonly mode: Mode }) | undefined {
  const start = serviceStart(service);
  const composed = composedChoice(service, stages);
  if (!service.oneShot || !composed || start.length === 0 || service.gdev[mode] !== undefined) return undefined;
  const dev = isDevStage(composed.stage, service);
  if (dev && !composed.named) return undefined;
  return {
    stage: composed.stage,
    reason: `${composed.reason}, for a command that runs once`,
    mode: dev || belongsToDev(start) ? "dev" : "prod",
  };
}

/** True where `x-gdev.dev: none` says that the service has no dev mode (and no stage has that name). */
export function refusesDev({ gdev }: Service, stages: readonly Stage[]): boolean {
  return gdev.dev === "none" && !namedStage(stages, "none");
}

/** True for a stage that reloads on a save: by its name or by the program it starts. */
export function isDevStage(stage: Stage, service?: Service): boolean {
  if (stage.name !== undefined && stage.name === service?.gdev.prod?.toLowerCase()) return false;
  return isDevName(stage.name, service) || stageRunsReloader(stage);
}

/** True for a name that dev stages have, and for the one that `x-gdev.dev` gives. */
export function isDevName(name: string | undefined, service?: Service): boolean {
  const lower = name?.toLowerCase();
  return lower !== undefined && (devNames.includes(lower) || lower === service?.gdev.dev?.toLowerCase());
}

/** The stage that Docker builds for a target name, in any case. A number is no name: Docker takes those only in COPY. */
export function namedStage(stages: readonly Stage[], name: string | undefined): Stage | undefined {
  return name === undefined ? undefined : stages.find((stage) => stage.name === name.toLowerCase());
}

/** The stage that the compose file asks for; undefined only for a Dockerfile without stages. `named`: it asks with words. */
export function composedChoice(service: Service, stages: readonly Stage[]): (Choice & { readonly named: boolean }) | undefined {
  const target = namedStage(stages, service.build?.target);
  if (target) return { stage: target, reason: "build.target", named: true };
  const meant = stageOfBuildArg(service, stages)?.stage;
  if (meant) return { stage: meant, reason: "build argument meant as target", named: true };
  const last = stages.at(-1);
  return last && { stage: last, reason: "the last stage", named: false };
}

/** A stage that is there to be run: it has such a name, or no other stage takes anything from it. */
function isProgram(stage: Stage, stages: readonly Stage[]): boolean {
  return isProdName(stage.name) || !stages.some((other) => other !== stage && other.needs.includes(stage.index));
}

function namedProd(candidates: readonly Stage[]): Choice | undefined {
  const plain = prodNames.flatMap((name) => candidates.filter((stage) => stage.name === name));
  const prefixed = prodNames.flatMap((name) => candidates.filter((stage) => isPrefixed(stage.name, name)));
  const [stage] = [...plain, ...prefixed];
  return stage && { stage, reason: `named ${stage.name}` };
}

/** True for a name that production stages have. */
export function isProdName(name: string | undefined): boolean {
  return prodNames.some((prod) => name === prod || isPrefixed(name, prod));
}

function isPrefixed(name: string | undefined, prefix: string): boolean {
  return name?.startsWith(prefix) === true && /^[-_.]/.test(name.slice(prefix.length));
}
