import { type ImageFiles, imageFiles } from "../../core/size/image-files.ts";
import type { BuiltRow } from "../../core/size/report.ts";
import type { Engine } from "../../docker/engine.ts";
import { readImageExport } from "../../docker/image-export.ts";
import { addLayerSizes } from "../../host/size-history.ts";
import type { ReadProgress } from "./read.ts";

export interface FilesQuestion {
  readonly engine: Engine;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Also work out what each layer weighs compressed. */
  readonly compress: boolean;
  readonly onProgress?: ReadProgress;
}

/** Reads what is in the image of a row. Throws UserError where it cannot be read, Interrupted when the signal aborts. */
export async function readFiles(
  row: BuiltRow,
  { engine, env, signal, compress, onProgress }: FilesQuestion,
): Promise<ImageFiles> {
  const layers = await readImageExport(engine, {
    image: row.id,
    compress,
    binaries: true,
    signal,
    onProgress: (bytes) => onProgress?.(row.image, bytes, row.sizeBytes),
  });
  if (row.approximate) await addLayerSizes(env, Object.fromEntries(layers.map(({ id, sizeBytes }) => [id, sizeBytes])));
  const base = new Set(row.layers.flatMap(({ base: fromBase, id }) => (fromBase === true && id !== undefined ? [id] : [])));
  const firstOwn = layers.findIndex(({ id }) => !base.has(id));
  return imageFiles(layers, firstOwn < 0 ? layers.length : firstOwn);
}
