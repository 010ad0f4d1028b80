import { type Place, UserError } from "../error.ts";
import { nearest } from "../nearest.ts";
import { findStage, type Stage, stageTitle, startWords } from "../project/dockerfile.ts";
import type { Mode, Service } from "../project/project.ts";
import { runsReloader } from "./reloader.ts";

/** The Stage chosen for a Service, with the reason. */
export interface Target {
  readonly service: string;
  /** What the chosen stage is. A service without a dev stage has mode prod, also where dev was wished. */
  readonly mode: Mode;
  /** Absent where the Dockerfile is not on this machine (a remote build context). */
  readonly stage?: Stage;
  /** `build.target`; absent: the last stage, which has no name. */
  readonly stageName?: string;
  /** The tag that is built and run. */
  readonly image: string;
  readonly reason: string;
  readonly warnings: readonly TargetWarning[];
}

export interface TargetWarning {
  readonly text: string;
  readonly remedy?: string;
  /** The key in the service's part of the compose file that it speaks of, such as `["build","args","target"]`. */
  readonly path?: readonly string[];
  /** Where that key stands; filled in by whoever has the file. */
  readonly place?: Place;
}

export interface TargetQuestion {
  readonly projectName: string;
  readonly service: Service;
  /** Undefined where the Dockerfile could not be read because it is not on this machine. */
  readonly stages: readonly Stage[] | undefined;
  readonly mode: Mode;
  /** `--target svc=stage`: beats all. */
  readonly explicit?: string;
  /** Where the Dockerfile is, for errors. */
  readonly dockerfile?: string;
}

const devNames = ["dev", "development", "develop", "hot", "watch", "air"];
const prodNames = ["runner", "prod", "production", "release", "runtime", "final"];

/**
 * Chooses the Target of a service that is built. First match wins, in the order of the README, "How gdev chooses the stage".
 * Throws UserError where a stage is named (by --target, x-gdev or build.target) that the Dockerfile does not have.
 */
export function chooseTarget(question: TargetQuestion): Target {
  const { service, stages } = question;
  if (!stages) return remoteTarget(question);
  const known = { ...question, stages };
  checkNamedStages(known);
  if (question.explicit !== undefined) return explicitTarget(known, question.explicit);
  const dev = question.mode === "dev" ? chooseDev(service, stages) : undefined;
  const choice = dev ?? chooseProd(service, stages);
  const warnings = argWarnings(service, stages);
  if (question.mode === "dev" && !dev) {
    const reason = `no dev stage; ${choice.reason}`;
    const text = `${service.name} has no dev stage: running ${stageTitle(choice.stage)}, without hot reload`;
    const remedy = "add a stage named dev that runs air to its Dockerfile, or set x-gdev.dev";
    return target(known, "prod", choice.stage, reason, [...warnings, { text, remedy }]);
  }
  return target(known, dev ? "dev" : "prod", choice.stage, choice.reason, warnings);
}

/** True for a stage that reloads on a save: by its name or by the program it starts. */
export function isDevStage(stage: Stage, service?: Service): boolean {
  if (stage.name !== undefined && stage.name === service?.gdev.prod?.toLowerCase()) return false;
  if (stage.name !== undefined && (devNames.includes(stage.name) || stage.name === service?.gdev.dev?.toLowerCase())) return true;
  return stageRunsReloader(stage);
}

/** True where the stage's own ENTRYPOINT and CMD run air or another live reloader. */
export function stageRunsReloader(stage: Stage): boolean {
  return runsReloader([stage.entrypoint, stage.command].flatMap((start) => (start ? startWords(start) : [])));
}

interface Choice {
  readonly stage: Stage;
  readonly reason: string;
}

type KnownQuestion = TargetQuestion & { readonly stages: readonly Stage[] };

function chooseDev(service: Service, stages: readonly Stage[]): Choice | undefined {
  const wished = service.gdev.dev && findStage(stages, service.gdev.dev);
  if (wished) return { stage: wished, reason: "x-gdev.dev" };
  const composed = service.build?.target ? findStage(stages, service.build.target) : stageOfBuildArg(service, stages)?.stage;
  if (composed && isDevStage(composed, service)) {
    return { stage: composed, reason: service.build?.target ? "build.target" : "build argument meant as target" };
  }
  for (const name of devNames) {
    const stage = stages.find((candidate) => candidate.name === name);
    if (stage) return { stage, reason: `named ${name}` };
  }
  const reloading = stages.find((stage) => isDevStage(stage, service));
  return reloading && { stage: reloading, reason: "runs a live reloader" };
}

function chooseProd(service: Service, stages: readonly Stage[]): Choice {
  const wished = service.gdev.prod && findStage(stages, service.gdev.prod);
  if (wished) return { stage: wished, reason: "x-gdev.prod" };
  const composed = service.build?.target ? findStage(stages, service.build.target) : stageOfBuildArg(service, stages)?.stage;
  if (composed && isProdName(composed.name) && !isDevStage(composed, service)) {
    return { stage: composed, reason: service.build?.target ? "build.target" : "build argument meant as target" };
  }
  const candidates = stages.filter((stage) => !isDevStage(stage, service));
  const named = namedProd(candidates);
  if (named) return named;
  const last = candidates.at(-1) ?? stages.at(-1);
  if (!last)
    throw new UserError(`the Dockerfile of ${service.name} has no FROM`, {
      remedy: "start it with a base image: FROM golang:1.26 AS builder",
    });
  return { stage: last, reason: stages.length === 1 ? "the only stage" : "the last stage that is not a dev stage" };
}

