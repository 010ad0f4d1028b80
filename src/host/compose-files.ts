import { lstat, readFile, readlink, stat } from "node:fs/promises";
import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import { parseEnv } from "node:util";
import { UserError } from "../core/error.ts";

export interface ComposeFilesQuestion {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** `-f` of the command line. */
  readonly files: readonly string[];
  readonly projectDirectory?: string;
  /** `--env-file` of the command line: these are read instead of `.env`. */
  readonly envFiles?: readonly string[];
}

/** The files that Compose itself would read, all absolute. */
export interface ComposeFiles {
  readonly files: readonly string[];
  /** Where relative paths start: --project-directory, else the folder of the first file. */
  readonly directory: string;
  /** What `.env` of the project directory says, or what is read instead of it; empty where there is none. */
  readonly dotEnv: Readonly<Record<string, string>>;
}

const names = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
const overrideNames = [
  "compose.override.yml",
  "compose.override.yaml",
  "docker-compose.override.yml",
  "docker-compose.override.yaml",
];

/**
 * Finds the compose files as Compose does: `-f`, then COMPOSE_FILE (from the environment, `--env-file` or `.env`), both from the folder
 * where the command is typed, then the default names in the project directory and every parent, with the override file beside them. Naming files with `-f` makes Compose forget the override file, so gdev names it too.
 * Throws UserError where there is no compose file. Source: compose-go, cli/options.go.
 */
export async function locateComposeFiles(question: ComposeFilesQuestion): Promise<ComposeFiles> {
  const { cwd, env } = question;
  const start = question.projectDirectory ? resolve(cwd, question.projectDirectory) : cwd;
  if (!(await isFolder(start))) throw noFolder(start);
  const named = question.files.length > 0 ? question.files : composeFileVariable(env, await readDotEnv(question, start));
  if (named.length > 0) {
    const files = named.map((file) => absolute(cwd, file));
    return withDotEnv(question, files);
  }
  for (let folder = start; ; folder = dirname(folder)) {
    const found = await firstReadable(folder, names);
    if (found) {
      const override = await firstReadable(folder, overrideNames);
      return withDotEnv(question, override ? [found, override] : [found]);
    }
    if (dirname(folder) === folder) throw await noComposeFile(start);
  }
}

async function withDotEnv(question: ComposeFilesQuestion, files: readonly string[]): Promise<ComposeFiles> {
  const [first = question.cwd] = files;
  const directory = question.projectDirectory ? resolve(question.cwd, question.projectDirectory) : dirname(first);
  return { files, directory, dotEnv: await readDotEnv(question, directory) };
}

function composeFileVariable(env: NodeJS.ProcessEnv, dotEnv: Readonly<Record<string, string>>): readonly string[] {
  const value = env.COMPOSE_FILE ?? dotEnv.COMPOSE_FILE;
  if (!value) return [];
  return value.split(env.COMPOSE_PATH_SEPARATOR ?? dotEnv.COMPOSE_PATH_SEPARATOR ?? delimiter).filter((file) => file !== "");
}

/** Later files win. Unreadable ones count as empty: Compose itself reports them when it runs. */
async function readDotEnv(question: ComposeFilesQuestion, directory: string): Promise<Readonly<Record<string, string>>> {
  const { cwd, env, envFiles = [] } = question;
  const named = envFiles.length > 0 ? envFiles : (env.COMPOSE_ENV_FILES ?? "").split(",").filter((file) => file !== "");
  const files = named.length > 0 ? named.map((file) => resolve(cwd, file)) : [join(directory, ".env")];
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8").catch(() => "")));
  return Object.assign({}, ...texts.map((text) => parseEnv(text)));
}

async function firstReadable(folder: string, candidates: readonly string[]): Promise<string | undefined> {
  for (const name of candidates) {
    const file = join(folder, name);
    if (await isReadable(file)) return file;
  }
  return undefined;
}

async function isReadable(file: string): Promise<boolean> {
  return readFile(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code === "EACCES",
  );
}

async function noComposeFile(start: string): Promise<UserError> {
  const dockerfile = await isReadable(join(start, "Dockerfile"));
  const broken = await findBroken(start);
  return new UserError(`no compose file in ${start} or any folder above it`, {
    why:
      broken ??
      (dockerfile
        ? "there is a Dockerfile, but nothing says which services to run, with which ports and databases"
        : `looked for ${names.join(", ")}`),
    remedy: dockerfile
      ? 'write a docker-compose.yml beside it: services: { app: { build: ., ports: ["8080:8080"] } }'
      : "change into the project's folder, or name the file: gdev -f path/to/docker-compose.yml …",
  });
}

/** Something that has the name of a compose file and is none: a link to nowhere, or a folder. */
async function findBroken(folder: string): Promise<string | undefined> {
  for (const name of names) {
    const found = await lstat(join(folder, name)).catch(() => undefined);
    if (found?.isSymbolicLink()) return `${name} is a link to ${await readlink(join(folder, name))}, which is not there`;
    if (found?.isDirectory()) return `${name} is a folder`;
  }
  return undefined;
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function noFolder(path: string): UserError {
  return new UserError(`${path} is not a folder`, { remedy: "correct --project-directory" });
}

function absolute(base: string, file: string): string {
  if (file === "-")
    throw new UserError("gdev cannot read the compose file from standard input", {
      remedy: "save it and name it with -f",
      exitCode: 2,
    });
  return isAbsolute(file) ? file : resolve(base, file);
}
