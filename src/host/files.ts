import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
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

/** What of a build could not be read, and why in words. `others`: what the folder has that looks like a Dockerfile. */
export interface DockerfileProblem {
  readonly missing: "context" | "dockerfile";
  readonly path: string;
  readonly why: string;
  readonly others: readonly string[];
}

/** The Dockerfile of a build; `undefined` for a remote context, a problem for a local one that cannot be read. */
export async function readDockerfile(build: Build): Promise<SourceFile | DockerfileProblem | undefined> {
  if (isRemote(build.context)) return undefined;
  if (build.dockerfileInline !== undefined) return { file: "dockerfile_inline", text: build.dockerfileInline };
  const context = await stat(build.context).catch(() => undefined);
  if (!context?.isDirectory()) {
    const why = context ? "is a file, not a folder" : "is not there";
    return { missing: "context", path: build.context, why, others: [] };
  }
  const file = resolve(build.context, build.dockerfile);
  try {
    return { file, text: await readFile(file, "utf8") };
  } catch (error) {
    const why = fileWords[(error as NodeJS.ErrnoException).code ?? ""] ?? (error as Error).message;
    return { missing: "dockerfile", path: file, why, others: await findDockerfiles(dirname(file)) };
  }
}

/** Names in a folder that look like Dockerfiles: `Dockerfile.dev`, `api.dockerfile`. */
async function findDockerfiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const named = entries.filter((entry) => entry.isFile() && /dockerfile/i.test(entry.name) && !/ignore$/.test(entry.name));
  return named.map(({ name }) => name).sort();
}

const fileWords: Readonly<Record<string, string>> = {
  ENOENT: "is not there",
  ENOTDIR: "is not there",
  EISDIR: "is a folder, not a file",
  EACCES: "may not be read: no permission",
  ELOOP: "is a link to itself",
};

/** A text file, or undefined where there is none. */
export function readText(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch(() => undefined);
}

/** A path as a person standing in `cwd` would write it; one outside stays absolute. */
export function displayPath(file: string, cwd: string): string {
  const path = relative(cwd, file);
  if (path === "") return ".";
  return path === ".." || path.startsWith("../") ? file : path;
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

function unreadable(file: string, error: NodeJS.ErrnoException): UserError {
  if (error.code === "ENOENT")
    return new UserError(`${file} does not exist`, { remedy: "correct the path after -f or in COMPOSE_FILE" });
  return new UserError(`the compose file ${file} cannot be read`, {
    why: `it ${fileWords[error.code ?? ""] ?? error.message}`,
    remedy: "name a compose file that can be read, after -f or in COMPOSE_FILE",
  });
}
