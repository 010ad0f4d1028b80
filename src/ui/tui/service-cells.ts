import { formatDuration, formatSize } from "../../core/format.ts";
import type { ServiceView, SessionState, Usage } from "../../core/session/session.ts";
import { fitText, padText, widthOf } from "../width.ts";
import { spinner } from "./screen-marks.ts";
import { plainText } from "./spans.ts";

export interface CellsLook {
  readonly columns: number;
  readonly showUsage: boolean;
  /** What a dev service's reload has come to, in words, by service. */
  readonly reloads: ReadonlyMap<string, ReloadWords>;
}

/** A short word on a service's hot reload. */
export interface ReloadWords {
  readonly text: string;
  readonly tone: "good" | "bad" | "plain";
}

/** What stands in a row of the table, unpainted. */
export interface Cells {
  readonly mark: string;
  readonly name: string;
  readonly state: string;
  readonly stage: string;
  readonly what: string;
  readonly cpu: string;
  readonly memory: string;
  readonly ports: string;
  readonly size: string;
  readonly change: string;
  readonly tone: "good" | "bad" | "busy" | "off";
  readonly whatTone: "good" | "bad" | "plain";
}

/** The cells of one service. */
export function cellsOf(view: ServiceView, state: SessionState, look: CellsLook): Cells {
  const usage = state.usage.get(view.name);
  const tone = toneOf(view, state);
  const what = whatOf(view, state, look);
  return {
    mark: { good: "●", bad: "✖", busy: spinner, off: "○" }[tone],
    name: plainText(view.containers > 1 ? `${view.name} ×${view.containers}` : view.name),
    state: stateWords(view),
    stage: plainText(stageWords(view)),
    what: plainText(what.text),
    cpu: look.showUsage ? cpuWords(usage) : "",
    memory: look.showUsage && usage ? formatSize(usage.memoryBytes) : "",
    ports: view.ports.map((port) => `:${port}`).join(" "),
    size: view.sizeBytes === undefined ? "" : formatSize(view.sizeBytes),
    change: changeWords(view, state),
    tone,
    whatTone: what.tone,
  };
}

function cpuWords(usage: Usage | undefined): string {
  return usage ? `${usage.cpuPercent.toFixed(usage.cpuPercent < 10 ? 1 : 0)}%` : "";
}

/** What the last build added to the image, or took from it. */
function changeWords({ name, stage }: ServiceView, { progress }: SessionState): string {
  const size = progress.sizes.get(name);
  if (size?.beforeBytes === undefined || size.stage !== (stage ?? "")) return "";
  const bytes = size.sizeBytes - size.beforeBytes;
  if (bytes === 0) return "";
  return bytes > 0 ? `+${formatSize(bytes)}` : `−${formatSize(-bytes)}`;
}

/** Whether work on the service is under way, or how it is. */
function toneOf(view: ServiceView, { progress }: SessionState): Cells["tone"] {
  const steps = progress.steps.filter(({ step }) => step.service === view.name);
  if (steps.some(({ state }) => state === "running") || view.state === "restarting") return "busy";
  if (view.why !== undefined || view.state === "dead") return "bad";
  return view.state === "running" ? "good" : "off";
}

/** `running`, `exited 3`, `not created`. */
function stateWords({ state, status }: ServiceView): string {
  const code = /^Exited \((\d+)\)/.exec(status)?.[1];
  return code !== undefined && code !== "0" ? `exited ${code}` : state;
}

function stageWords({ mode, stage }: ServiceView): string {
  if (mode === undefined) return "";
  return stage === undefined || stage === mode ? mode : `${mode} ${stage}`;
}

function whatOf(view: ServiceView, { progress }: SessionState, { reloads }: CellsLook): ReloadWords {
  if (view.why !== undefined) return { text: view.why, tone: "bad" };
  const reload = reloads.get(view.name);
  if (reload) return reload;
  const step = progress.steps.find(({ step, state }) => step.service === view.name && state === "running")?.step;
  const answer = progress.answers.get(view.name)?.answer;
  if (step?.kind === "wait" && answer && answer.kind !== "ready")
    return { text: answer.why, tone: answer.kind === "failed" ? "bad" : "plain" };
  if (step)
    return {
      text: { build: "building", pull: "pulling", start: "starting", wait: "waiting", volume: "" }[step.kind],
      tone: "plain",
    };
  if (view.ready) return { text: `ready: ${view.ready.probe}, ${formatDuration(view.ready.afterMs)}`, tone: "plain" };
  return { text: view.state === "running" || view.state === "not created" ? "" : view.status, tone: "plain" };
}

/** Columns of the terminal for each cell; 0: it is left out. */
export interface ColumnWidths {
  readonly name: number;
  readonly state: number;
  readonly stage: number;
  readonly what: number;
  readonly cpu: number;
  readonly memory: number;
  readonly ports: number;
  readonly size: number;
  readonly change: number;
}

/** As wide as the widest cell, within limits; what is left is for the words. In a narrow terminal ports and image sizes give way first. */
export function columnsOf(cells: readonly Cells[], { columns, showUsage }: CellsLook): ColumnWidths {
  const widest = (pick: (cell: Cells) => string, least: number, most: number): number =>
    Math.min(most, Math.max(least, ...cells.map((cell) => widthOf(pick(cell)))));
  const wide = columns >= (showUsage ? 120 : 100);
  const narrow = showUsage && columns < 80;
  const fixed = {
    name: widest(({ name }) => name, 7, wide ? 24 : 12),
    state: widest(({ state }) => state, 7, 11),
    stage: narrow ? 0 : widest(({ stage }) => stage, 5, wide ? 24 : 12),
    cpu: showUsage ? 6 : 0,
    memory: showUsage ? 8 : 0,
    ports: columns < 70 || (showUsage && !wide) ? 0 : widest(({ ports }) => ports, 5, wide ? 24 : 12),
    size: columns < 60 ? 0 : widest(({ size }) => size, 5, 7),
    change: wide && cells.some(({ change }) => change !== "") ? widest(({ change }) => change, 6, 8) : 0,
  };
  const taken = Object.values(fixed).reduce((sum, width) => sum + (width > 0 ? width + 2 : 0), 0);
  return { ...fixed, what: Math.max(0, columns - taken - 4) };
}

/** The cells from the name on, each cut or padded to its column and painted. */
export function cellTexts(
  cells: Cells,
  widths: ColumnWidths,
  paint: (column: keyof ColumnWidths, text: string) => string,
): string {
  const shown = columnOrder.filter(({ column }) => widths[column] > 0);
  return shown
    .map(({ column, align }) => paint(column, padText(fitText(cells[column], widths[column]), widths[column], align)))
    .join("  ");
}

/** The titles of the columns. */
export const titleCells: Cells = {
  mark: "",
  name: "SERVICE",
  state: "STATE",
  stage: "STAGE",
  what: "",
  cpu: "CPU",
  memory: "MEMORY",
  ports: "PORTS",
  size: "IMAGE",
  change: "CHANGE",
  tone: "off",
  whatTone: "plain",
};

const columnOrder: readonly { readonly column: keyof ColumnWidths; readonly align: "left" | "right" }[] = [
  { column: "name", align: "left" },
  { column: "state", align: "left" },
  { column: "stage", align: "left" },
  { column: "what", align: "left" },
  { column: "cpu", align: "right" },
  { column: "memory", align: "right" },
  { column: "ports", align: "left" },
  { column: "size", align: "right" },
  { column: "change", align: "right" },
];
