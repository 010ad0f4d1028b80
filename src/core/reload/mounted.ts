import type { Mount } from "../project/project.ts";
import { isInside } from "../target/mounts.ts";

/**
 * The paths in the container of a file on the host: through each bind mount that shows it, unless another mount covers the place. Empty
 * for a file that no mount brings in.
 */
export function containerPathsOf(file: string, mounts: readonly Mount[]): readonly string[] {
  return binds(mounts).flatMap(({ source, target }) => {
    const path = isInside(file, source) ? rebase(file, source, target) : undefined;
    return path !== undefined && coverOf(path, mounts) === target ? [path] : [];
  });
}

/** The file on the host behind a path in the container; undefined where no bind mount is behind it. */
export function hostPathOf(path: string, mounts: readonly Mount[]): string | undefined {
  const cover = coverOf(path, mounts);
  const mount = binds(mounts).find(({ target }) => target === cover);
  return mount && rebase(path, mount.target, mount.source);
}

/** What on the host is behind these folders of the container, and what is mounted somewhere in them; none is inside another. */
export function sourcesOf(folders: readonly string[], mounts: readonly Mount[]): readonly string[] {
  const behind = folders.flatMap((folder) => hostPathOf(folder, mounts) ?? []);
  const within = binds(mounts).flatMap(({ source, target }) =>
    folders.some((folder) => isInside(target, folder)) ? [source] : [],
  );
  const all = [...new Set([...behind, ...within])];
  return all.filter((source) => !all.some((other) => other !== source && isInside(source, other)));
}

interface Bind {
  readonly source: string;
  readonly target: string;
}

function binds(mounts: readonly Mount[]): readonly Bind[] {
  return mounts.flatMap(({ type, source, target }) =>
    type === "bind" && source !== undefined ? [{ source: trimmed(source), target: trimmed(target) }] : [],
  );
}

/** The target of the mount that shows at this path: the deepest one. */
function coverOf(path: string, mounts: readonly Mount[]): string | undefined {
  const covers = mounts.map(({ target }) => trimmed(target)).filter((target) => isInside(path, target));
  return covers.sort((one, other) => other.length - one.length)[0];
}

function rebase(path: string, from: string, to: string): string {
  return `${to === "/" ? "" : to}${path.slice(from === "/" ? 0 : from.length)}` || "/";
}

function trimmed(path: string): string {
  return path.replace(/(?<=.)\/+$/, "");
}
