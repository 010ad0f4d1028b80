import type { Plan, Step } from "./plan.ts";

/**
 * The Plan as text, one line a step; `1 →` names the steps that a step comes after.
 *
 *      #1 api  build  stage dev      image demo-api:dev is not built yet
 *      #2 db   start                 not running
 *  2 → #3 db   wait   postgres       api depends on it
 *  1,3 → #4 api  start               not running
 */
export function planText(plan: Plan): string {
  if (plan.steps.length === 0) return `${plan.project}: nothing to do`;
  const rows = plan.steps.map(
    (step) => [afterText(step), `#${step.id}`, step.service, step.kind, objectOf(step), step.cause] as const,
  );
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows
    .map(([after, id, ...rest]) => [
      after.padStart(widths[0] ?? 0),
      id.padStart(widths[1] ?? 0),
      ...rest.map((cell, index) => cell.padEnd(widths[index + 2] ?? 0)),
    ])
    .map((cells) => `${cells[0]} ${cells[1]} ${cells.slice(2).join("  ")}`.trimEnd())
    .join("\n");
}

function afterText({ after }: Step): string {
  return after.length === 0 ? "" : `${after.join(",")} →`;
}

function objectOf(step: Step): string {
  switch (step.kind) {
    case "build":
      return step.stage === "" ? "last stage" : `stage ${step.stage}`;
    case "pull":
      return step.image;
    case "volume":
      return step.volume;
    case "wait":
      return step.probe;
    case "start":
      return "";
    default:
      return step satisfies never;
  }
}
