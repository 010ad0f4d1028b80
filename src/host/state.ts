import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { UserError } from "../core/error.ts";
import { emptyRecords, type Records } from "../core/plan/records.ts";

/** The folder `$XDG_STATE_HOME/gdev/<project>`: the override, what gdev has built and started, and the lock. */
export function stateFolder(env: NodeJS.ProcessEnv, projectName: string): string {
  return join(stateRoot(env), projectName);
}

/** A short text that gdev keeps for all projects; undefined where it was never written. */
export function readNote(env: NodeJS.ProcessEnv, name: string): Promise<string | undefined> {
  return readFile(noteFile(env, name), "utf8").catch(() => undefined);
}

/** Keeps a short text for all projects. Throws UserError where the state folder cannot be written. */
export function writeNote(env: NodeJS.ProcessEnv, name: string, text: string): Promise<void> {
  return inState(stateRoot(env), () => writeFile(noteFile(env, name), text));
}

/** Compose allows no dot in a project's name, so a note is never a project's folder. */
function noteFile(env: NodeJS.ProcessEnv, name: string): string {
  return join(stateRoot(env), `${name}.note`);
}

/** A relative XDG_STATE_HOME does not count. Source: XDG Base Directory Specification. */
function stateRoot(env: NodeJS.ProcessEnv): string {
  const given = env.XDG_STATE_HOME ?? "";
  return join(isAbsolute(given) ? given : join(env.HOME || homedir(), ".local", "state"), "gdev");
}

/** What gdev remembers of the project; an absent, unreadable or damaged file is an empty memory. */
export async function readRecords(folder: string): Promise<Records> {
  try {
    const found = { ...emptyRecords, ...(JSON.parse(await readFile(join(folder, "records.json"), "utf8")) as Partial<Records>) };
    return Object.values(found).every(isMap) ? found : emptyRecords;
  } catch {
    return emptyRecords;
  }
}

function isMap(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Replaces the records in one move, so that a reader never sees half a file. Throws UserError where the folder cannot be written. */
export function writeRecords(folder: string, records: Records): Promise<void> {
  return inState(folder, async () => {
    const draft = join(folder, `records.${process.pid}.json`);
    await writeFile(draft, `${JSON.stringify(records, null, 1)}\n`);
    await rename(draft, join(folder, "records.json"));
  });
}

/** Writes the override and returns its path. Throws UserError where the folder cannot be written. */
export function writeOverride(folder: string, yaml: string): Promise<string> {
  return inState(folder, async () => {
    const file = join(folder, "override.yml");
    await writeFile(file, yaml);
    return file;
  });
}

/** Makes the folder where it is not there yet, and writes in it. Throws UserError where the system does not let gdev. */
export async function inState<T>(folder: string, deed: () => Promise<T>): Promise<T> {
  try {
    await mkdir(folder, { recursive: true });
    return await deed();
  } catch (error) {
    throw unwritable(folder, error as NodeJS.ErrnoException);
  }
}

const refusals: Readonly<Record<string, string>> = {
  EACCES: "no permission to write there",
  EPERM: "no permission to write there",
  EROFS: "that file system is read-only",
  ENOTDIR: "a part of that path is a file, not a folder",
  EEXIST: "a part of that path is a file, not a folder",
  ENOSPC: "no space left on that disk",
  EDQUOT: "the disk quota is used up",
};

function unwritable(folder: string, error: NodeJS.ErrnoException): Error {
  const why = refusals[error.code ?? ""];
  if (why === undefined) return error;
  return new UserError(`gdev cannot write its state folder ${folder}`, {
    why,
    remedy: "make it writable, or set XDG_STATE_HOME to a folder where gdev may keep what it has to remember",
  });
}
