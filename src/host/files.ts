import { readFile, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { UserError } from "../core/error.ts";
import type { SourceFile } from "../core/project/positions.ts";
import type { Build } from "../core/project/project.ts";

/** Reads the compose files, in order. Throws UserError for one that is not there or not readable. */
export function readSources(files: readonly string[]): Promise<readonly SourceFile[]> {
  return Promise.all(
    files.map(async (file) => {
      try {
        return { file, text: await readFile(file, "utf8") };
      } catch (error) {
        throw unreadable(file, error as NodeJS.ErrnoException);
      }
    }),
  );
}

/** Why a Dockerfile could not be read. */
export type DockerfileProblem = { readonly missing: "context" | "dockerfile"; readonly path: string };

/** The Dockerfile of a build; `undefined` for a remote context, a problem for a local one that is not there. */
export async function readDockerfile(build: Build): Promise<SourceFile | DockerfileProblem | undefined> {
  if (isRemote(build.context)) return undefined;
  if (build.dockerfileInline !== undefined) return { file: "dockerfile_inline", text: build.dockerfileInline };
  if (!(await isFolder(build.context))) return { missing: "context", path: build.context };
  const file = resolve(build.context, build.dockerfile);
  try {
    return { file, text: await readFile(file, "utf8") };
  } catch {
    return { missing: "dockerfile", path: file };
  }
}

/** A text file, or undefined where there is none. */
export function readText(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch(() => undefined);
}

/** A path as a person standing in `cwd` would write it; one outside stays absolute. */
export function displayPath(file: string, cwd: string): string {
  const path = relative(cwd, file);
  return path === "" ? "." : path.startsWith("..") ? file : path;
}

/** The `.dockerignore` that counts for a Dockerfile: its own beside it, else the context's. Source: Docker docs, build context. */
export async function readIgnoreFile(build: Build): Promise<string> {
  const own = `${resolve(build.context, build.dockerfile)}.dockerignore`;
  return (await readText(own)) ?? (await readText(join(build.context, ".dockerignore"))) ?? "";
}

/** Source of the forms: Docker docs, build context, "Remote context". */
function isRemote(context: string): boolean {
  return /^(https?|git|ssh):\/\/|^git@|^github\.com\//.test(context);
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function unreadable(file: string, error: NodeJS.ErrnoException): UserError {
  if (error.code === "ENOENT")
    return new UserError(`${file} does not exist`, { remedy: "correct the path after -f or in COMPOSE_FILE" });
  return new UserError(`cannot read ${file}`, { why: error.message });
}
