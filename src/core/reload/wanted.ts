import { resolvePath } from "../project/dockerfile.ts";
import { isInside } from "../target/mounts.ts";
import { baseName } from "../target/programs.ts";
import type { AirConfig } from "./air-config.ts";

/**
 * Whether air builds when this file (absolute, in the container) is saved, going by its configuration. What cannot be told here, a regular
 * expression of Go's that is none in JavaScript, counts as left out. Source: air 1.67, runner/engine.go and runner/util.go.
 */
export function wantedByAir(path: string, config: AirConfig): boolean {
  const folder = path.slice(0, path.lastIndexOf("/")) || "/";
  const isNamed = config.includeFile.some((file) => inRoot(config, file) === path);
  if (!isNamed && !(walkedByAir(folder, config) && isIncluded(folder, config) && hasIncludedExt(path, config))) return false;
  const file = isInside(path, config.root) ? path.slice(config.root === "/" ? 1 : config.root.length + 1) : path;
  return (
    !config.excludeFile.some((glob) => globOf(glob).test(file)) && !config.excludeRegex.some((regex) => matches(regex, path))
  );
}

/**
 * Whether air looks into this folder (absolute, in the container) or below it: not where its name or a name above it begins with a dot, not
 * in air's tmp_dir, testdata_dir and exclude_dir, and with include_dir only there. Outside air's root only an include_dir counts.
 */
export function walkedByAir(folder: string, config: AirConfig): boolean {
  const { root, excludeDir, tmpDir, testdataDir } = config;
  if (isInside(folder, root) && folder !== root) {
    const names = folder.slice(root === "/" ? 1 : root.length + 1).split("/");
    if (names.some((name) => name.startsWith("."))) return false;
    if ([...excludeDir, tmpDir, testdataDir].some((dir) => dir !== "" && isInside(folder, inRoot(config, dir)))) return false;
  }
  return isIncluded(folder, config) || includedDirs(config).some((dir) => isInside(dir, folder));
}

/** The folders (absolute, in the container) that air watches: its root, and each include_dir outside of it. */
export function airFolders(config: AirConfig): readonly string[] {
  return [config.root, ...includedDirs(config).filter((dir) => !isInside(dir, config.root))];
}

/** An include_dir within the root narrows the root, one outside adds to it. */
function isIncluded(folder: string, config: AirConfig): boolean {
  const isBelowRoot = isInside(folder, config.root);
  const dirs = includedDirs(config).filter((dir) => isInside(dir, config.root) === isBelowRoot);
  return (isBelowRoot && dirs.length === 0) || dirs.some((dir) => isInside(folder, dir));
}

function includedDirs(config: AirConfig): readonly string[] {
  return config.includeDir.filter((dir) => dir !== "").map((dir) => inRoot(config, dir));
}

function inRoot({ root }: AirConfig, path: string): string {
  return resolvePath(root, path).replace(/(?<=.)\/$/, "");
}

function hasIncludedExt(path: string, { includeExt }: AirConfig): boolean {
  const [, ext] = /\.([^.]*)$/.exec(baseName(path)) ?? [];
  return includeExt.includes("*") || (ext !== undefined && includeExt.includes(ext));
}

/** Go's flags at the front, `(?i)`, are the one difference that is met in practice. */
function matches(regex: string, path: string): boolean {
  const [, flags = "", pattern = ""] = /^(?:\(\?([ims]+)\))?([\s\S]*)$/.exec(regex) ?? [];
  try {
    return new RegExp(pattern, flags).test(path);
  } catch {
    return true;
  }
}

/** Go's filepath.Match without its classes: `*` and `?` stop at a slash. */
function globOf(glob: string): RegExp {
  const pattern = glob
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, "[^/]*")
    .replace(/\?/g, "[^/]");
  return new RegExp(`^${pattern}$`);
}
