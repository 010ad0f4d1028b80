import { resolvePath } from "../../project/dockerfile.ts";
import type { Service } from "../../project/project.ts";
import type { SourceFiles } from "../../project/source-files.ts";
import { sqliteNameIn } from "../../project/sqlite.ts";
import { isInside } from "../mounts.ts";

/** Where the dev stage keeps the databases of a program; a volume is mounted there. */
export const databaseFolder = "/var/lib/gdev";

export interface DatabasesQuestion {
  readonly service: Service;
  readonly files: SourceFiles;
  /** Where the program runs, absolute in the container. */
  readonly workdir: string;
  /** Where the source is mounted. */
  readonly target: string;
}

/**
 * The files of SQLite that the sources look like opening in the container's own layer, absolute: they would be gone with the container. What is
 * below the source or below a mount of the service stays anyway.
 */
export function homelessDatabases({ service, files, workdir, target }: DatabasesQuestion): readonly string[] {
  const sources = Object.entries(files.texts).filter(([path]) => path.endsWith(".go"));
  if (![files.texts["go.mod"] ?? "", ...sources.map(([, text]) => text)].some((text) => /sqlite/.test(text))) return [];
  const folders = [target, "/tmp", ...service.mounts.map((mount) => mount.target)];
  const paths = sources.flatMap(([, text]) => sqliteNameIn(text)?.name ?? []).map((name) => resolvePath(workdir, name));
  return [...new Set(paths)].filter((path) => !folders.some((folder) => isInside(path, folder))).sort();
}

/** The instruction that gives the databases a home: a link from where the program looks. SQLite works on the file behind a link (sqlite.org, os_unix.c: unixFullPathname). */
export function linkDatabases(paths: readonly string[]): readonly string[] {
  if (paths.length === 0) return [];
  const parents = paths.map((path) => path.slice(0, path.lastIndexOf("/"))).filter((folder) => folder !== "");
  const folders = new Set([databaseFolder, ...parents]);
  const links = paths.map((path) => `ln -s ${databaseFolder}/${path.slice(1).replaceAll("/", "-")} ${path}`);
  return [`RUN ${[`mkdir -p ${[...folders].join(" ")}`, ...links].join(" && ")}`];
}
