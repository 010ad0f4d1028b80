import { type BudgetBreach, checkBudget } from "./breach.ts";
import { type Baselines, baselinesOf, type SizeHistory, sizeKey } from "./change.ts";
import type { ImageLook, LayerSizes } from "./image.ts";
import { layersOf, type SizeLayer } from "./layers.ts";
import type { WantedImage } from "./wanted-image.ts";

/** What the images of a project weigh: what every view of sizes shows. */
export interface SizeReport {
  readonly project: string;
  readonly rows: readonly SizeRow[];
  /** All images together; layers that several of them share count once. */
  readonly totalBytes: number;
  /** A part of `totalBytes` is counted in blocks of the engine's disk. */
  readonly approximate: boolean;
}

export type SizeRow = BuiltRow | AbsentRow;

interface RowHead {
  readonly wanted: WantedImage;
  /** The name that the image has, or would have. */
  readonly image: string;
}

/** A row without an image. */
export interface AbsentRow extends RowHead {
  readonly state: "missing" | "gone" | "unreadable";
  /** The engine's words, of an image that it cannot read. */
  readonly why?: string;
}

export interface BuiltRow extends RowHead {
  readonly state: "built";
  readonly id: string;
  /** Files of all layers, unpacked. */
  readonly sizeBytes: number;
  /** A layer is counted in blocks of the engine's disk, because its files have not been read yet. */
  readonly approximate: boolean;
  /** Compressed, as it is stored or would be transferred, where that is known. */
  readonly contentBytes?: number;
  /** What the base image brings; absent where it cannot be told. */
  readonly baseBytes?: number;
  /** How many times smaller than what the service's images are compared with; absent for that one. */
  readonly ratio?: number;
  /** Lowest first. */
  readonly layers: readonly SizeLayer[];
  readonly baselines: Baselines;
  readonly breaches: readonly BudgetBreach[];
}

export interface ReportQuestion {
  readonly project: string;
  readonly wanted: readonly WantedImage[];
  /** By name: what came of looking for it. */
  readonly looks: Readonly<Record<string, ImageLook>>;
  readonly known: LayerSizes;
  readonly history: SizeHistory;
  /** The commit that is checked out. */
  readonly commit?: string;
}

/** Puts the report together. */
export function sizeReport(question: ReportQuestion): SizeReport {
  const rows = withRatios(question.wanted.map((wanted) => sizeRow(question, wanted)));
  const built = rows.filter((row) => row.state === "built");
  const layers = new Map<unknown, SizeLayer>(
    built.flatMap((row) => row.layers.map((layer) => [layer.id ?? layer, layer] as const)),
  );
  return {
    project: question.project,
    rows,
    totalBytes: sum([...layers.values()].map(({ sizeBytes }) => sizeBytes)),
    approximate: [...layers.values()].some(({ approximate }) => approximate),
  };
}

function sizeRow(question: ReportQuestion, wanted: WantedImage): SizeRow {
  const { looks } = question;
  const tag = wanted.tags.find((candidate) => (looks[candidate]?.kind ?? "missing") !== "missing") ?? wanted.tags[0] ?? "";
  const look = looks[tag];
  const head = { wanted, image: tag };
  if (look?.kind !== "there")
    return { ...head, state: look?.kind ?? "missing", ...(look?.kind === "unreadable" ? { why: look.why } : {}) };
  const { image } = look;
  const base = wanted.baseImage === undefined ? undefined : looks[wanted.baseImage];
  const layers = layersOf({
    image,
    known: question.known,
    ...(wanted.recipe ? { recipe: wanted.recipe } : {}),
    ...(base?.kind === "there" ? { baseLayerIds: base.image.layerIds } : {}),
  });
  const approximate = layers.some((layer) => layer.approximate);
  const sizeBytes = sum(layers.map((layer) => layer.sizeBytes));
  const records = question.history[sizeKey({ ...wanted, mode: wanted.kind })] ?? [];
  const baselines = wanted.recipe ? baselinesOf(records, { id: image.id, approximate }, question.commit) : {};
  const row = { sizeBytes, layers, baselines };
  return {
    ...head,
    ...row,
    state: "built",
    id: image.id,
    approximate,
    ...(image.contentBytes === undefined ? {} : { contentBytes: image.contentBytes }),
    ...(layers.some(({ base: own }) => own === undefined) ? {} : { baseBytes: baseBytesOf(layers) }),
    breaches: checkBudget(wanted, row),
  };
}

function baseBytesOf(layers: readonly SizeLayer[]): number {
  return sum(layers.flatMap(({ base, sizeBytes }) => (base ? [sizeBytes] : [])));
}

/** A service's images are compared with the one that was named for it, else with dev, else with the largest. */
function withRatios(rows: readonly SizeRow[]): readonly SizeRow[] {
  return rows.map((row) => {
    if (row.state !== "built") return row;
    const own = rows.filter((other) => other.state === "built").filter((other) => other.wanted.service === row.wanted.service);
    const reference =
      own.find(({ wanted }) => wanted.kind === "versus") ??
      own.find(({ wanted }) => wanted.kind === "dev") ??
      own.reduce((largest, other) => (other.sizeBytes > largest.sizeBytes ? other : largest));
    return reference === row || row.sizeBytes === 0 ? row : { ...row, ratio: reference.sizeBytes / row.sizeBytes };
  });
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}
