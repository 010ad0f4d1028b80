import { type Baselines, grownLayers, type LayerChange } from "./change.ts";
import type { SizeLayer } from "./layers.ts";
import type { WantedImage } from "./wanted-image.ts";

/** A limit of the budget that an image is over. */
export type BudgetBreach = {
  readonly sizeBytes: number;
  readonly limitBytes: number;
  /** What made it so: the layers that grew since then, or, with nothing to compare with, the largest that are not the base image's. */
  readonly causes: readonly LayerChange[];
  readonly compared: boolean;
} & (
  | { readonly rule: "size" }
  | { readonly rule: "layer"; readonly layer: SizeLayer }
  | { readonly rule: "growth"; readonly beforeBytes: number; readonly growth: number }
);

/** How many causes a breach names. */
const shownCauses = 3;

/** The limits that an image is over. Only dev has a limit for dev; a layer of the base image is nobody's to make smaller. */
export function checkBudget(
  { kind, stage, budget }: WantedImage,
  image: { readonly sizeBytes: number; readonly layers: readonly SizeLayer[]; readonly baselines: Baselines },
): readonly BudgetBreach[] {
  const { sizeBytes, layers, baselines } = image;
  const before = baselines.commit ?? baselines.build;
  const grown = before ? telling(grownLayers(layers, before), sizeBytes) : [];
  const compared = grown.length > 0;
  const causes = compared ? grown : telling(largestLayers(layers), sizeBytes);
  const breaches: BudgetBreach[] = [];
  const limitBytes = sizeLimit(kind, stage, budget.sizes);
  if (limitBytes !== undefined && sizeBytes > limitBytes) {
    breaches.push({ rule: "size", sizeBytes, limitBytes, causes, compared });
  }
  if (kind !== "prod") return breaches;
  const { layerBytes, growth } = budget;
  for (const layer of layerBytes === undefined ? [] : layers) {
    if (layer.base !== true && layerBytes !== undefined && layer.sizeBytes > layerBytes)
      breaches.push({ rule: "layer", sizeBytes: layer.sizeBytes, limitBytes: layerBytes, layer, causes: [], compared });
  }
  if (growth !== undefined && before && sizeBytes > before.sizeBytes * (1 + growth)) {
    const limit = Math.floor(before.sizeBytes * (1 + growth));
    breaches.push({ rule: "growth", sizeBytes, limitBytes: limit, beforeBytes: before.sizeBytes, growth, causes, compared });
  }
  return breaches;
}

/** True where the budget has a limit that this image could be over. */
export function hasLimit({ kind, stage, budget }: WantedImage): boolean {
  if (sizeLimit(kind, stage, budget.sizes) !== undefined) return true;
  return kind === "prod" && (budget.layerBytes !== undefined || budget.growth !== undefined);
}

/** What is less than a hundredth of the image explains nothing. */
function telling(changes: readonly LayerChange[], sizeBytes: number): readonly LayerChange[] {
  return changes.filter(({ deltaBytes }) => deltaBytes * 100 >= sizeBytes).slice(0, shownCauses);
}

function sizeLimit(
  kind: WantedImage["kind"],
  stage: string | undefined,
  sizes: Readonly<Record<string, number>>,
): number | undefined {
  const own = stage === undefined ? undefined : sizes[stage.toLowerCase()];
  return own ?? (kind === "dev" || kind === "prod" ? sizes[kind] : undefined);
}

function largestLayers(layers: readonly SizeLayer[]): readonly LayerChange[] {
  const own = layers.filter(({ base, sizeBytes }) => base !== true && sizeBytes > 0);
  return [...own].sort((a, b) => b.sizeBytes - a.sizeBytes).map((layer) => ({ layer, deltaBytes: layer.sizeBytes }));
}
