import { formatSize } from "../format.ts";
import type { Progress } from "./reduce.ts";
import { isInternal, stepPlace } from "./vertex-name.ts";

/** What is going on, in a few words; `since` (ms since the epoch) is when that began. The words can hold a stranger's text. */
export interface Phrase {
  readonly text: string;
  readonly since?: number;
}

/**
 * The one thing that a person waits for now: `building api: builder 3/6`, `pulling postgres:17: 12MB of 150MB`, `starting db`,
 * `waiting for db: the database system is starting up`. Undefined where nothing runs.
 */
export function progressPhrase(progress: Progress): Phrase | undefined {
  const running = progress.steps.filter(({ state }) => state === "running");
  const build = running.find(({ step }) => step.kind === "build");
  if (build) return { text: `building ${buildWords(progress, build.step.service)}`, ...since(build.startedAt) };
  const pull = running.find(({ step }) => step.kind === "pull");
  if (pull?.step.kind === "pull") return { text: `pulling ${pullWords(progress, pull.step.image)}`, ...since(pull.startedAt) };
  const starts = running.filter(({ step }) => step.kind === "start");
  const [start] = starts;
  if (start) return { text: `starting ${starts.map(({ step }) => step.service).join(", ")}`, ...since(start.startedAt) };
  const waits = running.filter(({ step }) => step.kind === "wait");
  const [wait] = waits;
  if (!wait) return undefined;
  const more = waits.length > 1 ? ` and ${waits.length - 1} more` : "";
  return { text: `waiting for ${waitWords(progress, wait.step.service)}${more}`, ...since(wait.startedAt) };
}

function since(startedAt: number | undefined): { readonly since?: number } {
  return startedAt === undefined ? {} : { since: startedAt };
}

function buildWords({ builds }: Progress, service: string): string {
  const running = (builds.get(service) ?? []).filter(({ state }) => state === "running");
  const step = running.findLast(({ buildStep }) => !isInternal(buildStep)) ?? running.at(-1);
  return step ? `${service}: ${stepPlace(step.buildStep)}` : service;
}

function pullWords({ pulls }: Progress, image: string): string {
  const pull = pulls.get(image);
  if (pull?.currentBytes === undefined || pull.totalBytes === undefined) return image;
  return `${image}: ${formatSize(pull.currentBytes)} of ${formatSize(pull.totalBytes)}`;
}

function waitWords({ answers }: Progress, service: string): string {
  const answer = answers.get(service)?.answer;
  return answer?.kind === "waiting" || answer?.kind === "failed" ? `${service}: ${answer.why}` : service;
}
