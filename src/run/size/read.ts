import { UserError } from "../../core/error.ts";
import { hasLimit } from "../../core/size/breach.ts";
import type { LayerSizes } from "../../core/size/image.ts";
import { type BuiltRow, type SizeReport, sizeReport } from "../../core/size/report.ts";
import type { Engine } from "../../docker/engine.ts";
import { lookAtImages } from "../../docker/image.ts";
import { readImageExport } from "../../docker/image-export.ts";
import { readCommit } from "../../host/git-commit.ts";
import { addLayerSizes, readLayerSizes, readSizeHistory } from "../../host/size-history.ts";
import { stateFolder } from "../../host/state.ts";
import type { SizesWanted } from "./wanted.ts";

export interface SizesQuestion {
  readonly engine: Engine;
  readonly wanted: SizesWanted;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /**
   * Which images of the containerd store are read where their layers are not known yet: all, none, or those that take a moment (`small`) or have a
   * limit to keep. What is not read is counted in blocks.
   */
  readonly measure: "all" | "small" | "none";
  readonly onMeasure?: ReadProgress;
}

/** Told while an image is read: its name, bytes so far, and roughly how many there are. */
export type ReadProgress = (image: string, bytes: number, totalBytes: number) => void;

/** Takes less than half a second to read. */
const smallBytes = 50_000_000;

/** Asks the engine for all images at once, their base images included, and reports. Exports nothing but what `measure` says. UserError where no engine answers. */
export async function readSizes(question: SizesQuestion): Promise<SizeReport> {
  const { engine, wanted, env, signal } = question;
  const names = wanted.images.flatMap(({ tags, baseImage }) => [...tags, ...(askable(baseImage) ? [baseImage] : [])]);
  const [looks, known, history, commit] = await Promise.all([
    lookAtImages(engine, names, signal),
    readLayerSizes(env),
    readSizeHistory(stateFolder(env, wanted.project)),
    readCommit(wanted.directory),
  ]);
  const report = (sizes: LayerSizes): SizeReport =>
    sizeReport({
      project: wanted.project,
      wanted: wanted.images,
      looks,
      known: sizes,
      history,
      ...(commit === undefined ? {} : { commit }),
    });
  const first = report(known);
  const unread = first.rows.filter((row) => row.state === "built").filter((row) => row.approximate && isToRead(row, question));
  if (unread.length === 0) return first;
  const measured = await measureLayers(question, unread);
  await addLayerSizes(env, measured);
  return report({ ...known, ...measured });
}

/** `scratch` is no image, and a name with a variable in it none that the engine could know. */
function askable(image: string | undefined): image is string {
  return image !== undefined && image !== "" && image !== "scratch" && !image.includes("$");
}

function isToRead({ wanted, sizeBytes }: BuiltRow, { measure }: SizesQuestion): boolean {
  return measure === "all" || (measure === "small" && (sizeBytes <= smallBytes || hasLimit(wanted)));
}

/** Bytes of the files of all layers of these images. One that cannot be read stays counted in blocks, unless all were asked for. */
async function measureLayers(
  { engine, signal, measure, onMeasure }: SizesQuestion,
  rows: readonly BuiltRow[],
): Promise<LayerSizes> {
  const sizes: Record<string, number> = {};
  for (const { id, image, sizeBytes, layers } of rows) {
    if (layers.every((layer) => layer.id !== undefined && layer.id in sizes)) continue;
    const onProgress = (bytes: number): void => onMeasure?.(image, bytes, sizeBytes);
    const read = readImageExport(engine, { image: id, compress: false, binaries: false, signal, onProgress });
    const files = await read.catch((error: unknown) => {
      if (measure === "all" || !(error instanceof UserError)) throw error;
      return [];
    });
    for (const layer of files) sizes[layer.id] = layer.sizeBytes;
  }
  return sizes;
}
