import type { Place } from "../error.ts";
import type { BuildStep, Event } from "../event.ts";
import type { Plan, Step } from "../plan/plan.ts";
import type { Answer } from "../readiness/answer.ts";

/** How far the work is: everything a view needs to show it. Times are ms since the epoch, maps are by service unless they say otherwise. */
export interface Progress {
  readonly plan?: Plan;
  /** The Plan's steps, in its order. */
  readonly steps: readonly StepProgress[];
  /** The last build of each service: its steps in the order in which they were first heard of. */
  readonly builds: ReadonlyMap<string, readonly BuildStepProgress[]>;
  /** By image. */
  readonly pulls: ReadonlyMap<string, PullProgress>;
  readonly answers: ReadonlyMap<string, AnswerProgress>;
  /** Of the images that were built. */
  readonly sizes: ReadonlyMap<string, BuiltSize>;
  /** Each once, oldest first. */
  readonly warnings: readonly Warning[];
  /** The last ones, oldest first. */
  readonly notes: readonly string[];
}

export interface StepProgress {
  readonly step: Step;
  readonly state: "waiting" | "running" | "done" | "failed";
  readonly startedAt?: number;
  readonly durationMs?: number;
  /** Why it failed. */
  readonly why?: string;
}

export interface BuildStepProgress {
  readonly buildStep: BuildStep;
  readonly state: "running" | "done" | "cached" | "failed";
  readonly startedAt: number;
  readonly durationMs?: number;
  readonly why?: string;
  /** The last lines that the step wrote; of a failed step all. */
  readonly output: readonly string[];
}

export interface PullProgress {
  readonly status: string;
  readonly currentBytes?: number;
  readonly totalBytes?: number;
}

export interface AnswerProgress {
  readonly probe: string;
  readonly answer: Answer;
  readonly afterMs: number;
  readonly at: number;
}

export interface BuiltSize {
  readonly stage: string;
  readonly sizeBytes: number;
  readonly beforeBytes?: number;
}

export interface Warning {
  readonly service?: string;
  readonly text: string;
  readonly remedy?: string;
  readonly place?: Place;
}

export const progressStart: Progress = {
  steps: [],
  builds: new Map(),
  pulls: new Map(),
  answers: new Map(),
  sizes: new Map(),
  warnings: [],
  notes: [],
};

/** How many lines of output a running step keeps, and how many notes there are. */
const keptLines = 20;

/**
 * The progress after one more Event. A new Plan replaces the steps, and forgets the builds and answers of the services that it builds or waits
 * for; everything else it leaves as it is.
 */
export function reduceProgress(progress: Progress, event: Event): Progress {
  const service = event.service ?? "";
  switch (event.type) {
    case "plan":
      return withPlan(progress, event.plan);
    case "step-started":
      return withStep(progress, event.step, { state: "running", startedAt: event.at });
    case "step-finished":
      return withStep(progress, event.step, { state: "done", durationMs: event.durationMs });
    case "step-failed":
      return withStep(progress, event.step, { state: "failed", why: event.why });
    case "build-step-started":
      return withBuildStep(progress, service, event, (before) => ({ ...before, state: "running", startedAt: event.at }));
    case "build-step-finished":
      return withBuildStep(progress, service, event, (before) => ({
        ...before,
        state: event.cached ? "cached" : "done",
        durationMs: event.durationMs,
      }));
    case "build-step-failed":
      return withBuildStep(progress, service, event, (before) => ({
        ...before,
        state: "failed",
        why: event.why,
        output: event.output,
      }));
    case "build-output":
      return withBuildStep(progress, service, event, (before) => ({
        ...before,
        output: [...before.output, event.text].slice(-keptLines),
      }));
    case "pull-progress": {
      const { status, currentBytes, totalBytes } = event;
      const pull = {
        status,
        ...(currentBytes === undefined ? {} : { currentBytes }),
        ...(totalBytes === undefined ? {} : { totalBytes }),
      };
      return { ...progress, pulls: new Map(progress.pulls).set(event.image, pull) };
    }
    case "answer": {
      const { probe, answer, afterMs, at } = event;
      return { ...progress, answers: new Map(progress.answers).set(service, { probe, answer, afterMs, at }) };
    }
    case "image-size": {
      const { stage, sizeBytes, beforeBytes } = event;
      const size = { stage, sizeBytes, ...(beforeBytes === undefined ? {} : { beforeBytes }) };
      return { ...progress, sizes: new Map(progress.sizes).set(service, size) };
    }
    case "warning":
      return withWarning(progress, event);
    case "note":
      return { ...progress, notes: [...progress.notes, event.text].slice(-keptLines) };
    default:
      return event satisfies never;
  }
}

function withPlan(progress: Progress, plan: Plan): Progress {
  const of = (kind: Step["kind"]): ReadonlySet<string> =>
    new Set(plan.steps.filter((step) => step.kind === kind).map((step) => step.service));
  return {
    ...progress,
    plan,
    steps: plan.steps.map((step) => ({ step, state: "waiting" })),
    builds: without(progress.builds, of("build")),
    answers: without(progress.answers, of("wait")),
  };
}

function without<T>(map: ReadonlyMap<string, T>, keys: ReadonlySet<string>): ReadonlyMap<string, T> {
  return new Map([...map].filter(([key]) => !keys.has(key)));
}

function withStep(progress: Progress, id: number, change: Partial<StepProgress>): Progress {
  return { ...progress, steps: progress.steps.map((known) => (known.step.id === id ? { ...known, ...change } : known)) };
}

function withBuildStep(
  progress: Progress,
  service: string,
  { buildStep, at }: { readonly buildStep: BuildStep; readonly at: number },
  change: (before: BuildStepProgress) => BuildStepProgress,
): Progress {
  const steps = progress.builds.get(service) ?? [];
  const known = steps.find((step) => step.buildStep.id === buildStep.id);
  const changed = change(known ?? { buildStep, state: "running", startedAt: at, output: [] });
  const next = known ? steps.map((step) => (step === known ? changed : step)) : [...steps, changed];
  return { ...progress, builds: new Map(progress.builds).set(service, next) };
}

function withWarning(progress: Progress, { service, text, remedy, place }: Warning): Progress {
  if (progress.warnings.some((known) => known.service === service && known.text === text)) return progress;
  const warning: Warning = {
    text,
    ...(service === undefined ? {} : { service }),
    ...(remedy === undefined ? {} : { remedy }),
    ...(place === undefined ? {} : { place }),
  };
  return { ...progress, warnings: [...progress.warnings, warning] };
}
