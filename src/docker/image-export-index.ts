import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { LayerFiles } from "../core/size/layer-files.ts";
import type { ReadLayer } from "./image-export-layer.ts";

/** What an export held, by path. */
export interface ExportParts {
  readonly json: Map<string, string>;
  readonly layers: Map<string, ReadLayer>;
  /** Layers that `docker save` of old engines wrote once and linked to. */
  readonly links: Map<string, string>;
}

/** The layers in the order of the image, lowest first. Undefined where no description names layers that are there. */
export function exportedLayers(parts: ExportParts): readonly LayerFiles[] | undefined {
  const described = dockerManifest(parts) ?? ociManifest(parts);
  if (!described) return undefined;
  const config = parse<ImageConfig>(parts.json.get(described.config));
  const makers = (config?.history ?? []).filter(({ empty_layer }) => empty_layer !== true);
  const layers = described.layers.map((path, index): LayerFiles | undefined => {
    const layer = parts.layers.get(linked(parts, path));
    if (layer && !layer.isTar()) return undefined;
    const compressed = layer?.compressed();
    return {
      id: config?.rootfs?.diff_ids?.[index] ?? `sha256:${createHash("sha256").update(path).digest("hex")}`,
      createdBy: makers[index]?.created_by ?? "",
      // A layer without any file may be left out of the export, or be an empty archive.
      sizeBytes: layer?.sizeBytes() ?? 0,
      ...(compressed ? { compressed } : {}),
      entries: layer?.entries ?? [],
      binaries: layer?.binaries ?? [],
    };
  });
  return layers.every((layer) => layer !== undefined) ? layers : undefined;
}

interface Described {
  readonly config: string;
  readonly layers: readonly string[];
}

interface ImageConfig {
  readonly rootfs?: { readonly diff_ids?: readonly string[] };
  readonly history?: readonly { readonly created_by?: string; readonly empty_layer?: boolean }[];
}

/** `manifest.json` of `docker save`, which engines of today write beside the OCI layout. */
function dockerManifest({ json, layers, links }: ExportParts): Described | undefined {
  const found = parse<readonly { readonly Config?: string; readonly Layers?: readonly string[] }[]>(json.get("manifest.json"));
  const image = found?.find(({ Layers }) => (Layers ?? []).every((path) => layers.has(linked({ links }, path))));
  return image?.Config === undefined ? undefined : { config: image.Config, layers: image.Layers ?? [] };
}

interface Descriptor {
  readonly digest?: string;
  readonly mediaType?: string;
}

interface OciManifest {
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
}

/** The first manifest under `index.json` whose layers are all there: the engine exports one platform of an image for several. */
function ociManifest(parts: ExportParts): Described | undefined {
  const seen = new Set<string>();
  const search = (text: string | undefined): Described | undefined => {
    const manifest = parse<OciManifest>(text);
    if (manifest?.config?.digest && manifest.layers?.every(({ digest }) => digest && parts.layers.has(blob(digest)))) {
      return { config: blob(manifest.config.digest), layers: manifest.layers.map(({ digest }) => blob(digest ?? "")) };
    }
    for (const { digest } of manifest?.manifests ?? []) {
      if (digest === undefined || seen.has(digest)) continue;
      seen.add(digest);
      const found = search(parts.json.get(blob(digest)));
      if (found) return found;
    }
    return undefined;
  };
  return search(parts.json.get("index.json"));
}

function blob(digest: string): string {
  return `blobs/${digest.replace(":", "/")}`;
}

function linked({ links }: Pick<ExportParts, "links">, path: string): string {
  const target = links.get(path);
  return target === undefined ? path : posix.join(posix.dirname(path), target);
}

function parse<T>(text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}
