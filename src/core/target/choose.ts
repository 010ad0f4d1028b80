import { type Place, UserError } from "../error.ts";
import { nearest } from "../nearest.ts";
import type { Stage } from "../project/dockerfile.ts";
import type { Mode, Service } from "../project/project.ts";
import {
  type Choice,
  chooseDev,
  chooseOneShot,
  chooseProd,
  composedChoice,
  isDevName,
  isDevStage,
  namedStage,
  refusesDev,
} from "./stage-choice.ts";
import { type MadeStage, madeStageName, type NotMade } from "./synth/draft.ts";
import { argumentWarnings, noDevWarning, noProdWarning, sourceWarnings, type TargetWarning } from "./target-warnings.ts";

export type { TargetWarning };

/** The Stage chosen for a Service, with the reason. */
export interface Target {
  readonly service: string;
  /** What the chosen stage is: a service without a dev stage has mode prod also where dev was wished, and the other way round. */
  readonly mode: Mode;
  /** Absent where the Dockerfile is not on this machine (a remote build context). */
  readonly stage?: Stage;
  /** `build.target`; absent: the last stage, which has no name. */
  readonly stageName?: string;
  /** What the compose file asks for, and so what its command is meant for: this stage, or another one for dev or prod. */
  readonly composed: "this" | Mode;
  /** The tag that is built and run. */
  readonly image: string;
  readonly reason: string;
  readonly warnings: readonly TargetWarning[];
  /** The stage is gdev's own: it stands behind the project's Dockerfile, and the source is mounted. */
  readonly made?: MadeStage;
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
  /** The dev stage that gdev can make where the Dockerfile has none, or why it cannot; absent: none is wished. */
  readonly made?: MadeStage | NotMade;
}

/**
 * Chooses the Target of a service that is built. First match wins, in the order of the README, "How gdev chooses the stage".
 * Throws StageNotFound where a stage is named (by --target, x-gdev or build.target) that the Dockerfile does not have, and UserError
 * where the stage to run has no name and is not the last: Docker cannot build it alone.
 */
export function chooseTarget(question: TargetQuestion): Target {
  const { service, stages } = question;
  if (!stages) return remoteTarget(question);
  if (stages.length === 0) throw noStages(service);
  const known = { ...question, stages };
  checkNamedStages(known);
  return question.explicit === undefined ? targetOfMode(known) : explicitTarget(known, question.explicit);
}

type KnownQuestion = TargetQuestion & { readonly stages: readonly Stage[] };

function targetOfMode(question: KnownQuestion): Target {
  const { service, stages, mode } = question;
  const warnings = argumentWarnings(service, stages);
  const oneShot = chooseOneShot(service, stages, mode);
  if (oneShot) return makeTarget(question, oneShot.mode, oneShot, warnings);
  const dev = chooseDev(service, stages);
  const prod = chooseProd(service, stages);
  const wished = mode === "dev" ? dev : prod;
  if (wished) return makeTarget(question, mode, wished, warnings);
  if (prod && refusesDev(service, stages))
    return makeTarget(question, "prod", { ...prod, reason: `x-gdev.dev: none; ${prod.reason}` }, warnings);
  const { made } = question;
  if (mode === "dev" && prod && !service.oneShot && made && "stage" in made) return madeTarget(question, made, warnings);
  if (prod) {
    const notMade = made && !("stage" in made) && !service.oneShot ? made : undefined;
    return makeTarget(question, "prod", { ...prod, reason: `no dev stage; ${prod.reason}` }, [
      ...warnings,
      noDevWarning(service, prod.stage, notMade),
    ]);
  }
  if (!dev) throw noStages(service);
  const reason = `no production stage; ${stages.length === 1 ? "the only stage" : dev.reason}`;
  return makeTarget(question, "dev", { ...dev, reason }, [...warnings, noProdWarning(service, dev.stage)]);
}

