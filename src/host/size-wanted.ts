import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inState } from "./state.ts";

/** A value with all that it was worked out from, so that it can be told whether it still holds. */
export interface Derived<T> {
  readonly value: T;
  /** What was asked. */
  readonly question: string;
  /** File, absolute → hash of what it held. */
  readonly files: Readonly<Record<string, string>>;
  /** Environment variable → its value; null: not set. */
  readonly variables: Readonly<Record<string, string | null>>;
}

/** The value that was kept for this question, where no file and no variable that it came from has changed since; else undefined. */
export async function readDerived<T>(folder: string, question: string, env: NodeJS.ProcessEnv): Promise<T | undefined> {
  try {
    const kept = JSON.parse(await readFile(derivedFile(folder), "utf8")) as Derived<T>;
    if (kept.question !== question) return undefined;
    if (Object.entries(kept.variables).some(([name, value]) => (env[name] ?? null) !== value)) return undefined;
    const now = await hashFiles(Object.keys(kept.files));
    return Object.entries(kept.files).every(([file, hash]) => now[file] === hash) ? kept.value : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a value; one that cannot be kept is worked out again the next time. */
export async function writeDerived<T>(folder: string, derived: Derived<T>): Promise<void> {
  await inState(folder, async () => {
    const draft = join(folder, `size-images.${process.pid}.json`);
    await writeFile(draft, JSON.stringify(derived));
    await rename(draft, derivedFile(folder));
  }).catch(() => {});
}

/** A hash of each file; an unreadable one has none. */
export async function hashFiles(files: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const entries = files.map(async (file) => {
    const bytes = await readFile(file).catch(() => undefined);
    return bytes ? [[file, createHash("sha256").update(bytes).digest("hex")] as const] : [];
  });
  return Object.fromEntries((await Promise.all(entries)).flat());
}

function derivedFile(folder: string): string {
  return join(folder, "size-images.json");
}
