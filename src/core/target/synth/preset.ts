import { parse } from "yaml";
import { UserError } from "../../error.ts";
import { imageName } from "../../readiness/preset.ts";

/** What gdev makes a dev stage from for projects in one language: presets/languages/*.yml. Texts have `{placeholders}`. */
export interface LanguagePreset {
  readonly name: string;
  /** `compiled`: the dev stage is the stage that compiles, without the source. `interpreted`: the production stage, without the source. */
  readonly kind: "compiled" | "interpreted";
  /** Base images of the language, without registry and tag. */
  readonly images: readonly string[];
  /** What a RUN of a stage with the toolchain looks like. */
  readonly toolchain?: RegExp;
  readonly oldest?: string;
  readonly workdir: string;
  readonly arguments: readonly string[];
  readonly manifests: readonly string[];
  readonly kept: readonly string[];
  readonly versions: readonly ToolVersion[];
  readonly install?: InstallWords;
  /** The user that the stage's own steps and the container run as; absent: the image's. */
  readonly user?: string;
  readonly steps: readonly string[];
  readonly reloader: Reloader;
  readonly starts: readonly Start[];
}

/** What is installed for a version of the language and newer ones, up to the next row. */
export interface ToolVersion {
  readonly from: string;
  readonly tool: string;
  /** Another toolchain that builds it. */
  readonly toolchain?: string;
  /** What this version can build itself, where that toolchain is not to be had. */
  readonly otherwise?: string;
  /** Flags that each build gets. */
  readonly flags?: string;
  /** In the words of the tool's configuration of that time. */
  readonly killDelay?: string | number;
}

export interface InstallWords {
  readonly with: string;
  readonly command: string;
  readonly toolchain: string;
  readonly otherwise: string;
  /** The instruction that installs, with `{install}`. */
  readonly step: string;
  /** The file that it leaves. */
  readonly result: string;
  /** What in the project's instructions the installing depends on: then it is done behind them. */
  readonly unless: RegExp;
}

export interface Reloader {
  readonly name: string;
  readonly start: readonly string[];
  /** Where the project may have a configuration of its own. */
  readonly own: readonly string[];
  /** Where the made configuration is in the image. */
  readonly file: string;
  /** The folder in the container for what is built. */
  readonly tmp: string;
  readonly extensions: readonly string[];
  readonly config: string;
  readonly killDelay: string;
}

/** How a start command becomes one that reloads. */
export interface Start {
  readonly command: RegExp;
  readonly run: string;
  readonly tools?: string;
}

/** Text of one presets/languages file → LanguagePreset. A UserError names the file and the field that is wrong. */
export function parseLanguagePreset(text: string, file: string): LanguagePreset {
  const raw = parse(text) as unknown;
  const fields = read(raw, file);
  const kind = fields.word("kind");
  if (kind !== "compiled" && kind !== "interpreted") throw fields.wrong("kind");
  const reloader = fields.section("reloader");
  const install = fields.has("install") ? fields.section("install") : undefined;
  return {
    name: fields.word("name"),
    kind,
    images: fields.words("images"),
    ...(fields.has("toolchain") ? { toolchain: fields.pattern("toolchain") } : {}),
    ...(fields.has("oldest") ? { oldest: fields.word("oldest") } : {}),
    workdir: fields.word("workdir"),
    arguments: fields.words("arguments", []),
    manifests: fields.words("manifests", []),
    kept: fields.words("kept", []),
    versions: fields.sections("versions").map((row) => ({
      from: row.word("from"),
      tool: row.word("tool"),
      ...(row.has("toolchain") ? { toolchain: row.word("toolchain"), otherwise: row.word("otherwise") } : {}),
      ...(row.has("flags") ? { flags: row.word("flags") } : {}),
      ...(row.has("kill_delay") ? { killDelay: row.wordOrNumber("kill_delay") } : {}),
    })),
    ...(install
      ? {
          install: {
            with: install.word("with"),
            command: install.word("command"),
            toolchain: install.word("toolchain"),
            otherwise: install.word("otherwise"),
            step: install.word("step"),
            result: install.word("result"),
            unless: install.pattern("unless"),
          },
        }
      : {}),
    ...(fields.has("user") ? { user: fields.word("user") } : {}),
    steps: fields.words("steps", []),
    reloader: {
      name: reloader.word("name"),
      start: reloader.words("start", []),
      own: reloader.words("own", []),
      file: reloader.word("file", ""),
      tmp: reloader.word("tmp", ""),
      extensions: reloader.words("extensions", []),
      config: reloader.word("config", ""),
      killDelay: reloader.word("kill_delay", ""),
    },
    starts: fields.sections("starts").map((row) => ({
      command: row.pattern("command"),
      run: row.word("run"),
      ...(row.has("tools") ? { tools: row.word("tools") } : {}),
    })),
  };
}

