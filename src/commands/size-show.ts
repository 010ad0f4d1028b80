import { UserError } from "../core/error.ts";
import { formatSize } from "../core/format.ts";
import { sizeKey } from "../core/size/change.ts";
import type { ImageFiles } from "../core/size/image-files.ts";
import type { BuiltRow, SizeReport, SizeRow } from "../core/size/report.ts";
import type { Engine } from "../docker/engine.ts";
import { readSizeHistory } from "../host/size-history.ts";
import { stateFolder } from "../host/state.ts";
import { jsonText } from "../ui/json.ts";
import { coloursFor } from "../ui/log-colours.ts";
import { breachLines } from "../ui/size-budget.ts";
import { type SizeLook, sizeTable } from "../ui/size-table.ts";
import type { Context } from "./context.ts";
import type { SizeFlags } from "./size-flags.ts";
import { measureProgress } from "./size-progress.ts";

export interface ShowQuestion {
  readonly engine: Engine;
  readonly report: SizeReport;
  readonly flags: SizeFlags;
  /** Services were named: an image that is only pulled is then looked into as well. */
  readonly named: boolean;
}

/** Prints a report as the flags want it. Throws UserError, exit code 1, where an image is over its budget. */
export async function showSizes(context: Context, question: ShowQuestion): Promise<void> {
  const { report, flags } = question;
  const look = lookOf(context);
  const files = flags.files ? await readAllFiles(context, question) : new Map<string, ImageFiles>();
  const print = (lines: readonly string[]): boolean => context.stdout.write(`${lines.join("\n")}\n`);
  if (flags.json) {
    const { sizeRows } = await import("../ui/size-json.ts");
    context.stdout.write(`${jsonText(sizeRows(report.rows, files))}\n`);
  } else if (flags.markdown) {
    print((await import("../ui/size-markdown.ts")).sizeMarkdown(report, context.cwd));
  } else if (flags.history) {
    await printHistory(context, report, print);
  } else if (flags.files) {
    const { filesView } = await import("../ui/size-files.ts");
    const rows = report.rows.filter((row) => row.state === "built");
    print(
      rows
        .flatMap((row) => [files.get(row.id)].flatMap((found) => (found ? [...filesView(row, found, look), ""] : [])))
        .slice(0, -1),
    );
  } else if (flags.layers) {
    const { layersView } = await import("../ui/size-layers.ts");
    print(layersView(report, report.rows, look));
  } else {
    print(sizeTable(report, look));
  }
  await refuseBreaches(context, question, files);
}

function lookOf({ stdout, env, cwd }: Context): SizeLook {
  const columns = stdout.isTTY ? stdout.columns : undefined;
  return { colour: coloursFor(stdout, env) !== "none", cwd, ...(columns ? { columns } : {}) };
}

async function printHistory(context: Context, report: SizeReport, print: (lines: readonly string[]) => void): Promise<void> {
  const { historyTable } = await import("../ui/size-history.ts");
  const history = await readSizeHistory(stateFolder(context.env, report.project));
  const keys = new Set(report.rows.map(({ wanted }) => sizeKey({ ...wanted, mode: wanted.kind })));
  const own = Object.fromEntries(Object.entries(history).filter(([key]) => keys.has(key)));
  print(
    Object.keys(own).length === 0
      ? ["nothing is remembered yet: gdev build, up and size do so"]
      : historyTable(own, coloursFor(context.stdout, context.env) !== "none"),
  );
}

/** The rows that `--files` looks into: of each service the production stages, else what it has. */
function rowsWithFiles({ report, flags, named }: ShowQuestion): readonly BuiltRow[] {
  const built = report.rows.filter((row) => row.state === "built");
  if (flags.stage !== undefined) return built;
  return built.filter(({ wanted }) => {
    if (wanted.kind === "image") return named;
    const service = built.filter((row) => row.wanted.service === wanted.service);
    return wanted.kind === "prod" || (wanted.kind === "dev" && !service.some((row) => row.wanted.kind === "prod"));
  });
}

async function readAllFiles(context: Context, question: ShowQuestion): Promise<Map<string, ImageFiles>> {
  const rows = rowsWithFiles(question);
  if (rows.length === 0) throw noImages(question.report.rows);
  const files = new Map<string, ImageFiles>();
  for (const row of rows) {
    if (!files.has(row.id)) files.set(row.id, await readOne(context, question, row));
  }
  return files;
}

async function readOne(context: Context, { engine, flags }: ShowQuestion, row: BuiltRow): Promise<ImageFiles> {
  const { readFiles } = await import("../run/size/files.ts");
  const { env, signal } = context;
  const progress = measureProgress(context);
  const compress = flags.compressed ?? false;
  return readFiles(row, { engine, env, signal, compress, onProgress: progress.show }).finally(progress.end);
}

function noImages(rows: readonly SizeRow[]): UserError {
  const [row] = rows;
  return new UserError("there is no image whose files could be shown", {
    why: rows.length === 0 ? "the project builds none" : `${rows.map(({ image }) => image).join(", ")}: not there`,
    remedy: row ? `build it: gdev size --build ${row.wanted.service} --files` : "name a service that has an image",
  });
}

/** An image over its budget fails the command; the largest files of what it added say where to look. */
async function refuseBreaches(context: Context, question: ShowQuestion, files: ReadonlyMap<string, ImageFiles>): Promise<void> {
  const over = question.report.rows.filter((row) => row.state === "built").filter((row) => row.breaches.length > 0);
  const [first] = over;
  if (!first) return;
  const output: string[] = [];
  for (const row of over) {
    const found = files.get(row.id) ?? (await readOne(context, question, row));
    output.push(...breachLines(row, context.cwd), ...causeFiles(row, found));
  }
  const names = over.map(({ wanted }) => `${wanted.service}${wanted.stage === undefined ? "" : ` (${wanted.stage})`}`);
  throw new UserError(`over budget: ${names.join(", ")}`, {
    output,
    remedy: `gdev size ${first.wanted.service} --layers and --files show more; the limits are x-gdev.budget and --budget`,
  });
}

/** How many files a breach names. */
const shownFiles = 3;

function causeFiles(row: BuiltRow, { files, wasted, layers }: ImageFiles): readonly string[] {
  const causes = new Set(row.breaches.flatMap((breach) => breachLayers(breach)));
  const gone = wasted.map((item) => ({ ...item, path: `${item.path} (${item.how} later)` }));
  const inCauses = [...files, ...gone].filter(({ layer }) => causes.has(layers[layer]?.id ?? ""));
  const largest = inCauses.sort((a, b) => b.sizeBytes - a.sizeBytes).slice(0, shownFiles);
  return largest.map(({ path, sizeBytes }) => `  file  ${formatSize(sizeBytes)}  ${path}`);
}

function breachLayers(breach: BuiltRow["breaches"][number]): readonly string[] {
  const layers = [...breach.causes.map(({ layer }) => layer), ...(breach.rule === "layer" ? [breach.layer] : [])];
  return layers.flatMap(({ id }) => id ?? []);
}
