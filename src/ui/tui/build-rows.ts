import { formatDuration } from "../../core/format.ts";
import type { BuildStepProgress, Progress } from "../../core/progress/reduce.ts";
import { isInternal } from "../../core/progress/vertex-name.ts";
import type { Style } from "../style.ts";
import { spinner, stopwatch } from "./screen-marks.ts";
import { plainText, rowOf, type Span, spread } from "./spans.ts";

export interface BuildLook {
  readonly columns: number;
  readonly style: Style;
  /** Every step and its last lines; else ended stages take one row. */
  readonly detailed: boolean;
}

/**
 * The builds as a tree: services (where there are several), their stages, and of each stage the steps.
 *
 *     api
 *     ├ base     2/2  cached
 *     ├ builder  3/6  RUN go build -o /out/server .            4.2 s
 *     │   › example.com/api/store
 *     └ runner   1/3  FROM debian:trixie-slim                 cached
 */
export function buildRows(progress: Progress, look: BuildLook): readonly string[] {
  const trees = [...progress.builds].map(([service, steps]) => ({ service, rows: serviceTree(steps, look) }));
  if (trees.length === 1) return trees.flatMap(({ rows }) => rows);
  return trees.flatMap(({ service, rows }) => [look.style.bold(plainText(service)), ...rows]);
}

function serviceTree(steps: readonly BuildStepProgress[], look: BuildLook): readonly string[] {
  const stages = stagesOf(steps.filter((step) => !isInternal(step.buildStep) || isWorthSeeing(step)));
  const width = Math.max(0, ...stages.map(({ name }) => name.length));
  return stages.flatMap((stage, index) => stageRows(stage, { look, width, isLast: index === stages.length - 1 }));
}

/** BuildKit's own work is shown while it runs, or when it failed. */
function isWorthSeeing({ state }: BuildStepProgress): boolean {
  return state === "running" || state === "failed";
}

interface StageTree {
  readonly name: string;
  readonly steps: readonly BuildStepProgress[];
}

function stagesOf(steps: readonly BuildStepProgress[]): readonly StageTree[] {
  const names = [...new Set(steps.map(stageName))];
  return names.map((name) => ({ name: plainText(name), steps: steps.filter((step) => stageName(step) === name) }));
}

function stageName({ buildStep }: BuildStepProgress): string {
  return isInternal(buildStep) ? "BuildKit" : (buildStep.stage ?? "(stage)");
}

interface TreeLook {
  readonly look: BuildLook;
  /** Columns for the stage's name. */
  readonly width: number;
  readonly isLast: boolean;
}

function stageRows({ name, steps }: StageTree, { look, width, isLast }: TreeLook): readonly string[] {
  const { style } = look;
  const shown = look.detailed ? steps : telling(steps);
  const branch = isLast ? "└ " : "├ ";
  const under = isLast ? "  " : "│ ";
  return shown.flatMap((step, index) => {
    const first = index === 0;
    const start: readonly Span[] = [
      { text: first ? branch : under, paint: style.dim },
      { text: `${first ? name.padEnd(width) : " ".repeat(width)}  `, paint: style.cyan },
    ];
    return [stepRow(step, start, look), ...outputRows(step, `${under}${" ".repeat(width)}  `, look)];
  });
}

/** Of a stage that has ended its last step; else what runs or has failed. */
function telling(steps: readonly BuildStepProgress[]): readonly BuildStepProgress[] {
  const live = steps.filter(isWorthSeeing);
  return live.length > 0 ? live : steps.slice(-1);
}

function stepRow(step: BuildStepProgress, start: readonly Span[], { columns, style }: BuildLook): string {
  const { buildStep, state } = step;
  const place = buildStep.index === undefined ? "" : `${buildStep.index}/${buildStep.total}  `;
  const paint = { running: style.plain, done: style.dim, cached: style.dim, failed: style.red }[state];
  const end: Span = {
    running: { text: `${spinner} ${stopwatch(step.startedAt, { columns: 6, align: "right" })}`, paint: style.yellow },
    done: { text: formatDuration(step.durationMs ?? 0), paint: style.dim },
    cached: { text: "CACHED", paint: style.dim },
    failed: { text: "FAILED", paint: style.red },
  }[state];
  return spread(
    [...start, { text: `${place}${plainText(buildStep.name.replaceAll(/\s+/g, " "))}`, paint }],
    [end, { text: " " }],
    columns,
  );
}

/** The last lines of a running step, all that a failed one wrote. */
function outputRows({ state, output }: BuildStepProgress, indent: string, { columns, style }: BuildLook): readonly string[] {
  const lines = state === "failed" ? output : state === "running" ? output.slice(-3) : [];
  return lines.map((line) =>
    rowOf(
      [
        { text: indent, paint: style.dim },
        { text: "› ", paint: style.dim },
        { text: plainText(line), paint: state === "failed" ? style.plain : style.dim },
      ],
      columns,
    ),
  );
}
