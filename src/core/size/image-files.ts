import type { GoBinary } from "./go-binary.ts";
import type { LayerFiles } from "./layer-files.ts";
import { looksSecret } from "./secret.ts";

/** What is in an image: its largest files and folders, and what of it nobody can see any more. Layers count from 0, the lowest. */
export interface ImageFiles {
  readonly sizeBytes: number;
  readonly layers: readonly Pick<LayerFiles, "id" | "createdBy" | "sizeBytes" | "compressed">[];
  /** The largest that are visible in the finished image, largest first. */
  readonly files: readonly FileItem[];
  /** The folders that hold most. One that owes nearly all to a folder in it is left out. */
  readonly folders: readonly { readonly path: string; readonly sizeBytes: number; readonly files: number }[];
  readonly wastedBytes: number;
  /** Written in one layer, then overwritten or deleted in a later one: it still weighs. */
  readonly wasted: readonly WastedItem[];
  /** Files whose name says that they hold a key or a password, deleted ones too: they can be read out of their layer. */
  readonly secrets: readonly SecretItem[];
  readonly binaries: readonly BinaryItem[];
}

export interface FileItem {
  readonly path: string;
  readonly sizeBytes: number;
  readonly layer: number;
}

export interface WastedItem extends FileItem {
  readonly goneIn: number;
  readonly how: "overwritten" | "deleted";
}

export interface SecretItem extends FileItem {
  readonly deleted: boolean;
}

export interface BinaryItem extends FileItem {
  readonly binary: GoBinary;
}

/** How many of each list are kept. */
const kept = 200;

/** A file's bytes; hard links share them. */
interface Bytes {
  readonly sizeBytes: number;
  readonly layer: number;
  links: number;
}

interface Merge {
  /** What is visible so far; a folder has no bytes. */
  readonly visible: Map<string, Bytes | undefined>;
  readonly wasted: WastedItem[];
}

/** Lays the layers over one another, lowest first. `ownFrom`: the first layer that is not the base image's; secrets are looked for from there on. */
export function imageFiles(layers: readonly LayerFiles[], ownFrom = 0): ImageFiles {
  const merge: Merge = { visible: new Map(), wasted: [] };
  layers.forEach((layer, index) => {
    addLayer(merge, layer, index);
  });
  const files = [...merge.visible].flatMap(([path, bytes]) =>
    bytes ? [{ path, sizeBytes: bytes.sizeBytes, layer: bytes.layer }] : [],
  );
  return {
    sizeBytes: layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    layers: layers.map(({ id, createdBy, sizeBytes, compressed }) => ({
      id,
      createdBy,
      sizeBytes,
      ...(compressed ? { compressed } : {}),
    })),
    files: largest(files),
    folders: largestFolders(files),
    wastedBytes: merge.wasted.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    wasted: largest(merge.wasted),
    secrets: findSecrets(layers, ownFrom, merge.visible),
    binaries: largest(
      layers.flatMap(({ binaries }, layer) =>
        binaries.flatMap((item) => (merge.visible.get(item.path)?.layer === layer ? [{ ...item, layer }] : [])),
      ),
    ),
  };
}

function addLayer(merge: Merge, { entries }: LayerFiles, layer: number): void {
  const { visible } = merge;
  const emptied = new Set<string>();
  for (const { path, what } of entries) {
    // A file over a folder hides all that the folder had.
    if (what === "removed" || what === "emptied" || (what !== "folder" && isFolder(visible, path))) emptied.add(path);
    if (what === "removed" && visible.has(path)) drop(merge, path, layer, "deleted");
  }
  if (emptied.size > 0) {
    for (const path of visible.keys()) if (isBeneath(path, emptied)) drop(merge, path, layer, "deleted");
  }
  for (const entry of entries) {
    if (entry.what === "removed" || entry.what === "emptied") continue;
    const target = entry.what === "link" ? visible.get(entry.target ?? "") : undefined;
    if (entry.what === "folder" && isFolder(visible, entry.path)) continue;
    if (visible.has(entry.path)) drop(merge, entry.path, layer, "overwritten");
    if (target) target.links++;
    visible.set(entry.path, entry.what === "folder" ? undefined : (target ?? { sizeBytes: entry.sizeBytes, layer, links: 1 }));
  }
}

function isFolder(visible: Merge["visible"], path: string): boolean {
  return visible.has(path) && visible.get(path) === undefined;
}

function isBeneath(path: string, folders: ReadonlySet<string>): boolean {
  if (folders.has("")) return true;
  for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
    if (folders.has(path.slice(0, slash))) return true;
  }
  return false;
}

/** Bytes are wasted when no name leads to them any more, and when they were not the same layer's own. */
function drop({ visible, wasted }: Merge, path: string, goneIn: number, how: WastedItem["how"]): void {
  const bytes = visible.get(path);
  visible.delete(path);
  if (!bytes || --bytes.links > 0 || bytes.sizeBytes === 0) return;
  wasted.push({ path, sizeBytes: bytes.sizeBytes, layer: bytes.layer, goneIn, how });
}

function largest<Item extends FileItem>(items: readonly Item[]): readonly Item[] {
  return [...items].sort((a, b) => b.sizeBytes - a.sizeBytes || (a.path < b.path ? -1 : 1)).slice(0, kept);
}

function largestFolders(files: readonly FileItem[]): ImageFiles["folders"] {
  const folders = new Map<string, { sizeBytes: number; files: number; heaviest: number }>();
  for (const { path, sizeBytes } of files) {
    for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
      const folder = path.slice(0, slash);
      const sums = folders.get(folder) ?? { sizeBytes: 0, files: 0, heaviest: 0 };
      sums.sizeBytes += sizeBytes;
      sums.files++;
      folders.set(folder, sums);
    }
  }
  for (const [path, { sizeBytes }] of folders) {
    const parent = folders.get(path.slice(0, Math.max(0, path.lastIndexOf("/"))));
    if (parent && sizeBytes > parent.heaviest) parent.heaviest = sizeBytes;
  }
  return [...folders]
    .filter(([, { sizeBytes, heaviest }]) => sizeBytes > 0 && heaviest < sizeBytes * 0.9)
    .map(([path, sums]) => ({ path, sizeBytes: sums.sizeBytes, files: sums.files }))
    .sort((a, b) => b.sizeBytes - a.sizeBytes || (a.path < b.path ? -1 : 1))
    .slice(0, kept);
}

function findSecrets(layers: readonly LayerFiles[], ownFrom: number, visible: Merge["visible"]): readonly SecretItem[] {
  return layers.flatMap(({ entries }, layer) => {
    if (layer < ownFrom) return [];
    const suspects = entries.filter(({ path, what, sizeBytes }) => what === "file" && sizeBytes > 0 && looksSecret(path));
    return suspects.map(({ path, sizeBytes }) => ({ path, sizeBytes, layer, deleted: visible.get(path)?.layer !== layer }));
  });
}
