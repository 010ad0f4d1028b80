import { mkdir } from "node:fs/promises";
import { join } from "node:path";

/** A mount of a folder of this machine, or of a folder of the image (without a source). */
export interface MountedFolder {
  readonly source?: string;
  readonly target: string;
}

/**
 * Makes the folders of this machine over which folders of the image will lie, where they are not there: the engine would make them as root, and then
 * `npm install` beside it fails. What cannot be made is left to the engine.
 */
export async function makeMountPoints(mounts: readonly MountedFolder[]): Promise<void> {
  const wanted = mounts.flatMap(({ source, target }) => {
    if (source !== undefined) return [];
    const outer = mounts.find((other) => other.source !== undefined && target.startsWith(`${other.target}/`));
    return outer?.source === undefined ? [] : [join(outer.source, target.slice(outer.target.length))];
  });
  await Promise.all(wanted.map((folder) => mkdir(folder, { recursive: true }).catch(() => undefined)));
}
