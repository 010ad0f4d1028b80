import { composeLabels, gdevLabels } from "../core/labels.ts";
import { type ComposeCall, runCompose } from "../docker/compose.ts";
import { type ContainerSummary, listProjectContainers } from "../docker/containers.ts";
import type { Engine } from "../docker/engine.ts";
import { inspectImage, removeVolume } from "../docker/observe.ts";

export interface ImageFoldersQuestion {
  readonly engine: Engine;
  readonly project: string;
}

/**
 * The anonymous volumes in which containers of gdev's dev stages have folders of their image (`node_modules`). Compose leaves them behind when it takes the
 * project down, and nobody could tell any more what they are.
 */
export async function imageFolders({ engine, project }: ImageFoldersQuestion): Promise<readonly string[]> {
  return (await listProjectContainers(engine, project)).flatMap(volumesOf);
}

/** Removes volumes; one that is in use or gone stays or is gone. */
export async function removeVolumes(engine: Engine, volumes: readonly string[]): Promise<void> {
  await Promise.all(volumes.map((volume) => removeVolume(engine, volume).catch(() => {})));
}

export interface StaleQuestion extends ImageFoldersQuestion {
  readonly call: ComposeCall;
  /** The image that each service is about to run. */
  readonly images: ReadonlyMap<string, string>;
  readonly signal: AbortSignal;
}

/**
 * Removes containers with folders of another image than the one that their service is about to run, and those volumes: Compose would carry them into the
 * next container, which would see the packages of the old image.
 */
export async function dropStaleImageFolders({ engine, project, call, images, signal }: StaleQuestion): Promise<void> {
  const containers = (await listProjectContainers(engine, project)).filter((container) => volumesOf(container).length > 0);
  const found = await Promise.all(
    containers.map(async (container) => {
      const service = container.Labels[composeLabels.service] ?? "";
      const image = images.get(service);
      const isStale = image !== undefined && (await inspectImage(engine, image))?.Id !== container.ImageID;
      return isStale ? [{ service, volumes: volumesOf(container) }] : [];
    }),
  );
  const stale = found.flat();
  if (stale.length === 0) return;
  await runCompose(call, ["rm", "--stop", "--force", ...new Set(stale.map(({ service }) => service))], signal);
  await removeVolumes(
    engine,
    stale.flatMap(({ volumes }) => volumes),
  );
}

function volumesOf({ Labels, Mounts = [] }: ContainerSummary): readonly string[] {
  const folders = (Labels[gdevLabels.imageFolders] ?? "").split(",");
  return Mounts.flatMap(({ Name = "", Destination }) =>
    folders.includes(Destination) && /^[0-9a-f]{64}$/.test(Name) ? [Name] : [],
  );
}
