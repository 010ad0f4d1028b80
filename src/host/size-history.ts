import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SizeHistory } from "../core/size/change.ts";
import type { LayerSizes } from "../core/size/image.ts";
import { inState, readNote, writeNote } from "./state.ts";

/** What a project's images weighed, from its state folder; an absent or damaged file is an empty history. */
export async function readSizeHistory(folder: string): Promise<SizeHistory> {
  const text = await readFile(historyFile(folder), "utf8").catch(() => "{}");
  const found = parseMap(text);
  return Object.values(found).every(Array.isArray) ? (found as SizeHistory) : {};
}

/** Replaces the history in one move. Throws UserError where the state folder cannot be written. */
export function writeSizeHistory(folder: string, history: SizeHistory): Promise<void> {
  return inState(folder, async () => {
    const draft = join(folder, `sizes.${process.pid}.json`);
    await writeFile(draft, `${JSON.stringify(history)}\n`);
    await rename(draft, historyFile(folder));
  });
}

function historyFile(folder: string): string {
  return join(folder, "sizes.json");
}

/** Bytes of the files of layers that were read once; a layer's digest says all of it, so they hold for every project and for ever. */
export async function readLayerSizes(env: NodeJS.ProcessEnv): Promise<LayerSizes> {
  const found = parseMap((await readNote(env, noteName)) ?? "{}");
  return Object.values(found).every((size) => typeof size === "number") ? (found as LayerSizes) : {};
}

/** Remembers more layers, the newest few thousand in all. Throws UserError where the state folder cannot be written. */
export async function addLayerSizes(env: NodeJS.ProcessEnv, sizes: LayerSizes): Promise<void> {
  const all = Object.entries({ ...(await readLayerSizes(env)), ...sizes }).slice(-rememberedLayers);
  await writeNote(env, noteName, JSON.stringify(Object.fromEntries(all)));
}

const noteName = "layer-sizes";
const rememberedLayers = 5000;

function parseMap(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
