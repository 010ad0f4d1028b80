import { entriesOf, patternOf, readPreset, type Wrong, wordOf, wordsOf } from "../../preset-text.ts";
import type { InstallWords, LanguagePreset, Reloader, Start, ToolVersion } from "./preset.ts";

/**
 * Text of one presets/languages file → LanguagePreset; presets/schema/language-preset.json says the same to editors. UserError with the place for YAML that
 * cannot be read, an unknown key (with the nearest name), and a field that is missing or wrong.
 */
export function parseLanguagePreset(text: string, file: string): LanguagePreset {
  const { content, wrong } = readPreset(text, file);
  const raw = entriesOf(content, [], presetKeys, wrong);
  const word = (key: Key): string => wordOf(raw[key], [key], wrong);
  const words = (key: Key): readonly string[] => (raw[key] === undefined ? [] : wordsOf(raw[key], [key], wrong));
  const kind = word("kind");
  if (kind !== "compiled" && kind !== "interpreted") throw wrong(["kind"], "write compiled or interpreted");
  return {
    name: word("name"),
    kind,
    images: wordsOf(raw.images, ["images"], wrong),
    ...(raw.toolchain === undefined ? {} : { toolchain: patternOf(raw.toolchain, ["toolchain"], wrong) }),
    ...(raw.oldest === undefined ? {} : { oldest: versionOf(raw.oldest, ["oldest"], wrong) }),
    workdir: word("workdir"),
    arguments: words("arguments"),
    manifests: words("manifests"),
    kept: words("kept"),
    versions: itemsOf(raw.versions, ["versions"], wrong).map(([row, path]) => toolVersionOf(row, path, wrong)),
    ...(raw.install === undefined ? {} : { install: installOf(raw.install, wrong) }),
    ...(raw.user === undefined ? {} : { user: word("user") }),
    steps: words("steps"),
    reloader: reloaderOf(raw.reloader, wrong),
    starts: itemsOf(raw.starts, ["starts"], wrong).map(([row, path]) => startOf(row, path, wrong)),
  };
}

const presetKeys = [
  "name",
  "kind",
  "images",
  "toolchain",
  "oldest",
  "workdir",
  "arguments",
  "manifests",
  "kept",
  "versions",
  "install",
  "user",
  "steps",
  "reloader",
  "starts",
] as const;
type Key = (typeof presetKeys)[number];

/** The items of a list, each with its path. A list that is not there has none. */
function itemsOf(
  value: unknown,
  path: readonly string[],
  wrong: Wrong,
): readonly (readonly [item: unknown, path: readonly string[]])[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length === 0) throw wrong(path, "write a list");
  return value.map((item, index) => [item, [...path, String(index)]] as const);
}

function versionOf(value: unknown, path: readonly string[], wrong: Wrong): string {
  if (typeof value === "string" && /^\d+(\.\d+)?$/.test(value)) return value;
  throw wrong(path, 'write a version such as "1.22"');
}

function toolVersionOf(value: unknown, path: readonly string[], wrong: Wrong): ToolVersion {
  const raw = entriesOf(value, path, ["from", "tool", "toolchain", "otherwise", "flags", "kill_delay"], wrong);
  const word = (key: "tool" | "toolchain" | "otherwise" | "flags"): string => wordOf(raw[key], [...path, key], wrong);
  if (raw.otherwise !== undefined && raw.toolchain === undefined)
    throw wrong([...path, "otherwise"], "it takes the place of a toolchain");
  const { kill_delay } = raw;
  return {
    from: versionOf(raw.from, [...path, "from"], wrong),
    tool: word("tool"),
    ...(raw.toolchain === undefined ? {} : { toolchain: word("toolchain"), otherwise: word("otherwise") }),
    ...(raw.flags === undefined ? {} : { flags: word("flags") }),
    ...(kill_delay === undefined
      ? {}
      : { killDelay: typeof kill_delay === "number" ? kill_delay : wordOf(kill_delay, [...path, "kill_delay"], wrong) }),
  };
}

function installOf(value: unknown, wrong: Wrong): InstallWords {
  const keys = ["with", "command", "toolchain", "otherwise", "step", "result", "unless"] as const;
  const raw = entriesOf(value, ["install"], keys, wrong);
  const word = (key: (typeof keys)[number]): string => wordOf(raw[key], ["install", key], wrong);
  return {
    with: word("with"),
    command: word("command"),
    toolchain: word("toolchain"),
    otherwise: word("otherwise"),
    step: word("step"),
    result: word("result"),
    unless: patternOf(raw.unless, ["install", "unless"], wrong),
  };
}

function reloaderOf(value: unknown, wrong: Wrong): Reloader {
  const keys = ["name", "start", "own", "file", "tmp", "extensions", "config", "kill_delay"] as const;
  const path = ["reloader"];
  const raw = entriesOf(value, path, keys, wrong);
  const word = (key: (typeof keys)[number]): string => (raw[key] === undefined ? "" : wordOf(raw[key], [...path, key], wrong));
  const words = (key: (typeof keys)[number]): readonly string[] =>
    raw[key] === undefined ? [] : wordsOf(raw[key], [...path, key], wrong);
  return {
    name: wordOf(raw.name, [...path, "name"], wrong),
    start: words("start"),
    own: words("own"),
    file: word("file"),
    tmp: word("tmp"),
    extensions: words("extensions"),
    config: word("config"),
    killDelay: word("kill_delay"),
  };
}

function startOf(value: unknown, path: readonly string[], wrong: Wrong): Start {
  const raw = entriesOf(value, path, ["command", "run", "tools"], wrong);
  return {
    command: patternOf(raw.command, [...path, "command"], wrong),
    run: wordOf(raw.run, [...path, "run"], wrong),
    ...(raw.tools === undefined ? {} : { tools: wordOf(raw.tools, [...path, "tools"], wrong) }),
  };
}
