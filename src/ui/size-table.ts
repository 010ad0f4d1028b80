import { formatSize } from "../core/format.ts";
import type { BuiltRow, SizeReport, SizeRow } from "../core/size/report.ts";
import { absenceWords, blocksMeaning, deltaWords, ratioWords, rowTitle, sizeMeaning, sizeWords } from "./size-words.ts";
import { type Style, styleFor } from "./style.ts";
import { type Column, table } from "./table.ts";

export interface SizeLook {
  readonly colour: boolean;
  readonly cwd: string;
  /** Width of the terminal; absent: nothing is cut. */
  readonly columns?: number;
}

/**
 * The report as a table: for each service its images side by side.
 *
 *     SERVICE  STAGE         SIZE  RATIO    BASE    OURS  CHANGE
 *     api      dev          607MB          590MB  16.5MB          ░░░░░░░░░░░░░░░░░░░░░░░█
 *     api      runner      16.7MB    36×  2.87MB  13.8MB  +120kB  █
 *     db       postgres:17  403MB                                 ████████████████
 *     total                 1.0GB
 */
export function sizeTable(report: SizeReport, look: SizeLook): readonly string[] {
  const style = styleFor(look.colour);
  const built = report.rows.filter((row) => row.state === "built");
  const most = Math.max(1, ...built.map(({ sizeBytes }) => sizeBytes));
  const rows = report.rows.map((row) =>
    row.state === "built"
      ? [style.bold(row.wanted.service), ...builtCells(row, style), bar(row, most, style)]
      : [style.bold(row.wanted.service), rowTitle(row), style.yellow(absenceWords(row))],
  );
  const total = built.length > 1 ? [[style.bold("total"), "", sizeWords(report.totalBytes, report.approximate)]] : [];
  return [...table([...rows, ...total], shownColumns(built)), "", ...notes(report).map((line) => style.dim(line))];
}

const barCells = 24;

function builtCells(row: BuiltRow, style: Style): readonly string[] {
  const size = sizeWords(row.sizeBytes, row.approximate);
  const { build, commit } = row.baselines;
  return [
    rowTitle(row),
    row.breaches.length > 0 ? style.red(size) : size,
    row.ratio === undefined ? "" : ratioWords(row.ratio),
    row.baseBytes === undefined ? "" : formatSize(row.baseBytes),
    row.baseBytes === undefined ? "" : formatSize(row.sizeBytes - row.baseBytes),
    build ? deltaWords(row.sizeBytes - build.sizeBytes) : "",
    commit ? deltaWords(row.sizeBytes - commit.sizeBytes) : "",
  ];
}

/** The columns of change have a title only where there is something to compare with; empty ones take no room but their gap. */
function shownColumns(built: readonly BuiltRow[]): readonly Column[] {
  const builds = built.some(({ baselines }) => baselines.build);
  const commits = built.some(({ baselines }) => baselines.commit);
  return [
    { title: "SERVICE" },
    { title: "STAGE" },
    { title: "SIZE", align: "right" },
    { title: "RATIO", align: "right" },
    { title: "BASE", align: "right" },
    { title: "OURS", align: "right" },
    { title: builds ? "CHANGE" : "", align: "right" },
    { title: commits ? "COMMIT" : "", align: "right" },
    { title: "" },
  ];
}

/** The base image's part is light, our own solid. */
function bar({ sizeBytes, baseBytes = 0 }: BuiltRow, most: number, style: Style): string {
  const cells = sizeBytes === 0 ? 0 : Math.max(1, Math.round((sizeBytes / most) * barCells));
  const base = Math.min(cells, Math.round((baseBytes / Math.max(1, sizeBytes)) * cells));
  return style.dim("░".repeat(base)) + style.cyan("█".repeat(cells - base));
}

/** What a reader must know to read the numbers, and what to type for those that are missing. */
export function notes({ rows, approximate }: SizeReport): readonly string[] {
  const built = rows.filter((row) => row.state === "built");
  const missing = rows.filter((row) => row.state === "missing");
  const toBuild = missing.some(({ wanted }) => wanted.kind !== "image" && wanted.kind !== "versus");
  const toPull = missing.find(({ wanted }) => wanted.kind === "image");
  return [
    ...(built.length > 0 ? [sizeMeaning] : []),
    ...(built.length > 1 ? ["total: layers that several images share count once"] : []),
    ...(built.some(({ baselines }) => baselines.commit)
      ? ["change: since the build before; commit: since the last build before the commit that is checked out"]
      : built.some(({ baselines }) => baselines.build)
        ? ["change: since the build before"]
        : []),
    ...(approximate || built.some((row) => row.approximate) ? [blocksMeaning] : []),
    ...(toBuild ? ["not built: gdev size --build builds it"] : []),
    ...(toPull ? [`not pulled: docker compose pull ${toPull.wanted.service}`] : []),
  ];
}

/** A row's heading where it gets a section of its own: `api runner  8.7MB`. */
export function rowHeading(row: SizeRow, style: Style): string {
  const title = `${style.bold(row.wanted.service)} ${rowTitle(row)}`;
  return row.state === "built"
    ? `${title}  ${sizeWords(row.sizeBytes, row.approximate)}`
    : `${title}  ${style.yellow(absenceWords(row))}`;
}
