import { UserError } from "../core/error.ts";
import type { Report } from "../core/event.ts";
import { composeLabels } from "../core/labels.ts";
import type { BuildStep, StartStep, WaitStep } from "../core/plan/plan.ts";
import type { Records } from "../core/plan/records.ts";
import { isVolumeRace } from "../core/plan/start-error.ts";
import type { DockerfileName } from "../core/progress/build-failure.ts";
import { serviceNamed } from "../core/project/project.ts";
import { deadlineOf } from "../core/readiness/deadline.ts";
import type { Probe } from "../core/readiness/probe.ts";
import type { Override } from "../core/target/override.ts";
import { madeStageName } from "../core/target/synth/draft.ts";
import { buildImages } from "../docker/build.ts";
import type { BuildFlags } from "../docker/build-command.ts";
import { type ComposeCall, type ComposeResult, compose, runCompose } from "../docker/compose.ts";
import { inspectContainer, listProjectContainers } from "../docker/containers.ts";
import type { Engine } from "../docker/engine.ts";
import { createVolume, inspectImage } from "../docker/observe.ts";
import { pullImages } from "../docker/pull.ts";
import { displayPath } from "../host/files.ts";
import { makeMountPoints } from "../host/mount-points.ts";
import { writeRecords } from "../host/state.ts";
import { requireCompose } from "./compose-version.ts";
import type { Deeds } from "./execute.ts";
import { dropStaleImageFolders } from "./image-folders.ts";
import type { LoadedProject } from "./project.ts";
import { waitUntilReady } from "./ready/ready.ts";
import { rememberSizes } from "./size/remember.ts";
import { explainStartFailure } from "./start-failure.ts";

/** The world in which a Plan's steps are done. */
export interface DeedsQuestion {
  readonly loaded: LoadedProject;
  /** Compose with gdev's override as the last file. */
  readonly call: ComposeCall;
  readonly override: Override;
  readonly engine: Engine;
  readonly records: Records;
  readonly stateFolder: string;
  readonly probes: ReadonlyMap<string, Probe>;
  readonly report: Report;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  /** How long one wait may take; undefined: as long as is usual. */
  readonly timeoutMs: number | undefined;
  /** A compile error under air is waited out instead of ending the run. */
  readonly untilMended: boolean;
  readonly buildFlags?: BuildFlags;
}

/** What was done, for the summary and for undoing it. */
export interface Done {
  /** Services that this run started, with their containers. */
  readonly started: Map<string, readonly string[]>;
}

/** The real deeds of a Plan, which remember in the state folder what they did. `done` fills up while they run. */
export function openDeeds(question: DeedsQuestion): { readonly deeds: Deeds; readonly done: Done } {
  const { engine, loaded, call } = question;
  const done: Done = { started: new Map() };
  const memory = openMemory(question);
  const deeds: Deeds = {
    volume: (step) => createVolume(engine, step.volume),
    pull: (steps, signal) =>
      pullImages({
        composeArgs: ["compose", ...call.args],
        services: steps,
        directory: call.directory,
        env: call.env,
        report: question.report,
        signal: AbortSignal.any([signal, question.signal]),
      }),
    build: async (steps, signal) => {
      const names = loaded.project.services.map(({ name }) => name);
      const resolved = compose(call, ["config", "--format", "json", ...names], question.signal);
      const [definition] = await Promise.all([resolved, requireCompose(call.env, call.directory)]);
      await buildImages({
        definition,
        services: steps.map((step) => step.service),
        directory: loaded.project.directory,
        env: { ...loaded.dotEnv, ...call.env },
        report: question.report,
        signal: AbortSignal.any([signal, question.signal]),
        inlined: extendedDockerfiles(loaded, steps),
        ...(question.buildFlags ? { flags: question.buildFlags } : {}),
      });
      await Promise.all(steps.map((step) => rememberImage(question, memory, step)));
      await reportSizes(question, steps);
    },
    start: async (steps) => {
      await requireCompose(call.env, call.directory);
      const services = steps.map((step) => step.service);
      await makeRoom(question, services);
      // An interrupted `up` may have started some of them: they too are this run's.
      const up = startContainers(call, services, question.signal);
      const result = await up.finally(() => rememberContainers(question, memory, done, steps));
      if (result.exitCode !== 0) throw await explainStartFailure(result.stderr, loaded, engine);
      reportWarnings(result.stderr, question.report);
    },
    wait: (step, signal) => waitForService(question, memory, step, AbortSignal.any([signal, question.signal])),
  };
  return { deeds, done };
}

/** What Compose would carry over from an older image is gone, and what the engine would make in the source is there. */
async function makeRoom({ engine, loaded, call, override, signal }: DeedsQuestion, services: readonly string[]): Promise<void> {
  const changes = services.flatMap((service) => {
    const change = override.services[service];
    return change ? [{ service, ...change }] : [];
  });
  const images = new Map(changes.flatMap(({ service, image }) => (image === undefined ? [] : [[service, image] as const])));
  await dropStaleImageFolders({ engine, project: loaded.project.name, call, images, signal });
  await Promise.all(changes.map(({ addedMounts = [] }) => makeMountPoints(addedMounts)));
}

