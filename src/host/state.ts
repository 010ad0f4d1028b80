import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { emptyRecords, type Records } from "../core/plan/records.ts";

/** The folder `$XDG_STATE_HOME/gdev/<project>`: the override, what gdev has built and started, and the lock. */
export function stateFolder(env: NodeJS.ProcessEnv, projectName: string): string {
  return join(stateRoot(env), projectName);
}

/** A short text that gdev keeps for all projects; undefined where it was never written. */
export function readNote(env: NodeJS.ProcessEnv, name: string): Promise<string | undefined> {
  return readFile(noteFile(env, name), "utf8").catch(() => undefined);
}

/** Keeps a short text for all projects. */
export async function writeNote(env: NodeJS.ProcessEnv, name: string, text: string): Promise<void> {
  await mkdir(stateRoot(env), { recursive: true });
  await writeFile(noteFile(env, name), text);
}

/** Compose allows no dot in a project's name, so a note is never a project's folder. */
function noteFile(env: NodeJS.ProcessEnv, name: string): string {
  return join(stateRoot(env), `${name}.note`);
}

function stateRoot(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_STATE_HOME || join(env.HOME || homedir(), ".local", "state"), "gdev");
}

/** The same folder, made where it is not there yet. */
export async function makeStateFolder(env: NodeJS.ProcessEnv, projectName: string): Promise<string> {
  const folder = stateFolder(env, projectName);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** What gdev remembers of the project; an absent or unreadable file is an empty memory. */
export async function readRecords(folder: string): Promise<Records> {
  try {
    return { ...emptyRecords, ...(JSON.parse(await readFile(join(folder, "records.json"), "utf8")) as Partial<Records>) };
  } catch {
    return emptyRecords;
  }
}

/** Replaces the records in one move, so that a reader never sees half a file. */
export async function writeRecords(folder: string, records: Records): Promise<void> {
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `records.${process.pid}.json`);
  await writeFile(draft, `${JSON.stringify(records, null, 1)}\n`);
  await rename(draft, join(folder, "records.json"));
}

/** Writes the override and returns its path. */
export async function writeOverride(folder: string, yaml: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, "override.yml");
  await writeFile(file, yaml);
  return file;
}

/** Another gdev holds the project. */
export interface LockHolder {
  readonly pid: number;
}

/**
 * Takes the project's lock, waiting while a living gdev holds it; `onWait` hears of the holder once. A dead holder's lock is taken over.
 * Resolves to the release. Rejects with the signal's reason when it aborts.
 */
export async function lockProject(
  folder: string,
  signal: AbortSignal,
  onWait: (holder: LockHolder) => void,
): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, "lock");
  let told = false;
  while (!(await tryLock(file))) {
    const pid = Number(await readFile(file, "utf8").catch(() => ""));
    if (pid > 0 && !isAlive(pid)) {
      await rm(file, { force: true });
      continue;
    }
    if (!told && pid > 0) onWait({ pid });
    told = true;
    await pause(100, signal);
  }
  return () => rm(file, { force: true });
}

/** A hard link either appears whole, with the pid in it, or not at all. */
async function tryLock(file: string): Promise<boolean> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, String(process.pid));
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    signal.addEventListener("abort", stop, { once: true });
  });
}
