import type { ImageFiles } from "../../core/size/image-files.ts";
import type { BuiltRow, SizeReport, SizeRow } from "../../core/size/report.ts";
import { filesView } from "../size-files.ts";
import { layersView } from "../size-layers.ts";
import { sizeTable } from "../size-table.ts";
import type { Style } from "../style.ts";

/** The sizes in the place of the logs: the table of images, and what one of them consists of. */
export interface SizesPane {
  readonly report: SizeReport;
  /** The row of the report that is selected. */
  readonly index: number;
  readonly opened: { readonly kind: "layers" } | { readonly kind: "files"; readonly files: ImageFiles } | undefined;
  /** The first row of what is opened that is shown. */
  readonly top: number;
}

export interface SizesLook {
  readonly columns: number;
  readonly height: number;
  readonly style: Style;
  readonly colour: boolean;
  /** The project's folder. */
  readonly cwd: string;
}

/** The title of the pane: where one is, and what the keys do there. */
export function sizesTitle({ opened, report, index }: SizesPane): { readonly title: string; readonly keys: string } {
  const row = report.rows[index];
  const name = row ? `${row.wanted.service}${row.wanted.stage ? ` ${row.wanted.stage}` : ""}` : "";
  if (!opened) return { title: "sizes", keys: "enter layers · esc closes" };
  return opened.kind === "layers"
    ? { title: `sizes · ${name} · layers`, keys: "enter files · esc back" }
    : { title: `sizes · ${name} · files`, keys: "esc back" };
}

/** The rows of the pane, painted. */
export function sizesRows(pane: SizesPane, look: SizesLook): readonly string[] {
  if (pane.opened) return openedRows(pane, look).slice(pane.top, pane.top + look.height);
  const [title = "", ...rows] = sizeTable(pane.report, look);
  const marked = rows.map((row, index) => `${index === pane.index ? look.style.bold("▸") : " "} ${row}`);
  const first = Math.max(0, Math.min(pane.index - look.height + 3, marked.length - look.height + 1));
  return [`  ${title}`, ...marked.slice(first, first + look.height - 1)];
}

/** Another row of the table, or other rows of what is opened. */
export function moveInSizes(pane: SizesPane, by: number, look: SizesLook): SizesPane {
  if (!pane.opened) return { ...pane, index: within(pane.index + by, pane.report.rows.length - 1) };
  return { ...pane, top: within(pane.top + by, openedRows(pane, look).length - look.height) };
}

/** The selected row, if there is an image behind it. */
export function selectedImage({ report, index }: SizesPane): BuiltRow | undefined {
  const row: SizeRow | undefined = report.rows[index];
  return row?.state === "built" ? row : undefined;
}

function openedRows({ report, index, opened }: SizesPane, { colour, cwd, columns }: SizesLook): readonly string[] {
  const row = report.rows[index];
  if (!row || !opened) return [];
  const look = { colour, cwd, columns };
  if (opened.kind === "layers") return layersView(report, [row], look);
  return row.state === "built" ? filesView(row, opened.files, look) : [];
}

function within(index: number, last: number): number {
  return Math.max(0, Math.min(index, last));
}
