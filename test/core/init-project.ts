import { readFileSync } from "node:fs";
import { type Diagnosis, diagnose } from "../../src/core/doctor/diagnose.ts";
import { makeFacts } from "../../src/core/doctor/facts/facts.ts";
import { rules } from "../../src/core/doctor/rules.ts";
import { type ProjectFacts, readProjectFacts } from "../../src/core/init/facts.ts";
import type { Pieces, TextFile } from "../../src/core/init/files.ts";
import { parseLanguagePreset } from "../../src/core/target/synth/preset-file.ts";

const folder = "/shop";
const presets = `${import.meta.dirname}/../../presets`;
const piece = (name: string): string => readFileSync(`${presets}/init/${name}`, "utf8");

/** The templates as gdev has them. */
export const pieces: Pieces = {
  language: parseLanguagePreset(readFileSync(`${presets}/languages/go.yml`, "utf8"), "go.yml"),
  dockerfile: piece("Dockerfile"),
  devStage: piece("dev-stage"),
  airToml: piece("air.toml"),
  compose: piece("docker-compose.yml"),
  service: piece("service.yml"),
  dockerignore: piece("dockerignore"),
  envExample: piece("env.example"),
};

export type Files = Readonly<Record<string, string>>;

/** A project of these files; a name that ends with a slash is a folder that nobody looks into. */
export function factsOf(files: Files): ProjectFacts {
  const facts = readProjectFacts(treeOf(files), folder, "shop");
  if (!facts) throw new Error("no program was found");
  return facts;
}

/** What gdev doctor finds in a project of these files. */
export function findings(files: Files, written: readonly TextFile[]): readonly Diagnosis[] {
  const tree = treeOf({ ...files, ...Object.fromEntries(written.map(({ path, text }) => [path, text])) });
  return diagnose(
    makeFacts({
      directory: folder,
      composeFiles: [`${folder}/docker-compose.yml`],
      tree,
      environment: {},
      envFiles: [`${folder}/.env`],
      host: { noFileEvents: false, secret: "s" },
    }),
    rules,
  );
}

export function treeOf(files: Files): ReadonlyMap<string, { readonly text?: string }> {
  return new Map(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, path.endsWith("/") ? {} : { text }]));
}