/** True for a base image of the language, whatever registry and tag. */
export function isImageOf({ images }: LanguagePreset, baseImage: string): boolean {
  const name = imageName(baseImage);
  return images.includes(name) || images.includes(name.slice(name.lastIndexOf("/") + 1));
}

/** The version that an image's tag names: `golang:1.22-alpine` → `1.22`, `node:22` → `22`; undefined for `latest`, `alpine` or a digest. */
export function versionOfTag(baseImage: string): string | undefined {
  const last = baseImage.replace(/@.*$/, "").replace(/^.*\//, "");
  return /:v?(\d+(?:\.\d+)?)/.exec(last)?.[1];
}

/** The row for a version; the last one for an unknown version. Undefined for a version before the first row. */
export function toolFor({ versions }: LanguagePreset, version: string | undefined): ToolVersion | undefined {
  if (version === undefined) return versions.at(-1);
  return versions.findLast(({ from }) => compareVersions(from, version) <= 0);
}

/** Negative where the first is older. `1.9` is older than `1.10`, and that older than `1`, which is the newest of them. */
export function compareVersions(one: string, other: string): number {
  const [left = 0, leftMinor = newest] = one.split(".").map(Number);
  const [right = 0, rightMinor = newest] = other.split(".").map(Number);
  return left - right || leftMinor - rightMinor;
}

const newest = 1e6;

/** Fills `{name}`; an unknown name stays. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/(?<!\$)\{(\w+)\}/g, (placeholder, name) => values[name] ?? placeholder);
}

/** Steps with their placeholders filled; one with a placeholder that is empty is left out. */
export function filledSteps(steps: readonly string[], values: Readonly<Record<string, string>>): readonly string[] {
  const isWanted = (step: string): boolean =>
    [...step.matchAll(/(?<!\$)\{(\w+)\}/g)].every(([, name = ""]) => (values[name] ?? "") !== "");
  return steps.filter(isWanted).map((step) => fill(step, values));
}

interface Fields {
  readonly has: (key: string) => boolean;
  readonly word: (key: string, fallback?: string) => string;
  readonly wordOrNumber: (key: string) => string | number;
  readonly words: (key: string, fallback?: readonly string[]) => readonly string[];
  readonly pattern: (key: string) => RegExp;
  readonly section: (key: string) => Fields;
  readonly sections: (key: string) => readonly Fields[];
  readonly wrong: (key: string) => UserError;
}

function read(raw: unknown, place: string): Fields {
  const table = (typeof raw === "object" && raw !== null ? raw : {}) as Readonly<Record<string, unknown>>;
  const wrong = (key: string): UserError => new UserError(`${place}: \`${key}\` is missing or wrong`);
  const word = (key: string, fallback?: string): string => {
    const value = table[key] ?? fallback;
    if (typeof value !== "string") throw wrong(key);
    return value;
  };
  return {
    has: (key) => table[key] !== undefined,
    word,
    wordOrNumber(key) {
      const value = table[key];
      return typeof value === "number" ? value : word(key);
    },
    words(key, fallback) {
      const value = table[key] ?? fallback;
      if (!Array.isArray(value) || !value.every((each) => typeof each === "string")) throw wrong(key);
      return value;
    },
    pattern(key) {
      try {
        return new RegExp(word(key));
      } catch {
        throw wrong(key);
      }
    },
    section(key) {
      if (typeof table[key] !== "object" || table[key] === null) throw wrong(key);
      return read(table[key], `${place}: ${key}`);
    },
    sections(key) {
      const value = table[key] ?? [];
      if (!Array.isArray(value)) throw wrong(key);
      return value.map((each, index) => read(each, `${place}: ${key}[${index}]`));
    },
    wrong,
  };
}
