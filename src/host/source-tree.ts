import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/** A file as it was found: its text where it is one that is read, and whether it is executable where that matters. */
export interface FoundFile {
  readonly text?: string;
  readonly executable?: boolean;
}

/** Files by absolute path. A folder that is not looked into stands there with a slash behind its name. */
export type FoundTree = ReadonlyMap<string, FoundFile>;

export interface TreeAnswer {
  readonly tree: FoundTree;
  /** There are more files than are looked at. */
  readonly cut: boolean;
}

/** More than this many files, or bytes of text, are not looked at: it is a project of sources, not a disk. */
const mostFiles = 20_000;
const mostTextBytes = 16_000_000;
const largestFileBytes = 1_000_000;

/** Folders whose content says nothing about the project's own files. */
const closedFolders = new Set([
  "node_modules",
  "vendor",
  ".git",
  ".hg",
  ".svn",
  ".idea",
  ".vscode",
  "dist",
  ".cache",
  ".terraform",
]);

/** What is read: sources, Docker files, settings, scripts. */
const readNames =
  /\.go$|^go\.(mod|work)$|dockerfile|^\.dockerignore$|\.dockerignore$|^(docker-)?compose.*\.ya?ml$|^\.?air\.toml$|^\.env|\.env$|\.(sh|bash|mk)$|^Makefile$|^README\.md$|^\.git(ignore|attributes)$|entrypoint/i;

/** Reads what lies below a folder; links to folders are not followed, and what cannot be read counts as absent. */
export async function readTree(folder: string): Promise<TreeAnswer> {
  const tree = new Map<string, FoundFile>();
  let textBytes = 0;
  let cut = false;
  const walk = async (at: string): Promise<void> => {
    const entries = await readdir(at, { withFileTypes: true }).catch(() => []);
    const files = entries.filter((entry) => !entry.isDirectory());
    cut ||= tree.size + files.length > mostFiles;
    if (tree.size > mostFiles) return;
    await Promise.all(
      files.map(async ({ name }) => {
        const file = join(at, name);
        const found = readNames.test(name) && textBytes < mostTextBytes ? await readFound(file) : {};
        textBytes += found?.text?.length ?? 0;
        if (found) tree.set(file, found);
      }),
    );
    for (const entry of entries) {
      if (!entry.isDirectory()) continue;
      const path = join(at, entry.name);
      if (closedFolders.has(entry.name)) tree.set(`${path}/`, {});
      else await walk(path);
    }
  };
  await walk(folder);
  return { tree, cut: cut || textBytes >= mostTextBytes };
}

/** One file, with its text; undefined where there is none that can be read. A large one comes without text. */
export async function readFound(file: string): Promise<FoundFile | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  if (found.size > largestFileBytes) return {};
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  return /\.(sh|bash)$|entrypoint/.test(file) ? { text, executable: await isExecutable(file) } : { text };
}

/** Windows has no such bit: there every file is. */
async function isExecutable(file: string): Promise<boolean> {
  return process.platform === "win32" || ((await stat(file)).mode & 0o111) !== 0;
}
