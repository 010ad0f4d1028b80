import { createHash } from "node:crypto";
import { cp, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/** Copies a fixture. Its `env.fixture`, where there is one, becomes `.env` too: a real `.env` would not survive in a git checkout. */
export async function copyFixture(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true });
  const isThere = await stat(join(to, "env.fixture")).catch(() => undefined);
  if (isThere) await cp(join(to, "env.fixture"), join(to, ".env"));
}

/** Path → hash of every file under a folder; what the folder's own .gitignore names as `folder/` is left out, as git would. */
export async function snapshotFiles(folder: string): Promise<Readonly<Record<string, string>>> {
  const ignored = (await readFile(join(folder, ".gitignore"), "utf8").catch(() => ""))
    .split("\n")
    .filter((line) => line.endsWith("/"))
    .map((line) => line.slice(0, -1));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  const kept = files.filter((file) => !ignored.some((name) => file === name || file.startsWith(`${name}/`))).sort();
  return Object.fromEntries(await Promise.all(kept.map(async (file) => [file, await hashFile(join(folder, file))] as const)));
}

async function hashFile(file: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(file))
    .digest("hex")
    .slice(0, 12);
}
