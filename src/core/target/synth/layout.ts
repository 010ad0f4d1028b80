import { resolvePath, type Stage } from "../../project/dockerfile.ts";
import { contextPath, isFolder, type SourceFiles } from "../../project/source-files.ts";
import { isInside } from "../mounts.ts";

/** Which folder of the context is seen where in the container. */
export interface Layout {
  /** Relative to the context; `.` is all of it. */
  readonly folder: string;
  /** Absolute, in the container. */
  readonly target: string;
}

/**
 * Where a stage has the source: what most of its COPYs from the context agree on (`COPY src .` and `COPY src/go.mod .`: src is at the working
 * directory), else the context at its working directory.
 */
export function layoutOf(stage: Stage, files: SourceFiles): Layout {
  const votes = new Map<string, { readonly layout: Layout; count: number }>();
  for (const layout of placesOf(stage, files)) {
    const key = JSON.stringify(layout);
    const known = votes.get(key);
    if (known) known.count++;
    else votes.set(key, { layout, count: 1 });
  }
  const [best] = [...votes.values()].sort((one, other) => other.count - one.count);
  return best?.layout ?? { folder: ".", target: stage.workdir };
}

/** What each source of each COPY from the context says of that; one that gives a file another name says nothing. */
export function placesOf({ copies, workdir }: Stage, files: SourceFiles): readonly Layout[] {
  return copies.flatMap(({ from, sources, destination }) => {
    if (from !== undefined) return [];
    const places = sources.flatMap(
      (source) => placeOf(source, destination, { isSeveral: sources.length > 1, workdir, files }) ?? [],
    );
    return places.filter(({ folder }) => isFolder(files, folder));
  });
}

/** The path in the container of a path of the context; undefined for one that is not in the layout. */
export function containerPath({ folder, target }: Layout, path: string): string | undefined {
  if (folder === ".") return path === "." ? target : resolvePath(target, path);
  return isInside(path, folder) ? resolvePath(target, path.slice(folder.length + 1)).replace(/(?<=.)\/$/, "") : undefined;
}

/** The path of the context behind an absolute path in the container; undefined where that is not mounted. */
export function hostPath({ folder, target }: Layout, path: string): string | undefined {
  const plain = path.replace(/(?<=.)\/$/, "");
  return isInside(plain, target) ? contextPath(`${folder}/${plain.slice(target.length)}`) : undefined;
}

/** True for a folder in which images have more than a project's source: to mount the source over it would hide that. */
export function isTaken(target: string): boolean {
  return (
    target === "/" ||
    target === "/go" ||
    /^\/(bin|boot|dev|etc|lib\w*|proc|root|run|sbin|sys|tmp|usr|var)(\/(bin|lib|local|sbin|share|local\/bin))?$/.test(target)
  );
}

interface CopyWords {
  readonly isSeveral: boolean;
  readonly workdir: string;
  readonly files: SourceFiles;
}

function placeOf(source: string, destination: string, { isSeveral, workdir, files }: CopyWords): Layout | undefined {
  const path = contextPath(source);
  if (path === undefined) return undefined;
  const isPattern = /[*?[]/.test(path);
  const folder = isPattern ? path.slice(0, path.lastIndexOf("/", path.search(/[*?[]/)) + 1).replace(/\/$/, "") || "." : path;
  const target = destination.replace(/(?<=.)\/$/, "");
  if (isPattern || isFolder(files, path)) return shortened({ folder, target });
  const toFolder = isSeveral || destination.endsWith("/") || target === workdir;
  const name = path.slice(path.lastIndexOf("/") + 1);
  return shortened({ folder: path, target: toFolder ? resolvePath(target, name) : target });
}

/** `src/go.mod` at `/app/src/go.mod` → the context at /app. */
function shortened({ folder, target }: Layout): Layout {
  const left = folder === "." ? [] : folder.split("/");
  const right = target.split("/").filter((part) => part !== "");
  while (left.length > 0 && left.at(-1) === right.at(-1)) {
    left.pop();
    right.pop();
  }
  return { folder: left.join("/") || ".", target: `/${right.join("/")}` };
}
