import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type ImagePreset, parseImagePreset } from "../core/readiness/preset.ts";

/** The presets folder, absolute. It stands beside `dist` in the package and beside `src` in the repository. */
function presetsFolder(): string {
  const here = import.meta.url;
  return fileURLToPath(new URL(here.endsWith(".ts") ? "../../presets/" : "../presets/", here));
}

/** What images are known to need: presets/images/*.yml in the order of their names. UserError for a file that cannot be understood. */
export async function readImagePresets(folder = `${presetsFolder()}images`): Promise<readonly ImagePreset[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".yml")).sort();
  return Promise.all(files.map(async (file) => parseImagePreset(await readFile(`${folder}/${file}`, "utf8"), file)));
}
