import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseDockerfile } from "../../src/core/project/dockerfile.ts";
import type { SourceFiles } from "../../src/core/project/source-files.ts";
import type { MadeStage, NotMade } from "../../src/core/target/synth/draft.ts";
import type { LanguagePreset } from "../../src/core/target/synth/preset.ts";
import { parseLanguagePreset } from "../../src/core/target/synth/preset-file.ts";
import { makeDevStage } from "../../src/core/target/synth/synth.ts";
import { serviceOf } from "./project-of.ts";

/** The language presets as they are shipped. */
const languages: readonly LanguagePreset[] = ["go", "node", "python"].map((name) =>
  parseLanguagePreset(readFileSync(fileURLToPath(new URL(`../../presets/languages/${name}.yml`, import.meta.url)), "utf8"), name),
);

/** A build context: texts by path. */
function filesOf(texts: Readonly<Record<string, string>>): SourceFiles {
  return { paths: Object.keys(texts).sort(), texts, cut: false };
}

/** A Go program that does nothing. */
export const goMain = "package main\n\nfunc main() {\n}\n";

export interface Shape {
  readonly dockerfile: string;
  readonly files?: Readonly<Record<string, string>>;
  /** More fields of the service, in YAML's flow style. */
  readonly service?: string;
  readonly mustPoll?: boolean;
}

/** The dev stage that gdev makes for a service api with its context in /work/demo, or why it makes none. */
export function madeOf({
  dockerfile,
  files = { "go.mod": "module shop\n\ngo 1.26\n", "main.go": goMain },
  service = "",
  mustPoll = false,
}: Shape): MadeStage | NotMade {
  const api = serviceOf(`build: { context: /work/demo }, ${service}`);
  const stages = parseDockerfile(dockerfile, api.build?.args);
  return makeDevStage({ service: api, stages, text: dockerfile, files: filesOf(files), presets: languages, mustPoll });
}

/** The same, where one is made. */
export function made(shape: Shape): MadeStage {
  const found = madeOf(shape);
  if (!("stage" in found)) throw new Error(found.why);
  return found;
}

/** The instructions of the made stage, without the configuration of its reloader. */
export function instructionsOf({ dockerfile }: MadeStage): readonly string[] {
  const text = dockerfile.slice(dockerfile.indexOf("# Made by gdev"));
  const stage = text.slice(text.indexOf(" AS gdev-dev\n") + " AS gdev-dev\n".length);
  return stage
    .replace(/RUN mkdir -p \/etc\/gdev[^>]*> \S+\n/, "")
    .trimEnd()
    .split("\n");
}

/** The configuration of the reloader, as the RUN that writes it has it: key → value. */
export function configOf({ dockerfile }: MadeStage): Readonly<Record<string, string>> {
  const written = /RUN mkdir -p \/etc\/gdev[^>]*> \S+\n/.exec(dockerfile)?.[0] ?? "";
  const lines = [...written.matchAll(/^ {2}'(\w+) = (.*)' [\\`]$/gm)];
  return Object.fromEntries(lines.map(([, key = "", value = ""]) => [key, value.replaceAll("'\\''", "'")]));
}
