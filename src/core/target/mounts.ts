import { resolvePath, type Stage } from "../project/dockerfile.ts";
import type { Mount } from "../project/project.ts";
import { programsOf } from "./programs.ts";
import { stageStart } from "./reloader.ts";

/**
 * True where a mount of the source covers what the image brings itself: `.:/app` over `/app/server`. That is the whole build context,
 * wherever it is mounted (production has no source tree), a bind mount over the program or over what was copied from another stage, the build context mounted over files that were copied from it, or an anonymous
 * volume over any of these (Compose carries its content, so the files of an older image, into the next container).
 * Named volumes, single files and folders of configuration or data stay, also where the image has files of the same name.
 */
export function hidesImageFiles(mount: Mount, stage: Stage, context: string): boolean {
  if (mount.type === "bind" && mount.source !== undefined && context !== "" && samePath(mount.source, context)) return true;
  const contains = (path: string): boolean => isInside(path, mount.target);
  const holds = (path: string): boolean => contains(path) && !samePath(path, mount.target);
  const copied = copiedPaths(stage);
  if (startedPaths(stage).some(contains) && (mount.type === "bind" || isAnonymous(mount))) return true;
  if (isAnonymous(mount)) return copied.some(({ path }) => contains(path));
  if (mount.type !== "bind" || mount.source === undefined) return false;
  return copied.some(({ path, built }) => (built && holds(path)) || (isInside(context, mount.source ?? "") && contains(path)));
}

/** True where a save on the host arrives where the stage works: a bind mount of a folder at, in or above its WORKDIR, a named volume at it. */
export function receivesSource(mounts: readonly Mount[], { workdir }: Stage): boolean {
  return mounts.some(({ type, source, target }) => {
    if (type === "volume") return source !== undefined && samePath(target, workdir);
    return type === "bind" && !looksLikeFile(source ?? "") && (isInside(target, workdir) || isInside(workdir, target));
  });
}

/** True where the path is below the folder, or is it. */
export function isInside(path: string, folder: string): boolean {
  const base = folder.replace(/\/+$/, "");
  return path === base || path.startsWith(`${base}/`);
}

function isAnonymous(mount: Mount): boolean {
  return mount.type === "volume" && mount.source === undefined;
}

interface CopiedPath {
  readonly path: string;
  /** It comes from another stage or image, not from the build context. */
  readonly built: boolean;
}

function copiedPaths(stage: Stage): readonly CopiedPath[] {
  return stage.copies.flatMap(({ from, sources, destination }) =>
    sources.map((source) => ({ path: copiedPath(source, destination), built: from !== undefined })),
  );
}

/** `/out/server` into `/app/` is `/app/server`; a whole folder into `/app/` is something inside `/app`. */
function copiedPath(source: string, destination: string): string {
  if (!destination.endsWith("/")) return destination;
  const name = source.replace(/\/+$/, "").split("/").at(-1) ?? "";
  return `${destination.replace(/\/$/, "")}/${name === "" || name === "." ? "*" : name}`;
}

/** The programs of the start command that are named with a path. */
function startedPaths(stage: Stage): readonly string[] {
  return programsOf(stageStart(stage)).flatMap(([program = ""]) =>
    program.includes("/") ? [resolvePath(stage.workdir, program)] : [],
  );
}

function samePath(left: string, right: string): boolean {
  return left.replace(/\/+$/, "") === right.replace(/\/+$/, "");
}

/** Without a look at the disk: `.env`, `config.yml`, `docker.sock`. */
function looksLikeFile(source: string): boolean {
  return /\.\w+$/.test(source.split("/").at(-1) ?? "");
}
