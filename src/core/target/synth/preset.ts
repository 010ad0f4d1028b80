import { imageName } from "../../readiness/preset.ts";

/** What gdev makes a dev stage from for projects in one language: presets/languages/*.yml. Texts have `{placeholders}`. */
export interface LanguagePreset {
  readonly name: string;
  /** `compiled`: the dev stage is the stage that compiles, without the source. `interpreted`: the production stage, without the source. */
  readonly kind: "compiled" | "interpreted";
  /** Base images of the language, without registry and tag. */
  readonly images: readonly string[];
  /**
   * `compiled`: what a RUN of a stage with the toolchain looks like. `interpreted`: what a RUN that installs packages looks like; where its group `kept`
   * takes part, it fills the kept folders.
   */
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
