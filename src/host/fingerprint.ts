import { createHash } from "node:crypto";
import { lstat, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import dockerignore from "@balena/dockerignore";

/** What goes into one build. */
export interface BuildInputs {
  /** Absolute folder of the build context. */
  readonly context: string;
  /** Paths of the context that the stage reads; `.` is all of it. */
  readonly paths: readonly string[];
  /** The text of the `.dockerignore` that counts. */
  readonly ignoreFile: string;
  /** Everything else that the result depends on: Dockerfile text, target, arguments. */
  readonly recipe: string;
}

/**
 * A fingerprint that changes when a file that the build reads changes its size, mode or time of last change, comes or goes, or when a
 * link points elsewhere: the build copies links, it does not follow them.
 * Files that `.dockerignore` leaves out do not count. Unreadable files count as absent: the build itself reports them.
 */
export async function fingerprintBuild({ context, paths, ignoreFile, recipe }: BuildInputs): Promise<string> {
  const matcher = dockerignore.default({ ignorecase: false }).add(ignoreFile);
  const wanted = paths.includes(".") ? ["."] : [...new Set(paths)].sort();
  const lines = await Promise.all(wanted.map((path) => describe(context, path, (file) => matcher.ignores(file))));
  return fingerprint(`${recipe}\n${lines.flat().sort().join("\n")}`);
}

/** A short stable name for a text. */
export function fingerprint(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

async function describe(context: string, path: string, ignored: (file: string) => boolean): Promise<readonly string[]> {
  const file = join(context, path);
  const found = await lstat(file).catch(() => undefined);
  if (!found) return [];
  if (!found.isDirectory()) {
    if (path !== "." && ignored(path)) return [];
    const target = found.isSymbolicLink() ? await readlink(file).catch(() => "") : "";
    return [`${path} ${found.size} ${found.mode} ${found.mtimeMs} ${target}`];
  }
  const entries = await readdir(file).catch(() => []);
  const nested = await Promise.all(
    entries.map(async (entry) => {
      const child = path === "." ? entry : `${path}/${entry}`;
      return skippedFolders.has(child) ? [] : describe(context, child, ignored);
    }),
  );
  return nested.flat();
}

/** Large folders at the root of the context that say nothing of what a Go build reads. */
const skippedFolders = new Set([".git", "node_modules"]);
