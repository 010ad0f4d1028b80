import type { SizeReport, SizeRow } from "../core/size/report.ts";
import { notes, rowHeading, type SizeLook } from "./size-table.ts";
import { layerPlace, layerTitle, sizeWords } from "./size-words.ts";
import { styleFor } from "./style.ts";
import { table } from "./table.ts";
import { fitText, widthOf } from "./width.ts";

/**
 * The layers of images, lowest first, each with the line of the Dockerfile that made it.
 *
 *     api runner  8.7MB
 *         SIZE  SHARE  LINE           STAGE   FROM     LAYER
 *       2.87MB    33%  base image                      COPY /image /
 *       5.82MB    67%  Dockerfile:42  runner  builder  COPY --chown=10001:10001 /app/server .
 */
export function layersView(report: SizeReport, rows: readonly SizeRow[], look: SizeLook): readonly string[] {
  return [...rows.flatMap((row) => [...rowLayers(row, look), ""]), ...notes({ ...report, rows }).map(styleFor(look.colour).dim)];
}

function rowLayers(row: SizeRow, look: SizeLook): readonly string[] {
  const style = styleFor(look.colour);
  const heading = rowHeading(row, style);
  if (row.state !== "built") return [heading];
  const cells = row.layers.map((layer) => [
    sizeWords(layer.sizeBytes, layer.approximate),
    `${Math.round((layer.sizeBytes / Math.max(1, row.sizeBytes)) * 100)}%`,
    layerPlace(layer, row, look.cwd),
    layer.recipe?.stage ?? "",
    layer.recipe?.copiedFrom ?? "",
    layerTitle(layer),
  ]);
  const lines = table(cells, [
    { title: "SIZE", align: "right" },
    { title: "SHARE", align: "right" },
    { title: "LINE" },
    { title: "STAGE" },
    { title: "FROM" },
    { title: "LAYER" },
  ]);
  return [heading, ...lines.map((line) => `  ${line}`).map((line) => cut(line, look.columns))];
}

function cut(line: string, columns: number | undefined): string {
  return columns === undefined || widthOf(line) <= columns ? line : fitText(line, columns);
}
