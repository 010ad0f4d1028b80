import { readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** The commit that is checked out where a folder lies, without running git; undefined outside a repository and before the first commit. Source: gitrepository-layout(5). */
export async function readCommit(folder: string): Promise<string | undefined> {
  const git = await gitFolder(folder);
  const head = git === undefined ? undefined : await readWord(join(git, "HEAD"));
  if (git === undefined || head === undefined) return undefined;
  const ref = /^ref: (.+)$/.exec(head)?.[1];
  if (ref === undefined) return head;
  const common = resolve(git, (await readWord(join(git, "commondir"))) ?? ".");
  return (await readWord(join(git, ref))) ?? (await readWord(join(common, ref))) ?? (await packedRef(common, ref));
}

/** `.git`, or where the file of that name points to: a worktree or a submodule. */
async function gitFolder(folder: string): Promise<string | undefined> {
  const path = join(folder, ".git");
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return path;
  if (found?.isFile()) {
    const target = /^gitdir: (.+)$/.exec((await readWord(path)) ?? "")?.[1];
    return target === undefined ? undefined : resolve(folder, target);
  }
  const parent = dirname(folder);
  return parent === folder ? undefined : gitFolder(parent);
}

async function packedRef(folder: string, ref: string): Promise<string | undefined> {
  const text = await readFile(join(folder, "packed-refs"), "utf8").catch(() => "");
  return text
    .split("\n")
    .map((line) => line.split(" "))
    .find(([, name]) => name === ref)?.[0];
}

function readWord(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").then(
    (text) => text.trim() || undefined,
    () => undefined,
  );
}
