import { randomUUID } from "node:crypto";
import { chmod, link, lstat, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";

/** A file as it was read, and as it shall be. */
export interface Rewrite {
  readonly file: string;
  /** Absent: it must not be there yet. */
  readonly before?: string;
  readonly after: string;
  /** It becomes executable for those who may read it. */
  readonly executable?: boolean;
}

/**
 * Writes one file in one step, its mode kept. Resolves to why it was not written, in words that follow its name, and undefined after
 * success: a link, a file outside `root`, one that is not UTF-8, one that is no longer as it was read. What is there is compared
 * right before the new file takes its place.
 */
export async function rewrite({ file, before, after, executable }: Rewrite, root: string): Promise<string | undefined> {
  const refusal = await refusalOf(file, root);
  if (refusal) return refusal;
  const fresh = join(dirname(file), `.${basename(file)}.${randomUUID()}`);
  try {
    const mode = before === undefined ? 0o666 & ~0o022 : (await lstat(file)).mode & 0o7777;
    await writeFile(fresh, after, { flag: "wx", mode });
    await chmod(fresh, executable ? mode | ((mode & 0o444) >> 2) : mode);
    const changed = await differs(file, before);
    if (changed) return changed;
    if (before === undefined) await link(fresh, file);
    else await rename(fresh, file);
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === "EEXIST"
      ? "is there meanwhile"
      : code === "EACCES" || code === "EPERM" || code === "EROFS"
        ? "may not be written"
        : message;
  } finally {
    await rm(fresh, { force: true });
  }
}

async function refusalOf(file: string, root: string): Promise<string | undefined> {
  const found = await lstat(file).catch(() => undefined);
  if (found?.isSymbolicLink()) return "is a link";
  if (found && !found.isFile()) return "is not a file";
  const [folder, top] = await Promise.all([realpath(dirname(file)).catch(() => undefined), realpath(root)]);
  if (folder === undefined) return "has no folder";
  return folder === top || folder.startsWith(top.endsWith(sep) ? top : top + sep) ? undefined : "lies outside of the project";
}

async function differs(file: string, before: string | undefined): Promise<string | undefined> {
  const bytes = await readFile(file).catch(() => undefined);
  if (before === undefined) return bytes === undefined ? undefined : "is there meanwhile";
  if (bytes === undefined) return "is not there any more";
  if (bytes.equals(Buffer.from(before))) return undefined;
  return bytes.toString("utf8") === before ? "is not in UTF-8" : "has changed meanwhile";
}
