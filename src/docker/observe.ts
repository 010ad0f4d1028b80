import { EngineError } from "../core/error.ts";
import { composeLabels, gdevLabels } from "../core/labels.ts";
import type { Observed, ObservedContainer } from "../core/plan/observed.ts";
import type { Mode } from "../core/project/project.ts";
import { type ContainerSummary, containerName, inspectContainer, listProjectContainers } from "./containers.ts";
import type { Engine } from "./engine.ts";

/** What shall be looked at: the project's containers always, and these images and volumes. */
export interface ObserveQuestion {
  readonly project: string;
  readonly images: readonly string[];
  readonly volumes: readonly string[];
}

/** Takes one snapshot of the engine. UserError where no engine answers. */
export async function observe(engine: Engine, question: ObserveQuestion): Promise<Observed> {
  const [containers, images, volumes] = await Promise.all([
    observeContainers(engine, question.project),
    Promise.all([...new Set(question.images)].map(async (tag) => [tag, await inspectImage(engine, tag)] as const)),
    Promise.all(question.volumes.map(async (name) => ((await volumeExists(engine, name)) ? [name] : []))),
  ]);
  return {
    containers,
    images: Object.fromEntries(images.flatMap(([tag, image]) => (image ? [[tag, image.Id]] : []))),
    healthchecks: images.flatMap(([tag, image]) => (hasHealthcheck(image) ? [tag] : [])),
    volumes: volumes.flat(),
  };
}

/** `GET /images/{name}/json`; only the fields gdev reads. Sizes in bytes. */
export interface ImageDetails {
  readonly Id: string;
  readonly Size: number;
  readonly Config?: { readonly Healthcheck?: { readonly Test?: readonly string[] } | null } | null;
}

/** The image behind a tag or an id; undefined where the engine has none. */
export function inspectImage(engine: Engine, name: string): Promise<ImageDetails | undefined> {
  return orUndefined(engine.json<ImageDetails>({ path: `/images/${name}/json` }));
}

function hasHealthcheck(image: ImageDetails | undefined): boolean {
  const test = image?.Config?.Healthcheck?.Test?.[0];
  return test !== undefined && test !== "NONE";
}

/** Creates a volume that belongs to no compose project; one that exists stays as it is. */
export async function createVolume(engine: Engine, name: string): Promise<void> {
  await engine.json({ method: "POST", path: "/volumes/create", body: { Name: name, Labels: { "gdev.cache": "go" } } });
}

/** Removes a volume. EngineError where it is in use or not there. */
export async function removeVolume(engine: Engine, name: string): Promise<void> {
  await engine.json({ method: "DELETE", path: `/volumes/${encodeURIComponent(name)}` });
}

async function observeContainers(engine: Engine, project: string): Promise<Observed["containers"]> {
  const summaries = await listProjectContainers(engine, project);
  const observed = await Promise.all(
    summaries.map(
      async (summary) => [summary.Labels[composeLabels.service] ?? "", await observeContainer(engine, summary)] as const,
    ),
  );
  const byService: Record<string, ObservedContainer[]> = {};
  for (const [service, container] of observed) {
    if (container) byService[service] = [...(byService[service] ?? []), container];
  }
  return byService;
}

async function observeContainer(engine: Engine, summary: ContainerSummary): Promise<ObservedContainer | undefined> {
  const details = await orUndefined(inspectContainer(engine, summary.Id));
  if (!details) return undefined;
  const mode = summary.Labels[gdevLabels.mode] as Mode | undefined;
  const stage = summary.Labels[gdevLabels.target];
  return {
    id: summary.Id,
    name: containerName(summary),
    state: details.State.Status,
    exitCode: details.State.ExitCode,
    imageId: details.Image,
    ...(mode ? { mode } : {}),
    ...(stage === undefined ? {} : { stage }),
    startedAt: details.State.StartedAt,
  };
}

async function volumeExists(engine: Engine, name: string): Promise<boolean> {
  return (await orUndefined(engine.json({ path: `/volumes/${name}` }))) !== undefined;
}

/** Something that the engine does not have is undefined; every other refusal is thrown. */
async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return undefined;
    throw error;
  }
}