function namedProd(candidates: readonly Stage[]): Choice | undefined {
  for (const name of prodNames) {
    const stage = candidates.find((candidate) => candidate.name === name);
    if (stage) return { stage, reason: `named ${name}` };
  }
  for (const name of prodNames) {
    const stage = candidates.find((candidate) => isPrefixed(candidate.name, name));
    if (stage) return { stage, reason: `named ${stage.name}` };
  }
  return undefined;
}

function isProdName(name: string | undefined): boolean {
  return name !== undefined && prodNames.some((prod) => name === prod || isPrefixed(name, prod));
}

function isPrefixed(name: string | undefined, prefix: string): boolean {
  return name?.startsWith(prefix) === true && /^[-_.]/.test(name.slice(prefix.length));
}

/** `build.args: target=dev` with no `build.target`: Docker ignores it, the author meant a stage. */
function stageOfBuildArg(service: Service, stages: readonly Stage[]): { stage: Stage; arg: string } | undefined {
  if (!service.build || service.build.target) return undefined;
  for (const [arg, value] of Object.entries(service.build.args)) {
    const stage =
      /^(build_?)?(target|stage)$/i.test(arg) && value
        ? stages.find((candidate) => candidate.name === value.toLowerCase())
        : undefined;
    if (stage) return { stage, arg };
  }
  return undefined;
}

function argWarnings(service: Service, stages: readonly Stage[]): readonly TargetWarning[] {
  const found = stageOfBuildArg(service, stages);
  if (!found) return [];
  const value = stageTitle(found.stage);
  const text = `${service.name}: build.args ${found.arg}=${value} selects no stage in Docker; gdev takes it as the wish for stage ${value}`;
  return [{ text, remedy: `write build: { target: ${value} } and drop the argument`, path: ["build", "args", found.arg] }];
}

function explicitTarget(question: KnownQuestion, name: string): Target {
  const stage = findStage(question.stages, name);
  if (!stage) throw noSuchStage(question, name, "--target");
  return target(question, isDevStage(stage, question.service) ? "dev" : "prod", stage, "asked for by name", []);
}

function remoteTarget({ projectName, service, mode, explicit }: TargetQuestion): Target {
  const stageName = explicit ?? service.gdev[mode] ?? service.build?.target;
  const chosen: Mode = stageName !== undefined && devNames.includes(stageName.toLowerCase()) ? "dev" : "prod";
  return {
    service: service.name,
    mode: chosen,
    ...(stageName ? { stageName } : {}),
    image: chosen === "prod" && service.image ? service.image : imageName(projectName, service.name, chosen),
    reason: "its Dockerfile is not on this machine",
    warnings: [],
  };
}

function target(question: KnownQuestion, mode: Mode, stage: Stage, reason: string, warnings: readonly TargetWarning[]): Target {
  const { service, stages, projectName } = question;
  const usual = mode === "dev" ? chooseDev(service, stages)?.stage : chooseProd(service, stages).stage;
  const isUsual = usual?.index === stage.index;
  const ownName = isUsual && mode === "prod" ? service.image : undefined;
  return {
    service: service.name,
    mode,
    stage,
    ...(stage.name ? { stageName: stage.name } : {}),
    image: ownName ?? imageName(projectName, service.name, isUsual ? mode : (stage.name ?? mode)),
    reason,
    warnings,
  };
}

function imageName(projectName: string, service: string, tag: string): string {
  return `${projectName}-${service}`.toLowerCase() + `:${tag}`;
}

function checkNamedStages(question: KnownQuestion): void {
  const { service, stages } = question;
  const named = { "x-gdev.dev": service.gdev.dev, "x-gdev.prod": service.gdev.prod, "build.target": service.build?.target };
  for (const [key, name] of Object.entries(named)) {
    if (name !== undefined && !findStage(stages, name)) throw noSuchStage(question, name, key);
  }
}

/** The error carries no place of the compose file: the caller knows the YAML and adds it. */
function noSuchStage({ service, stages, dockerfile }: KnownQuestion, name: string, key: string): UserError {
  const names = stages.flatMap((stage) => (stage.name ? [stage.name] : []));
  const guess = nearest(name, names);
  return new StageNotFound(`${key} of service ${service.name} names stage ${name}, which its Dockerfile does not have`, {
    why: names.length > 0 ? `${dockerfile ?? "the Dockerfile"} has the stages ${names.join(", ")}` : "its stages have no names",
    ...(guess ? { remedy: `did you mean ${guess}?` } : {}),
    service: service.name,
    key,
  });
}

/** A stage is named that the Dockerfile does not have. `key` is where: `build.target`, `x-gdev.dev`, `--target`. */
export class StageNotFound extends UserError {
  readonly service: string;
  readonly key: string;

  constructor(
    what: string,
    { service, key, ...details }: { why: string; remedy?: string; service: string; key: string; place?: Place },
  ) {
    super(what, details);
    this.service = service;
    this.key = key;
  }
}
