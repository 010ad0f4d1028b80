import type { BuildStep, Event, Report } from "../core/event.ts";
import type { Step } from "../core/plan/plan.ts";
import type { Answer } from "../core/readiness/answer.ts";

/**
 * A Report that writes every happening as one JSON object a line (NDJSON). What the objects hold is a promise to programs: docs/json.md.
 * `now` gives ms since the epoch.
 */
export function jsonReport(output: { write(text: string): unknown }, now: () => number = Date.now): Report {
  return (happening) => {
    output.write(`${jsonText(jsonEvent({ ...happening, at: now() }))}\n`);
  };
}

/** JSON on one line, with the control characters that JSON itself lets pass escaped too: it may end up on a terminal. */
export function jsonText(value: unknown): string {
  const escaped = (character: string): string => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replace(/[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, escaped);
}

/** An Event in the form that docs/json.md promises. */
export function jsonEvent(event: Event): Readonly<Record<string, unknown>> {
  const { at, type, service } = event;
  return { time: new Date(at).toISOString(), type, ...(service === undefined ? {} : { service }), ...fields(event) };
}

function fields(event: Event): Readonly<Record<string, unknown>> {
  switch (event.type) {
    case "plan":
      return { project: event.plan.project, steps: event.plan.steps.map(planStep) };
    case "step-started":
      return { step: event.step };
    case "step-finished":
      return { step: event.step, durationMs: Math.round(event.durationMs) };
    case "step-failed":
      return { step: event.step, why: event.why };
    case "build-step-started":
      return { build: buildStep(event.buildStep) };
    case "build-step-finished":
      return { build: buildStep(event.buildStep), durationMs: Math.round(event.durationMs), cached: event.cached };
    case "build-step-failed":
      return { build: buildStep(event.buildStep), why: event.why, output: event.output };
    case "build-output":
      return { build: buildStep(event.buildStep), text: event.text };
    case "pull-progress":
      return { image: event.image, status: event.status, currentBytes: event.currentBytes, totalBytes: event.totalBytes };
    case "answer":
      return { probe: event.probe, afterMs: Math.round(event.afterMs), ...answerFields(event.answer) };
    case "image-size":
      return { stage: event.stage, sizeBytes: event.sizeBytes, beforeBytes: event.beforeBytes ?? null };
    case "warning":
      return { text: event.text, remedy: event.remedy, place: event.place };
    case "note":
      return { text: event.text };
    default:
      return event satisfies never;
  }
}

function planStep(step: Step): Readonly<Record<string, unknown>> {
  const { id, kind, service, cause, after } = step;
  const common = { id, kind, service, cause, after };
  switch (step.kind) {
    case "volume":
      return { ...common, volume: step.volume };
    case "pull":
      return { ...common, image: step.image };
    case "build":
      return { ...common, mode: step.mode, stage: step.stage, image: step.image };
    case "start":
      return common;
    case "wait":
      return { ...common, until: step.until, probe: step.probe };
    default:
      return step satisfies never;
  }
}

function buildStep({ id, name, stage, index, total }: BuildStep): Readonly<Record<string, unknown>> {
  return { id, name, stage, index, total };
}

function answerFields(answer: Answer): Readonly<Record<string, unknown>> {
  const { kind, ...rest } = answer;
  return { state: kind, ...rest };
}
