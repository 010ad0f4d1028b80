import type { ImageFiles } from "../core/size/image-files.ts";
import type { BuiltRow, SizeRow } from "../core/size/report.ts";

/** What was read of the images whose files were asked for: by image id. */
export type FilesById = ReadonlyMap<string, ImageFiles>;

/** The rows of a report in the form that docs/json.md promises for `gdev size --json`. */
export function sizeRows(rows: readonly SizeRow[], files: FilesById = new Map()): readonly Readonly<Record<string, unknown>>[] {
  return rows.map((row) => {
    const { service, kind, stage } = row.wanted;
    const head = { service, kind, mode: kind === "dev" || kind === "prod" ? kind : null, stage: stage ?? null, image: row.image };
    if (row.state !== "built") return { ...head, id: null, sizeBytes: null, state: row.state, why: row.why, layers: [] };
    return { ...head, id: row.id, ...builtFields(row), ...filesFields(files.get(row.id)) };
  });
}

function builtFields(row: BuiltRow): Readonly<Record<string, unknown>> {
  const { build, commit } = row.baselines;
  return {
    sizeBytes: row.sizeBytes,
    approximate: row.approximate || undefined,
    contentSizeBytes: row.contentBytes,
    baseBytes: row.baseBytes ?? null,
    ratio: row.ratio === undefined ? undefined : Math.round(row.ratio * 100) / 100,
    change: build ? { bytes: row.sizeBytes - build.sizeBytes, beforeBytes: build.sizeBytes } : undefined,
    changeSinceCommit: commit ? { bytes: row.sizeBytes - commit.sizeBytes, beforeBytes: commit.sizeBytes } : undefined,
    layers: row.layers.map((layer) => ({
      sizeBytes: layer.sizeBytes,
      createdBy: layer.createdBy,
      id: layer.id,
      base: layer.base,
      file: layer.recipe ? row.wanted.dockerfile : undefined,
      line: layer.recipe?.line,
      stage: layer.recipe?.stage,
      copiedFrom: layer.recipe?.copiedFrom,
    })),
    budget: budgetField(row),
  };
}

function budgetField({ wanted, breaches }: BuiltRow): unknown {
  const { sizes, layerBytes, growth } = wanted.budget;
  if (Object.keys(sizes).length === 0 && layerBytes === undefined && growth === undefined) return undefined;
  return {
    limits: { ...sizes, layer: layerBytes, growth },
    over: breaches.length > 0,
    breaches: breaches.map((breach) => ({
      rule: breach.rule,
      sizeBytes: breach.sizeBytes,
      limitBytes: breach.limitBytes,
      causes: breach.causes.map(({ layer, deltaBytes }) => ({
        deltaBytes,
        createdBy: layer.createdBy,
        line: layer.recipe?.line,
      })),
    })),
  };
}

function filesFields(files: ImageFiles | undefined): Readonly<Record<string, unknown>> {
  if (!files) return {};
  const { layers } = files;
  const compressed = layers.every((layer) => layer.compressed)
    ? {
        compressedBytes: layers.reduce((sum, layer) => sum + (layer.compressed?.bytes ?? 0), 0),
        compressedComputed: layers.some((layer) => layer.compressed?.computed),
      }
    : {};
  const { files: largest, folders, wasted, wastedBytes, secrets, binaries } = files;
  return { ...compressed, files: largest, folders, wastedBytes, wasted, secrets, goPrograms: binaries };
}
