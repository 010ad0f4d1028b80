import { lstat, mkdir, readdir, readFile, realpath, stat, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { UserError } from "../core/error.ts";
import { type Preset, parsePreset, presetFile } from "../core/init/preset.ts";
import type { NewFile, PresetFile } from "../core/init/scaffold.ts";
import { safeText } from "../core/logs/escape.ts";

/** A preset and the folder that it lies in. */
export interface FoundPreset {
  /** The folder's own name: what `gdev init` is called with. */
  readonly name: string;
  readonly folder: string;
  readonly preset: Preset;
}

/**
 * The presets of a folder: the one that it is itself (it holds a preset.yml), else those of its folders, by name. Throws UserError where
 * the folder cannot be read or holds none, and for a manifest with a mistake.
 */
export async function findPresets(folder: string): Promise<readonly FoundPreset[]> {
  const own = await readPreset(folder);
  if (own) return [own];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (!entries) throw new UserError(`${safeText(folder, "none")} is not a folder that can be read`, { exitCode: 2 });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  const found = (await Promise.all(folders.sort().map(readPreset))).filter((preset) => preset !== undefined);
  if (found.length === 0)
    throw new UserError(`${safeText(folder, "none")} holds no preset`, {
      remedy: `a preset is a folder of files with a ${presetFile}, which needs one line: title: …`,
      exitCode: 2,
    });
  return found;
}

async function readPreset(folder: string): Promise<FoundPreset | undefined> {
  const file = join(folder, presetFile);
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  return { name: folder.replace(/\/+$/, "").split("/").at(-1) ?? folder, folder, preset: parsePreset(text, file) };
}

/** What a preset's folder holds, `.git` and links left out, in the order of the paths. */
export async function readPresetFiles(folder: string): Promise<readonly PresetFile[]> {
  const files: PresetFile[] = [];
  const walk = async (below: string): Promise<void> => {
    const entries = await readdir(join(folder, below), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== ".git") await walk(path);
      if (entry.isFile()) files.push(await readPresetFile(folder, path));
    }
  };
  await walk("");
  return files;
}

async function readPresetFile(folder: string, path: string): Promise<PresetFile> {
  const file = join(folder, path);
  const [bytes, { mode }] = await Promise.all([readFile(file), stat(file)]);
  return { path, bytes, executable: (mode & 0o100) !== 0 };
}

/** The names in a folder; folders end with a slash. Empty where there is no such folder. */
export async function readNames(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort();
}

/** Which of the paths below a folder are there, links that lead nowhere included. */
export async function existing(folder: string, paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(paths.map((path) => lstat(join(folder, path)).catch(() => undefined)));
  return paths.filter((_, index) => found[index] !== undefined);
}

/**
 * Writes a file that is not there yet, with the folders above it. Resolves to why it was not written, in words that follow its name, and
 * undefined after success: something has that name, or a link leads out of the folder.
 */
export async function writeNew(folder: string, { path, bytes, executable }: NewFile): Promise<string | undefined> {
  const file = join(folder, path);
  try {
    await mkdir(dirname(file), { recursive: true });
    const [above, top] = await Promise.all([realpath(dirname(file)), realpath(folder)]);
    if (above !== top && !above.startsWith(top.endsWith(sep) ? top : top + sep)) return "lies outside of the project";
    await writeFile(file, bytes, { flag: "wx", mode: executable ? 0o755 : 0o644 });
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" || code === "ENOTDIR") return "is there already";
    return code === "EACCES" || code === "EPERM" || code === "EROFS" ? "may not be written" : message;
  }
}
