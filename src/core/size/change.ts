import { instructionTitle } from "./created-by.ts";
import type { SizeLayer } from "./layers.ts";

/** What is remembered of one image that was built. */
export interface SizeRecord {
  /** When it was seen first, ms since the epoch. */
  readonly atMs: number;
  /** The commit that was checked out then. */
  readonly commit?: string;
  readonly id: string;
  readonly sizeBytes: number;
  /** Counted in blocks of the engine's disk. */
  readonly approximate?: boolean;
  readonly layers: readonly { readonly sizeBytes: number; readonly createdBy: string }[];
}

/** `sizeKey` → what was built, oldest first. */
export type SizeHistory = Readonly<Record<string, readonly SizeRecord[]>>;

/** Where a stage's images are remembered: `api:runner`; the last stage without a name goes by its mode. */
export function sizeKey({
  service,
  stage,
  mode,
}: {
  readonly service: string;
  readonly stage?: string;
  readonly mode?: string;
}): string {
  return `${service}:${stage ?? mode ?? ""}`;
}

/** How many images of a stage are remembered. */
const remembered = 100;

/** The history with one more image; unchanged where the last one is the same and as exact. */
export function withRecord(history: SizeHistory, key: string, record: SizeRecord): SizeHistory {
  const earlier = history[key] ?? [];
  const last = earlier.at(-1);
  if (last?.id === record.id && Boolean(last.approximate) <= Boolean(record.approximate)) return history;
  const kept = last?.id === record.id ? earlier.slice(0, -1) : earlier;
  return { ...history, [key]: [...kept, record].slice(-remembered) };
}

/** What the image is compared with. */
export interface Baselines {
  /** The build before this one. */
  readonly build?: SizeRecord;
  /** The last build before the commit that is checked out now. */
  readonly commit?: SizeRecord;
}

/** The earlier images of a stage that tell how the present one has changed. Records that count otherwise (files, blocks) tell nothing and are left out. */
export function baselinesOf(
  records: readonly SizeRecord[],
  image: { readonly id: string; readonly approximate: boolean },
  commit: string | undefined,
): Baselines {
  const others = records.filter(({ id, approximate }) => id !== image.id && Boolean(approximate) === image.approximate);
  const build = others.at(-1);
  const before =
    commit === undefined ? undefined : others.findLast((record) => record.commit !== undefined && record.commit !== commit);
  return { ...(build ? { build } : {}), ...(before ? { commit: before } : {}) };
}

export interface LayerChange {
  readonly layer: SizeLayer;
  readonly deltaBytes: number;
}

/** What has grown since then, most first. Layers are the same where the same instruction made them; a new one grew from nothing. */
export function grownLayers(layers: readonly SizeLayer[], before: SizeRecord): readonly LayerChange[] {
  const earlier = new Map<string, number[]>();
  for (const { createdBy, sizeBytes } of before.layers) {
    const title = instructionTitle(createdBy);
    earlier.set(title, [...(earlier.get(title) ?? []), sizeBytes]);
  }
  const changes = layers.map((layer) => {
    const previous = earlier.get(instructionTitle(layer.createdBy))?.shift() ?? 0;
    return { layer, deltaBytes: layer.sizeBytes - previous };
  });
  return changes.filter(({ deltaBytes }) => deltaBytes > 0).sort((a, b) => b.deltaBytes - a.deltaBytes);
}
