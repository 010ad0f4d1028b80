import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { SourceFiles } from "../core/project/source-files.ts";

/** More than this is not looked at: gdev wants to know how a program is laid out, not to read a disk. */
const mostFiles = 20_000;
const mostTexts = 4000;
/** Imports, embedded files and `func main` stand near the top of a file, or in a small one. */
const mostBytesOfFile = 64_000;

/** Folders that hold no source of the project. */
const closedFolders: ReadonlySet<string> = new Set(["node_modules", "vendor", "testdata", "dist", "__pycache__", "venv"]);

/** Looks through a build context, `folder` absolute: hidden folders, links and what cannot be read are left out. */
export async function readSourceFiles(folder: string): Promise<SourceFiles> {
  const paths: string[] = [];
  const wanted: string[] = [];
  const walk = async (at: string): Promise<void> => {
    const entries = await readdir(join(folder, at), { withFileTypes: true }).catch(() => []);
    for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      const path = at === "" ? entry.name : `${at}/${entry.name}`;
      if (paths.length >= mostFiles) return;
      if (entry.isFile()) {
        paths.push(path);
        if (isWanted(entry.name, path) && wanted.length < mostTexts) wanted.push(path);
      } else if (entry.isDirectory() && (!entry.name.startsWith(".") || path === ".config") && !closedFolders.has(entry.name)) {
        await walk(path);
      }
    }
  };
  await walk("");
  const texts: Record<string, string> = {};
  for (let at = 0; at < wanted.length; at += filesAtOnce) {
    const read = wanted.slice(at, at + filesAtOnce).map(async (path) => [path, await readStart(join(folder, path))] as const);
    for (const [path, text] of await Promise.all(read)) if (text !== undefined) texts[path] = text;
  }
  return { paths, texts, cut: paths.length >= mostFiles || wanted.length >= mostTexts };
}

const filesAtOnce = 32;

function isWanted(name: string, path: string): boolean {
  return (
    (name.endsWith(".go") && !name.endsWith("_test.go")) ||
    name === "go.mod" ||
    name === "package.json" ||
    /(^|\/)(\.air\.toml|\.config\/air\.toml)$/.test(path)
  );
}

async function readStart(file: string): Promise<string | undefined> {
  try {
    const handle = await open(file);
    try {
      const bytes = Buffer.alloc(mostBytesOfFile);
      const { bytesRead } = await handle.read(bytes, 0, mostBytesOfFile, 0);
      return bytes.toString("utf8", 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}
