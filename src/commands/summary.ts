import { formatDuration, formatSize } from "../core/format.ts";
import type { Service } from "../core/project/project.ts";
import type { Engine } from "../docker/engine.ts";
import type { LoadedProject } from "../run/project.ts";
import { reportServices, type ServiceReport, serviceUrl } from "../run/summary.ts";
import { jsonText } from "../ui/json.ts";
import { coloursFor } from "../ui/log-colours.ts";
import { styleFor } from "../ui/style.ts";
import { type Column, table } from "../ui/table.ts";
import type { Context } from "./context.ts";
import type { ShownReport } from "./report.ts";

export interface SummaryQuestion {
  readonly engine: Engine;
  readonly loaded: LoadedProject;
  readonly shown: ShownReport;
  /** Services to show; absent: all that were loaded. */
  readonly only?: readonly string[];
}

/** Prints what runs now, as `gdev up` ends: service, mode, stage, ready after, URL, image size. */
export async function showSummary(context: Context, { engine, loaded, shown, only }: SummaryQuestion): Promise<void> {
  const names = only ?? loaded.project.services.map(({ name }) => name);
  const all = await reportServices(engine, loaded.project.name, names, context.env);
  const reports = all.filter(({ service }) => names.includes(service));
  shown.end();
  if (shown.json)
    context.stdout.write(`${jsonText({ time: new Date().toISOString(), type: "summary", services: serviceRows(reports) })}\n`);
  else context.stdout.write(`\n${summaryTable(reports, loaded.project.services, context)}\n`);
}

/** The rows of `gdev ps --json`. */
export function serviceRows(reports: readonly ServiceReport[]): readonly Record<string, unknown>[] {
  return reports.map(({ service, mode, stage, image, state, ready, ports, sizeBytes, container }) => ({
    service,
    mode: mode ?? null,
    stage: stage ?? null,
    image,
    state,
    ready: ready ?? null,
    ports,
    sizeBytes: sizeBytes ?? null,
    container: container ?? null,
  }));
}

const psColumns: readonly Column[] = [
  { title: "SERVICE" },
  { title: "MODE" },
  { title: "STAGE" },
  { title: "STATE" },
  { title: "READY" },
  { title: "PORTS" },
  { title: "SIZE", align: "right" },
];

/** The table of `gdev ps`. */
export function serviceTable(reports: readonly ServiceReport[], context: Context): string {
  const style = styleOf(context);
  const rows = reports.map((report) => [
    style.bold(report.service),
    report.mode ?? "-",
    report.stage ?? "-",
    report.state === "running" ? report.state : style.yellow(report.status || report.state),
    readyWords(report),
    report.ports.map(({ published, target }) => `${published}→${target}`).join(", "),
    sizeWords(report),
  ]);
  return table(rows, psColumns).join("\n");
}

const summaryColumns: readonly Column[] = [
  { title: "SERVICE" },
  { title: "MODE" },
  { title: "STAGE" },
  { title: "READY" },
  { title: "URL" },
  { title: "IMAGE", align: "right" },
];

function summaryTable(reports: readonly ServiceReport[], services: readonly Service[], context: Context): string {
  const style = styleOf(context);
  const rows = reports.map((report) => [
    style.bold(report.service),
    report.mode ?? "-",
    report.stage ?? "-",
    readyWords(report),
    serviceUrl(
      report,
      services.find(({ name }) => name === report.service),
    ) ?? "-",
    sizeWords(report),
  ]);
  return table(rows, summaryColumns).join("\n");
}

/** `postgres, 3.1 s` while that is still true, else what the engine says of the container. */
function readyWords({ ready, state, status }: ServiceReport): string {
  if (ready) return `${ready.probe}, ${formatDuration(ready.afterMs)}`;
  return state === "running" ? "?" : status || state;
}

function sizeWords({ sizeBytes }: ServiceReport): string {
  return sizeBytes === undefined ? "-" : formatSize(sizeBytes);
}

function styleOf(context: Context) {
  return styleFor(coloursFor(context.stdout, context.env) !== "none");
}
