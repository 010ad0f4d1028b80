import type { Event } from "../core/event.ts";
import { formatDuration, formatSize } from "../core/format.ts";
import { safeText } from "../core/logs/escape.ts";
import type { Plan, Step } from "../core/plan/plan.ts";
import { planText } from "../core/plan/text.ts";
import { placeFile } from "./error.ts";
import { buildPainter } from "./plain-builds.ts";
import { type PlainLine, type PlainLook, plainLine } from "./plain-line.ts";
import { pullPainter } from "./plain-pulls.ts";
import { waitPainter } from "./plain-waits.ts";

export interface PlainPainter {
  /** The lines for an Event; often none. */
  event(event: Event): readonly string[];
  /** The lines for what has been running or waiting for long by then (ms since the epoch). */
  tick(at: number): readonly string[];
}

/** Remembers what is under way, and paints Events as lines. The Plan comes first, as its text. */
export function plainPainter(look: PlainLook): PlainPainter {
  const line = plainLine(look);
  const builds = buildPainter(line);
  const pulls = pullPainter(line);
  const waits = waitPainter(line);
  const warned = new Set<string>();
  let steps: readonly Step[] = [];

  return {
    event(event) {
      switch (event.type) {
        case "plan":
          steps = event.plan.steps;
          for (const { service } of steps) line.meet(service);
          return planLines(event.plan, look);
        case "step-finished":
          return doneLines(line, steps, event.step, event.durationMs);
        case "step-started":
        case "step-failed":
          return [];
        case "build-step-started":
        case "build-step-finished":
        case "build-step-failed":
        case "build-output":
          return builds.event(event);
        case "pull-progress":
          return pulls.event(event);
        case "answer":
          return waits.event(event);
        case "image-size":
          return sizeLines(line, event);
        case "warning": {
          const key = `${event.service ?? ""} ${event.text}`;
          if (warned.has(key)) return [];
          warned.add(key);
          return warningLines(line, event);
        }
        case "note":
          return look.verbosity === "quiet" ? [] : [line.line(event.service, safeText(event.text, "none"))];
        default:
          return event satisfies never;
      }
    },
    tick: (at) => (look.verbosity === "quiet" ? [] : [...waits.tick(at), ...builds.tick(at), ...pulls.tick(at)]),
  };
}

function planLines(plan: Plan, { verbosity }: PlainLook): readonly string[] {
  if (verbosity === "quiet") return [];
  return planText(plan)
    .split("\n")
    .map((text) => safeText(text, "none"));
}

/** What a finished step is worth a line; pulls and waits have told their own story. */
function doneLines({ look, style, line }: PlainLine, steps: readonly Step[], id: number, durationMs: number): readonly string[] {
  const step = steps.find((known) => known.id === id);
  if (!step || look.verbosity === "quiet") return [];
  const took = style.dim(formatDuration(durationMs));
  switch (step.kind) {
    case "build":
      return [
        line(step.service, `built ${step.stage === "" ? "the last stage" : `stage ${safeText(step.stage, "none")}`}  ${took}`),
      ];
    case "start":
      return [line(step.service, `started  ${took}`)];
    case "volume":
      return [line(step.service, `made the volume ${safeText(step.volume, "none")}`)];
    case "pull":
    case "wait":
      return [];
    default:
      return step satisfies never;
  }
}

/** A size that has changed with the build; the size itself stands in the summary. */
function sizeLines(
  { look, line }: PlainLine,
  { service, sizeBytes, beforeBytes = sizeBytes }: Event & { readonly type: "image-size" },
): readonly string[] {
  if (beforeBytes === sizeBytes || look.verbosity === "quiet") return [];
  const change =
    sizeBytes > beforeBytes ? `${formatSize(sizeBytes - beforeBytes)} more` : `${formatSize(beforeBytes - sizeBytes)} less`;
  return [line(service, `image ${formatSize(sizeBytes)}, ${change} than before`)];
}

function warningLines(
  { look, style, line }: PlainLine,
  { service, text, remedy, place }: Event & { readonly type: "warning" },
): readonly string[] {
  const at = place ? `${placeFile(place, look.cwd)}:${place.line}: ` : "";
  const first = line(service, `${style.yellow("warning:")} ${at}${safeText(text, "none")}`);
  return remedy ? [first, line(service, `  ${style.cyan("→")} ${safeText(remedy, "none")}`)] : [first];
}
