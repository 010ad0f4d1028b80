import { formatSize } from "../core/format.ts";
import { safeText } from "../core/logs/escape.ts";
import { instructionTitle } from "../core/size/created-by.ts";
import type { SizeLayer } from "../core/size/layers.ts";
import type { AbsentRow, BuiltRow, SizeRow } from "../core/size/report.ts";
import { placeFile } from "./error.ts";

/** What the sizes of a report mean: stated under every table. */
export const sizeMeaning =
  "size: the files of all layers, unpacked, as docker images counts them where the engine stores images in overlay2";

/** What the mark `~` means. */
export const blocksMeaning =
  "~: blocks on the engine's disk, all that its containerd store tells; gdev size --exact reads the files once";

/** `8.7MB`, or `~8.7MB` where it is counted in blocks. */
export function sizeWords(sizeBytes: number, approximate: boolean): string {
  return `${approximate ? "~" : ""}${formatSize(sizeBytes)}`;
}

/** `+1.2MB`, `-340kB`, `±0`. */
export function deltaWords(deltaBytes: number): string {
  if (deltaBytes === 0) return "±0";
  return `${deltaBytes > 0 ? "+" : "-"}${formatSize(Math.abs(deltaBytes))}`;
}

/** `70×`: how many times smaller than what it is compared with. */
export function ratioWords(ratio: number): string {
  return `${ratio >= 10 ? Math.round(ratio) : Number(ratio.toPrecision(2))}×`;
}

/** What a row is called beside its service: its stage, its image, or what the others are compared with. */
export function rowTitle({ wanted, image }: SizeRow): string {
  switch (wanted.kind) {
    case "image":
      return safeText(image, "none");
    case "versus":
      return `vs ${safeText(image, "none")}`;
    default:
      return safeText(wanted.stage ?? "last stage", "none");
  }
}

/** Why a row has no size. */
export function absenceWords({ state, wanted, why }: AbsentRow): string {
  switch (state) {
    case "missing":
      return wanted.kind === "image" || wanted.kind === "versus" ? "not pulled" : "not built";
    case "gone":
      return "removed while it was read";
    case "unreadable":
      return `unreadable: ${safeText(why ?? "", "none")}`;
  }
}

/** Where a layer comes from: `Dockerfile:12`, `base image`, or nothing where that is not known. */
export function layerPlace(layer: SizeLayer, row: BuiltRow, cwd: string): string {
  const { dockerfile } = row.wanted;
  if (layer.recipe && dockerfile !== undefined) {
    return `${placeFile({ file: dockerfile, line: layer.recipe.line, column: 1 }, cwd)}:${layer.recipe.line}`;
  }
  return layer.base === true ? "base image" : "";
}

/** The instruction that made a layer, on one line. */
export function layerTitle(layer: Pick<SizeLayer, "createdBy">): string {
  return safeText(instructionTitle(layer.createdBy), "none");
}
