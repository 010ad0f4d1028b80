import { UserError } from "../core/error.ts";
import { makePlan, waitUntil } from "../core/plan/make.ts";
import type { Observed } from "../core/plan/observed.ts";
import type { Plan } from "../core/plan/plan.ts";
import type { Records } from "../core/plan/records.ts";
import { type Stage, startWords } from "../core/project/dockerfile.ts";
import { locate } from "../core/project/positions.ts";
import type { Service } from "../core/project/project.ts";
import { startsAir } from "../core/readiness/air.ts";
import type { ImagePreset } from "../core/readiness/preset.ts";
import { chooseProbe, type Probe, probeName } from "../core/readiness/probe.ts";
import type { Target } from "../core/target/choose.ts";
import { makeOverride, type Override, type ServiceOverride } from "../core/target/override.ts";
import type { Engine } from "../docker/engine.ts";
import { observe } from "../docker/observe.ts";
import { readIgnoreFile } from "../host/files.ts";
import { fingerprint, fingerprintBuild } from "../host/fingerprint.ts";
import { readImagePresets } from "../host/presets.ts";
import { readRecords, stateFolder } from "../host/state.ts";
import type { LoadedProject } from "./project.ts";
import { chooseTargets, type TargetWish } from "./targets.ts";

/** What argv or a key asks for. */
export interface Wish {
  readonly targets: TargetWish;
  readonly build: "auto" | "always" | "never";
  /** Services to touch; absent: all of the loaded project. */
  readonly only?: readonly string[];
}

/** A Plan with everything that it was decided on. */
export interface Decision {
  readonly plan: Plan;
  readonly targets: readonly Target[];
  readonly override: Override;
  readonly observed: Observed;
  readonly records: Records;
  /** The Probe of every service. */
  readonly probes: ReadonlyMap<string, Probe>;
  readonly stateFolder: string;
}

/** Chooses the Targets, looks at the engine once and makes the Plan. Throws UserError for a stage that does not exist or an engine that does not answer. */
export async function decide(loaded: LoadedProject, engine: Engine, wish: Wish, env: NodeJS.ProcessEnv): Promise<Decision> {
  const { project } = loaded;
  const targets = chooseTargets(loaded, wish.targets);
  const override = makeOverride(project, targets);
  const folder = stateFolder(env, project.name);
  const images = [...targets.map((target) => target.image), ...project.services.flatMap((service) => service.image ?? [])];
  const [observed, records, inputs] = await Promise.all([
    observe(engine, { project: project.name, images, volumes: override.sharedVolumes }),
    readRecords(folder),
    fingerprintBuilds(loaded, targets),
  ]);
  const probes = await chooseProbes({ loaded, targets, override, imageHealthchecks: observed.healthchecks });
  const plan = makePlan({
    project,
    targets,
    override,
    observed,
    records,
    build: wish.build,
    inputs,
    configs: fingerprintConfigs(loaded, override),
    probes: Object.fromEntries([...probes].map(([service, probe]) => [service, probeName(probe)])),
    ...(wish.only ? { only: wish.only } : {}),
  });
  return { plan, targets, override, observed, records, probes, stateFolder: folder };
}

export interface ProbesQuestion {
  readonly loaded: LoadedProject;
  readonly targets: readonly Target[];
  readonly override: Override;
  /** Tags of images that have a HEALTHCHECK, as far as the engine was asked. */
  readonly imageHealthchecks: readonly string[];
}

/** The Probe of every service, from the presets and what will run in it. */
export async function chooseProbes(question: ProbesQuestion): Promise<ReadonlyMap<string, Probe>> {
  const presets = await readImagePresets();
  return new Map(
    question.loaded.project.services.map((service) => [service.name, placedProbe(question, service, presets)] as const),
  );
}

/** An error is about `x-gdev.probe`, and gets its place. */
function placedProbe(question: ProbesQuestion, service: Service, presets: readonly ImagePreset[]): Probe {
  try {
    return probeOf(question, service, presets);
  } catch (error) {
    const place = locate(question.loaded.sources, ["services", service.name, "x-gdev", "probe"]);
    throw error instanceof UserError && place ? new UserError(error.message, { ...error.details, place }) : error;
  }
}

function probeOf(
  { loaded, targets, override, imageHealthchecks }: ProbesQuestion,
  service: Service,
  presets: readonly ImagePreset[],
): Probe {
  const target = targets.find((candidate) => candidate.service === service.name);
  const stage = target?.stage;
  const disabled = override.services[service.name]?.healthcheckDisabled === true;
  const { healthcheck: _disabled, ...withoutHealthcheck } = service;
  return chooseProbe({
    service: disabled ? withoutHealthcheck : service,
    until: waitUntil(loaded.project, service),
    images: [service.image, stage?.baseImage].flatMap((image) => image ?? []),
    presets,
    runsAir: target?.mode === "dev" && startsAir(startedWords(service, override.services[service.name], stage)),
    imageHealthcheck: !disabled && (stage?.healthcheck || imageHealthchecks.includes(target?.image ?? service.image ?? "")),
  });
}

/** What starts in the container: the override's words, else the compose file's, else the stage's own; an entrypoint drops the stage's CMD. */
function startedWords(service: Service, change: ServiceOverride | undefined, stage: Stage | undefined): readonly string[] {
  const entrypoint = change?.entrypoint === undefined ? service.entrypoint : change.entrypoint;
  const command = change?.command === undefined ? service.command : change.command;
  const ownEntrypoint = stage?.entrypoint ? startWords(stage.entrypoint) : [];
  const ownCommand = stage?.command && !entrypoint ? startWords(stage.command) : [];
  return [...(entrypoint ?? ownEntrypoint), ...(command ?? ownCommand)];
}

async function fingerprintBuilds(loaded: LoadedProject, targets: readonly Target[]): Promise<Readonly<Record<string, string>>> {
  const entries = targets.map(async (target) => {
    const service = loaded.project.services.find(({ name }) => name === target.service);
    const stages = loaded.stages.get(target.service) ?? [];
    if (!service?.build || !target.stage) return [target.service, ""] as const;
    const all = target.made ? [...stages, target.made.stage] : stages;
    const paths = target.stage.needs.flatMap((index) => all[index]?.contextPaths ?? []);
    const dockerfile = target.made?.dockerfile ?? loaded.dockerfiles.get(target.service)?.text;
    const recipe = JSON.stringify([dockerfile, target.stageName, service.build.args]);
    const inputs = { context: service.build.context, paths, ignoreFile: await readIgnoreFile(service.build), recipe };
    return [target.service, await fingerprintBuild(inputs)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

function fingerprintConfigs({ project }: LoadedProject, override: Override): Readonly<Record<string, string>> {
  return Object.fromEntries(
    project.services.map((service) => [
      service.name,
      fingerprint(JSON.stringify([service.config, withoutReasons(override.services[service.name])])),
    ]),
  );
}

/** The same change for another reason is no change. */
function withoutReasons(change: ServiceOverride | undefined): Omit<ServiceOverride, "reasons"> | null {
  if (!change) return null;
  const { reasons: _reasons, ...effective } = change;
  return effective;
}
