import { EngineError, Interrupted } from "../core/error.ts";
import type { ImageLook } from "../core/size/image.ts";
import type { Engine } from "./engine.ts";

/** `GET /images/{name}/json`; only the fields that sizes need. */
interface InspectedImage {
  readonly Id: string;
  /** The unpacked files; of an image in the containerd store its content as it is stored. */
  readonly Size: number;
  readonly RootFS?: { readonly Layers?: readonly string[] | null } | null;
  readonly GraphDriver?: { readonly Name?: string } | null;
  /** Only for an image in the containerd store, since API 1.48. */
  readonly Descriptor?: unknown;
}

/** `GET /images/{name}/history`, newest first. */
interface HistoryItem {
  readonly CreatedBy: string;
  readonly Size: number;
}

/**
 * Looks for images, all at once: name → what came of it. The history is asked for by id, so that a tag which moves meanwhile does not mix two
 * images. An engine that does not answer at all is thrown, and Interrupted when `signal` aborts.
 */
export async function lookAtImages(
  engine: Engine,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<Readonly<Record<string, ImageLook>>> {
  const looks = [...new Set(names)].map(async (name) => [name, await lookAtImage(engine, name, signal)] as const);
  return Object.fromEntries(await Promise.all(looks));
}

async function lookAtImage(engine: Engine, tag: string, signal: AbortSignal | undefined): Promise<ImageLook> {
  let inspected = false;
  try {
    const path = `/images/${encodeURI(tag)}`;
    const image = await engine.json<InspectedImage>({ path: `${path}/json`, ...(signal ? { signal } : {}) });
    inspected = true;
    const items = await engine.json<readonly HistoryItem[]>({
      path: `/images/${image.Id}/history`,
      ...(signal ? { signal } : {}),
    });
    const history = items.map(({ CreatedBy, Size }) => ({ createdBy: CreatedBy, sizeBytes: Size })).reverse();
    const counts = isContainerdStore(image) ? "blocks" : "files";
    return {
      kind: "there",
      image: {
        tag,
        id: image.Id,
        counts,
        ...(counts === "blocks" ? { contentBytes: image.Size } : {}),
        layerIds: image.RootFS?.Layers ?? [],
        history,
      },
    };
  } catch (error) {
    if (!(error instanceof EngineError)) throw signal?.aborted ? new Interrupted() : error;
    if (error.status === 404) return { kind: inspected ? "gone" : "missing" };
    return { kind: "unreadable", why: error.message };
  }
}

/** The drivers of the engine's own image stores; whatever else unpacks layers is a snapshotter of containerd. Source: moby, daemon/graphdriver. */
const graphDrivers = ["overlay2", "fuse-overlayfs", "vfs", "aufs", "overlay", "devicemapper", "windowsfilter"];

function isContainerdStore({ Descriptor, GraphDriver }: InspectedImage): boolean {
  if (Descriptor !== undefined && Descriptor !== null) return true;
  const driver = GraphDriver?.Name ?? "";
  // These two names are both a driver's and a snapshotter's, and only old engines have the driver without the descriptor.
  if (driver === "btrfs" || driver === "zfs") return false;
  return !graphDrivers.includes(driver);
}