async function startContainers(call: ComposeCall, services: readonly string[], signal: AbortSignal): Promise<ComposeResult> {
  const up = (): Promise<ComposeResult> => runCompose(call, ["up", "-d", "--no-deps", "--no-build", ...services], signal);
  let result = await up();
  for (let tries = 1; result.exitCode !== 0 && isVolumeRace(result.stderr) && tries < 5; tries++) result = await up();
  return result;
}

/** The project's own Dockerfiles behind which gdev has put a dev stage, by service. */
function extendedDockerfiles(
  { dockerfiles, project }: LoadedProject,
  steps: readonly BuildStep[],
): ReadonlyMap<string, DockerfileName> {
  const made = steps.filter(({ stage }) => stage === madeStageName);
  return new Map(
    made.flatMap(({ service }) => {
      const source = dockerfiles.get(service);
      if (!source) return [];
      const ownLines = source.text.replace(/\s*$/, "").split("\n").length;
      return [[service, { path: source.file, name: displayPath(source.file, project.directory), ownLines }] as const];
    }),
  );
}

interface Memory {
  readonly update: (change: (records: Records) => Records) => Promise<void>;
}

/** Changes to the records, written one after the other. */
function openMemory({ records, stateFolder }: DeedsQuestion): Memory {
  let current = records;
  let written = Promise.resolve();
  return {
    update: (change) => {
      current = change(current);
      const snapshot = current;
      written = written.then(() => writeRecords(stateFolder, snapshot));
      return written;
    },
  };
}

/** Tells how large the images have become. A size that cannot be read or remembered is no reason for a build to fail. */
async function reportSizes({ engine, loaded, call, report, signal }: DeedsQuestion, steps: readonly BuildStep[]): Promise<void> {
  const { name: project, directory } = loaded.project;
  const question = { engine, env: call.env, project, directory, built: steps, nowMs: Date.now(), signal };
  for (const { service, stage, sizeBytes, beforeBytes } of await rememberSizes(question).catch(() => []))
    report({ type: "image-size", service, stage, sizeBytes, ...(beforeBytes === undefined ? {} : { beforeBytes }) });
}

async function rememberImage({ engine }: DeedsQuestion, memory: Memory, step: BuildStep): Promise<void> {
  const image = await inspectImage(engine, step.image);
  if (!image) {
    throw new UserError(`the build of ${step.service} succeeded, but the engine does not have its image ${step.image}`, {
      why: "the builder in use keeps its results to itself",
      remedy: "use the engine's own builder: docker buildx use default",
    });
  }
  await memory.update((records) => ({
    ...records,
    images: { ...records.images, [step.image]: { id: image.Id, inputs: step.inputs } },
  }));
}

async function rememberContainers(
  { engine, loaded }: DeedsQuestion,
  memory: Memory,
  done: Done,
  steps: readonly StartStep[],
): Promise<void> {
  const containers = await listProjectContainers(engine, loaded.project.name);
  for (const step of steps) {
    const own = containers.filter((container) => container.Labels[composeLabels.service] === step.service).map(({ Id }) => Id);
    const [id] = own;
    if (id === undefined) continue;
    done.started.set(step.service, own);
    await memory.update((records) => ({
      ...records,
      containers: { ...records.containers, [step.service]: { id, config: step.config } },
    }));
  }
}

async function waitForService(question: DeedsQuestion, memory: Memory, step: WaitStep, signal: AbortSignal): Promise<void> {
  const { engine, loaded } = question;
  const service = serviceNamed(loaded.project, step.service);
  const probe: Probe | undefined = step.until === "completed" ? { kind: "exit" } : question.probes.get(step.service);
  if (!service || !probe) return;
  const containers = await listProjectContainers(engine, loaded.project.name);
  const own = containers.filter((container) => container.Labels[composeLabels.service] === step.service);
  await Promise.all(
    own.map(async ({ Id }) => {
      const wait = {
        engine,
        project: loaded.project,
        service,
        containerId: Id,
        probe,
        deadlineMs: deadlineOf(probe, question),
        report: question.report,
      };
      const result = await waitUntilReady({ ...wait, signal, env: question.call.env, untilMended: question.untilMended });
      if (result.answer.kind === "failed") throw notReady(step.service, result.answer);
      const { StartedAt: startedAt } = (await inspectContainer(engine, Id)).State;
      const record = { startedAt, probe: result.probe, afterMs: result.afterMs };
      await memory.update((records) => ({ ...records, ready: { ...records.ready, [Id]: record } }));
    }),
  );
}

function notReady(service: string, answer: { readonly why: string; readonly output?: readonly string[] }): UserError {
  return new UserError(`${service} did not become ready: ${answer.why}`, {
    ...(answer.output ? { output: answer.output } : {}),
    remedy: `gdev logs ${service} shows all it said`,
    failed: { deed: "start", service },
  });
}

/** Compose's own warnings about what it started. */
function reportWarnings(stderr: string, report: Report): void {
  for (const match of stderr.matchAll(/level=warning msg="((?:[^"\\]|\\.)*)"/g)) {
    const text = (match[1] ?? "").replaceAll('\\"', '"');
    if (!/variable is not set|`version` is obsolete/.test(text)) report({ type: "warning", text });
  }
}