/** The dev stage of gdev's own. */
function madeTarget({ projectName, service }: KnownQuestion, made: MadeStage, warnings: readonly TargetWarning[]): Target {
  return {
    service: service.name,
    mode: "dev",
    stage: made.stage,
    stageName: madeStageName,
    composed: "prod",
    image: imageOf(projectName, service, "dev", undefined),
    reason: made.reason,
    warnings: [...warnings, ...made.warnings],
    made,
  };
}

function explicitTarget(question: KnownQuestion, name: string): Target {
  const { service, stages, made } = question;
  const stage = namedStage(stages, name);
  if (!stage && name === madeStageName && made && "stage" in made) return madeTarget(question, made, []);
  if (!stage) throw noSuchStage(question, name, "--target");
  const dev = isDevStage(stage, service) || chooseDev(service, stages)?.stage === stage;
  return makeTarget(question, dev ? "dev" : "prod", { stage, reason: "asked for by name" }, []);
}

function makeTarget(question: KnownQuestion, mode: Mode, { stage, reason }: Choice, warnings: readonly TargetWarning[]): Target {
  const { service, stages, projectName } = question;
  if (stage.name === undefined && stage !== stages.at(-1)) throw unnamedStage(question, mode, stage);
  const usual = (mode === "dev" ? chooseDev : chooseProd)(service, stages)?.stage === stage;
  return {
    service: service.name,
    mode,
    stage,
    ...(stage.name ? { stageName: stage.name } : {}),
    composed: composedMode(service, stages, stage),
    image: imageOf(projectName, service, mode, usual ? undefined : (stage.name ?? mode)),
    reason,
    warnings: mode === "dev" ? [...warnings, ...sourceWarnings(service, stage)] : warnings,
  };
}

function remoteTarget({ projectName, service, mode, explicit }: TargetQuestion): Target {
  const stageName = explicit ?? service.gdev[mode] ?? service.build?.target;
  const chosen: Mode = isDevName(stageName, service) ? "dev" : "prod";
  return {
    service: service.name,
    mode: chosen,
    ...(stageName ? { stageName } : {}),
    composed: stageName === service.build?.target ? "this" : isDevName(service.build?.target, service) ? "dev" : "prod",
    image: imageOf(projectName, service, chosen, explicit?.toLowerCase()),
    reason: "its Dockerfile is not on this machine",
    warnings: [],
  };
}

function composedMode(service: Service, stages: readonly Stage[], chosen: Stage): Target["composed"] {
  const composed = composedChoice(service, stages)?.stage;
  if (!composed || composed === chosen) return "this";
  return isDevStage(composed, service) ? "dev" : "prod";
}

/** One tag per mode, and one for each stage that is not the mode's own; the service's own name is for its production stage. */
function imageOf(projectName: string, service: Service, mode: Mode, unusualStage: string | undefined): string {
  if (unusualStage === undefined && mode === "prod" && service.image) return service.image;
  return `${`${projectName}-${service.name}`.toLowerCase()}:${unusualStage ?? mode}`;
}

function checkNamedStages(question: KnownQuestion): void {
  const { service, stages } = question;
  const named = { "x-gdev.dev": service.gdev.dev, "x-gdev.prod": service.gdev.prod, "build.target": service.build?.target };
  for (const [key, name] of Object.entries(named)) {
    if (key === "x-gdev.dev" && refusesDev(service, stages)) continue;
    if (name !== undefined && !namedStage(stages, name)) throw noSuchStage(question, name, key);
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

function unnamedStage({ service, dockerfile }: KnownQuestion, mode: Mode, stage: Stage): UserError {
  const title = mode === "dev" ? "dev" : "production";
  return new UserError(`the ${title} stage of ${service.name} has no name`, {
    why: "Docker builds a stage that is not the last only by its name",
    remedy: `name it: FROM ${stage.base} AS ${mode === "dev" ? "dev" : "runner"}`,
    ...(dockerfile ? { place: { file: dockerfile, line: stage.line, column: 1 } } : {}),
  });
}

function noStages(service: Service): UserError {
  return new UserError(`the Dockerfile of ${service.name} has no FROM`, {
    remedy: "start it with a base image: FROM golang:1.26 AS builder",
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
