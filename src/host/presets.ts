import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { ImagePreset } from "../core/readiness/preset.ts";
import { parseImagePreset } from "../core/readiness/preset-file.ts";
import type { SchemaName } from "../core/schema.ts";
import type { LanguagePreset } from "../core/target/synth/preset.ts";
import { parseLanguagePreset } from "../core/target/synth/preset-file.ts";

/** A folder of gdev's own presets, absolute. They stand beside `dist` in the package and beside `src` in the repository. */
export function ownFolder(name: "images" | "init" | "languages" | "projects" | "schema"): string {
  const here = import.meta.url;
  return fileURLToPath(new URL(here.endsWith(".ts") ? `../../presets/${name}` : `../presets/${name}`, here));
}

/** What images are known to need: presets/images/*.yml in the order of their names. UserError for a file that cannot be understood. */
export function readImagePresets(folder = ownFolder("images")): Promise<readonly ImagePreset[]> {
  return readAll(folder, parseImagePreset);
}

/** What dev stages are made from, by language: presets/languages/*.yml in the order of their names. UserError for a file that cannot be understood. */
export function readLanguagePresets(folder = ownFolder("languages")): Promise<readonly LanguagePreset[]> {
  return readAll(folder, parseLanguagePreset);
}

async function readAll<Preset>(folder: string, parse: (text: string, file: string) => Preset): Promise<readonly Preset[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".yml")).sort();
  return Promise.all(files.map(async (file) => parse(await readFile(`${folder}/${file}`, "utf8"), `${folder}/${file}`)));
}

/** The JSON Schema of what a user writes, as text: presets/schema. */
export function readSchema(name: SchemaName): Promise<string> {
  return readFile(`${ownFolder("schema")}/${schemaFiles[name]}`, "utf8");
}

const schemaFiles: Readonly<Record<SchemaName, string>> = {
  "x-gdev": "x-gdev.json",
  image: "image-preset.json",
  language: "language-preset.json",
  project: "project-preset.json",
};
