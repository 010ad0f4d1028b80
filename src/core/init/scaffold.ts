import type { Preset, PresetVariable } from "./preset.ts";
import { presetFile } from "./preset.ts";

/** A file of a preset's folder, by its path in it with slashes. */
export interface PresetFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly executable: boolean;
}

/** A file that is to be written: `path` is relative to the project's folder, with slashes. */
export interface NewFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly executable: boolean;
}

/**
 * The files of a preset as a project gets them: the manifest left out, names changed, variables filled in. `values` has an answer for
 * each variable. Pure; files that are not listed under `fill` are copied byte by byte.
 */
export function scaffold(
  preset: Preset,
  files: readonly PresetFile[],
  values: Readonly<Record<string, string>>,
): readonly NewFile[] {
  return files
    .filter(({ path }) => path !== presetFile)
    .map(({ path, bytes, executable }) => ({
      path: renamed(path, preset.rename),
      bytes: preset.fill.some((pattern) => matches(path, pattern)) ? filled(bytes, preset.variables, values) : bytes,
      executable,
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The answer where nobody gives one, in a folder of that name. */
export function defaultValue({ default: text }: PresetVariable, folder: string): string {
  return text.replaceAll("{{folder}}", folder);
}

/** Any folder's name as a word that Go modules, images and Compose take: small letters, digits, hyphens; `app` where nothing is left. */
export function plainName(folder: string): string {
  const plain = folder
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return plain || "app";
}

function renamed(path: string, names: Readonly<Record<string, string>>): string {
  const whole = names[path];
  if (whole !== undefined) return whole;
  const [, folder = "", name = ""] = /^(.*\/)?([^/]*)$/.exec(path) ?? [];
  return folder + (names[name] ?? name);
}

/** `*.go` is an ending in any folder, a name without a slash is that file in any folder, all else is a path. */
function matches(path: string, pattern: string): boolean {
  if (pattern.startsWith("*")) return path.endsWith(pattern.slice(1));
  return path === pattern || (!pattern.includes("/") && path.endsWith(`/${pattern}`));
}

/** All variables at once: an answer that looks like another variable's text stays as it is. */
function filled(bytes: Uint8Array, variables: readonly PresetVariable[], values: Readonly<Record<string, string>>): Uint8Array {
  if (variables.length === 0) return bytes;
  const longest = [...variables].sort((a, b) => b.replaces.length - a.replaces.length);
  const any = new RegExp(longest.map(({ replaces }) => replaces.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "g");
  const text = new TextDecoder().decode(bytes).replace(any, (found) => {
    const name = variables.find(({ replaces }) => replaces === found)?.name ?? "";
    return values[name] ?? found;
  });
  return new TextEncoder().encode(text);
}
