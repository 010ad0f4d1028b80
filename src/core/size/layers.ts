import { alignRecipe } from "./align.ts";
import { makesLayer } from "./created-by.ts";
import type { HistoryEntry, ImageFacts, LayerSizes } from "./image.ts";
import type { RecipeLine } from "./recipe.ts";

/** One layer of an image. */
export interface SizeLayer {
  /** Bytes of its files; of an approximate layer what it takes on the engine's disk. */
  readonly sizeBytes: number;
  readonly approximate: boolean;
  /** As the builder noted it; hostile. */
  readonly createdBy: string;
  /** Digest of its tar: equal in every image that shares the layer. Absent where the history does not say which entry it is. */
  readonly id?: string;
  /** It came with the base image. Absent where neither the base image nor the Dockerfile can tell. */
  readonly base?: boolean;
  /** The line of the Dockerfile that made it. */
  readonly recipe?: RecipeLine;
}

export interface LayersQuestion {
  readonly image: ImageFacts;
  /** What makes the image; absent for one that is not built here. */
  readonly recipe?: readonly RecipeLine[];
  /** Layers of the image that its Dockerfile starts from, where the engine has that. */
  readonly baseLayerIds?: readonly string[];
  readonly known: LayerSizes;
}

/** The layers of an image, lowest first, each with where it comes from. Entries of the history that hold no files are left out. */
export function layersOf({ image, recipe, baseLayerIds, known }: LayersQuestion): readonly SizeLayer[] {
  const { history, counts } = image;
  const ids = layerIdsOf(history, image.layerIds);
  const lines = recipe ? alignRecipe(history, recipe) : [];
  const baseLayers = prefixLength(image.layerIds, baseLayerIds);
  const firstOwn = firstOwnEntry(lines, recipe);
  return history.flatMap((entry, index) => {
    const id = ids[index];
    if (id === undefined && entry.sizeBytes === 0) return [];
    const measured = id === undefined ? undefined : known[id];
    const line = lines[index];
    const place = id === undefined ? -1 : image.layerIds.indexOf(id);
    const base =
      baseLayers !== undefined && place >= 0 ? place < baseLayers : firstOwn === undefined ? undefined : index < firstOwn;
    return [
      {
        sizeBytes: counts === "files" ? entry.sizeBytes : (measured ?? entry.sizeBytes),
        approximate: counts === "blocks" && measured === undefined,
        createdBy: entry.createdBy,
        ...(id === undefined ? {} : { id }),
        ...(base === undefined ? {} : { base }),
        ...(line ? { recipe: line } : {}),
      },
    ];
  });
}

/** Which layer each entry made: the history does not say, but every layer has one entry, in the same order. Undefined: none, or not to be told. */
function layerIdsOf(history: readonly HistoryEntry[], layerIds: readonly string[]): readonly (string | undefined)[] {
  const candidates = [
    makesLayer,
    (entry: HistoryEntry) => makesLayer(entry) && !isRootFolder(entry),
    (entry: HistoryEntry) => makesLayer(entry) && !isEmptyFolder(entry),
    isFilled,
  ];
  const fitting = candidates.find((isLayer) => history.filter(isLayer).length === layerIds.length);
  if (!fitting) return history.map(() => undefined);
  let next = 0;
  return history.map((entry) => (fitting(entry) ? layerIds[next++] : undefined));
}

/** `WORKDIR /` makes a folder that is there in any case. */
function isRootFolder({ createdBy, sizeBytes }: HistoryEntry): boolean {
  return sizeBytes === 0 && /(?:^|\s)WORKDIR \/$/.test(createdBy.trim());
}

function isEmptyFolder({ createdBy, sizeBytes }: HistoryEntry): boolean {
  return sizeBytes === 0 && /(?:^|\s)WORKDIR\s/.test(createdBy);
}

function isFilled({ sizeBytes }: HistoryEntry): boolean {
  return sizeBytes > 0;
}

function prefixLength(layerIds: readonly string[], base: readonly string[] | undefined): number | undefined {
  return base && base.length > 0 && base.every((id, index) => id === layerIds[index]) ? base.length : undefined;
}

/** Everything is the base's where the Dockerfile adds nothing; undefined where none of its lines is found. */
function firstOwnEntry(
  lines: readonly (RecipeLine | undefined)[],
  recipe: readonly RecipeLine[] | undefined,
): number | undefined {
  if (recipe?.length === 0) return lines.length;
  const first = lines.findIndex((line) => line !== undefined);
  return first < 0 ? undefined : first;
}
