import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Interrupted } from "../core/error.ts";
import { inState } from "./state.ts";

/** Another gdev holds the project. */
export interface LockHolder {
  readonly pid: number;
}

/**
 * Takes the project's lock in its state folder, waiting while a living gdev holds it; `onWait` hears of the holder once. A lock whose holder is dead,
 * or whose process id belongs to another process by now, is taken over. Resolves to the release. Rejects with Interrupted when
 * the signal aborts, with UserError where the folder cannot be written.
 */
export async function lockProject(
  folder: string,
  signal: AbortSignal,
  onWait: (holder: LockHolder) => void,
): Promise<() => Promise<void>> {
  const file = join(folder, "lock");
  const own = await nameProcess(process.pid);
  let told = false;
  while (!(await inState(folder, () => tryLock(file, own)))) {
    const text = await inState(folder, () => readLock(file));
    if (text === undefined) continue;
    if (!(await isHeld(text))) {
      await takeAway(file, text);
      continue;
    }
    if (!told) onWait({ pid: Number.parseInt(text, 10) });
    told = true;
    await pause(100, signal);
  }
  return () => release(file, own);
}

/** A process id alone comes back after a reboot, so the time of its start goes with it where the system tells it: `4711 998877`. */
async function nameProcess(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The program's name stands in brackets and may hold blanks; the start is the 20th field after it. Source: proc_pid_stat(5).
  const started = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  return started === undefined ? String(pid) : `${pid} ${started}`;
}

async function isHeld(text: string): Promise<boolean> {
  const pid = Number.parseInt(text, 10);
  if (!(pid > 0) || !isAlive(pid)) return false;
  const name = await nameProcess(pid);
  return name === text || !name.includes(" ") || !text.includes(" ");
}

/** A hard link either appears whole, with the holder in it, or not at all. */
async function tryLock(file: string, own: string): Promise<boolean> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, own);
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

/** Who holds the lock; undefined where it has just been released. */
function readLock(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}

/** Removes a dead holder's lock. Where another waiter was quicker and holds it now, it gets it back. */
async function takeAway(file: string, dead: string): Promise<void> {
  const moved = `${file}.${process.pid}.dead`;
  await rename(file, moved).catch(() => undefined);
  const text = await readFile(moved, "utf8").catch(() => dead);
  if (text !== dead) await link(moved, file).catch(() => undefined);
  await rm(moved, { force: true });
}

async function release(file: string, own: string): Promise<void> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === own) await rm(file, { force: true });
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
    if (signal.aborted) return reject(new Interrupted());
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    const stop = (): void => {
      clearTimeout(timer);
      reject(new Interrupted());
    };
    signal.addEventListener("abort", stop, { once: true });
  });
}
