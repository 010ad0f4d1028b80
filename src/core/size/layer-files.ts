import type { GoBinary } from "./go-binary.ts";
import type { TarEntry } from "./tar.ts";

/** One thing that a layer does to the file system. Paths have no slash at either end. */
export interface LayerEntry {
  readonly path: string;
  /** `removed`: of the layers below; `emptied`: everything in this folder of the layers below. */
  readonly what: "file" | "folder" | "link" | "removed" | "emptied";
  readonly sizeBytes: number;
  /** Of a hard link the file that it names. */
  readonly target?: string;
}

/** What a layer holds. */
export interface LayerFiles {
  /** Digest of its tar, as the image names it. */
  readonly id: string;
  /** The engine's words for what made it; hostile. */
  readonly createdBy: string;
  /** Bytes of all its files. */
  readonly sizeBytes: number;
  /** Compressed: as the engine stores it, or as gzip makes it (then `computed`). */
  readonly compressed?: { readonly bytes: number; readonly computed: boolean };
  readonly entries: readonly LayerEntry[];
  readonly binaries: readonly { readonly path: string; readonly sizeBytes: number; readonly binary: GoBinary }[];
}

/** A member of a layer's tar → what it does. Undefined for the tar's own root. Source: OCI image-spec, layer.md, "Whiteouts". */
export function layerEntry({ path: raw, type, sizeBytes, target }: TarEntry): LayerEntry | undefined {
  const path = cleanPath(raw);
  if (path === "") return undefined;
  const slash = path.lastIndexOf("/") + 1;
  const name = path.slice(slash);
  if (name === ".wh..wh..opq") return { path: path.slice(0, Math.max(0, slash - 1)), what: "emptied", sizeBytes: 0 };
  // The other names of this form are the bookkeeping of AUFS.
  if (path.includes(".wh..wh.")) return undefined;
  if (name.startsWith(".wh.")) return { path: path.slice(0, slash) + name.slice(4), what: "removed", sizeBytes: 0 };
  if (type === "hardlink") return { path, what: "link", sizeBytes: 0, target: cleanPath(target ?? "") };
  return { path, what: type === "folder" ? "folder" : "file", sizeBytes: type === "file" ? sizeBytes : 0 };
}

function cleanPath(path: string): string {
  if (!/^\.?\/|\/$|\/\.?\/|^\.$/.test(path)) return path;
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}
