import { resolvePath, type Stage, startWords } from "../project/dockerfile.ts";
import type { Mount } from "../project/project.ts";

/**
 * True where a bind mount covers files that the stage itself put into its image: the source over `/app` that would hide `/app/server`.
 * A single file, a folder beside the image's own files and every named volume stay.
 */
export function hidesImageFiles(mount: Mount, stage: Stage): boolean {
  if (mount.type !== "bind") return false;
  return ownFiles(stage).some((file) => isInside(file, mount.target));
}

/** True where the whole build context is mounted, which is the source and nothing else. */
export function isSourceMount(mount: Mount, context: string | undefined): boolean {
  return mount.type === "bind" && context !== undefined && mount.source === context;
}

/** Paths that COPY and ADD wrote and that the start command names; a copied folder counts as a file inside itself. */
function ownFiles(stage: Stage): readonly string[] {
  const copied = stage.copies.flatMap(({ sources, destination }) => sources.map((source) => copiedPath(source, destination)));
  const started = [stage.entrypoint, stage.command].flatMap((start) => {
    const program = start ? startWords(start)[0] : undefined;
    return program?.includes("/") ? [resolvePath(stage.workdir, program)] : [];
  });
  return [...copied, ...started];
}

/** `/out/server` into `/app/` is `/app/server`; a whole folder into `/app/` is something inside `/app`. */
function copiedPath(source: string, destination: string): string {
  if (!destination.endsWith("/") && destination !== "/") return destination;
  const name = source.replace(/\/+$/, "").split("/").at(-1) ?? "";
  return `${destination.replace(/\/$/, "")}/${name === "" || name === "." ? "*" : name}`;
}

/** True where the path is below the folder, or is it. */
export function isInside(path: string, folder: string): boolean {
  const base = folder.replace(/\/+$/, "");
  return path === base || path.startsWith(`${base}/`);
}
