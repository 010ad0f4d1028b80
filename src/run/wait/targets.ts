import { UserError } from "../../core/error.ts";
import { formatDuration } from "../../core/format.ts";
import type { Answer } from "../../core/readiness/answer.ts";
import type { ImagePreset } from "../../core/readiness/preset.ts";
import type { WaitTarget } from "../../core/readiness/wait-target.ts";
import { createBell, poll } from "../ready/poll.ts";
import { openAsker } from "./asker.ts";

export interface WaitQuestion {
  readonly targets: readonly WaitTarget[];
  /** undefined: for ever. */
  readonly timeoutMs: number | undefined;
  readonly presets: readonly ImagePreset[];
  readonly signal: AbortSignal;
  /** Told each Answer that differs from the one before; `afterMs` counts from the start of this wait. */
  readonly changed: (target: WaitTarget, answer: Answer, afterMs: number) => void;
  /** Waits for a service of the project; it has a container, and a Probe, where other targets have an address. */
  readonly service: (wait: ServiceWait) => Promise<TargetEnd>;
}

export interface ServiceWait {
  readonly name: string;
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal;
  readonly changed: (answer: Answer) => void;
}

/** How the wait for one target ended. */
export interface TargetEnd {
  readonly answer: Answer;
  readonly late: boolean;
  /** What explains it: the last lines of a container's log. */
  readonly output?: readonly string[];
}

/**
 * Waits for all targets side by side. Throws UserError (exit code 1) as soon as one of them fails for good, UserError (exit code 124)
 * naming each missing one with the last thing it said at the deadline, Interrupted when the signal is aborted.
 */
export async function waitForTargets(question: WaitQuestion): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([question.signal, over.signal]);
  try {
    const ends = await Promise.all(question.targets.map((target) => waitForTarget(question, target, signal)));
    const missing = ends.filter(({ late }) => late);
    if (missing.length > 0) throw lateError(missing, question);
  } finally {
    over.abort();
  }
}

type Ended = TargetEnd & { readonly target: WaitTarget };

async function waitForTarget(question: WaitQuestion, target: WaitTarget, signal: AbortSignal): Promise<Ended> {
  const { timeoutMs } = question;
  const beganMs = performance.now();
  const changed = (answer: Answer): void => question.changed(target, answer, performance.now() - beganMs);
  const end =
    target.kind === "service"
      ? await question.service({ name: target.name, timeoutMs, signal, changed })
      : await poll({
          ask: openAsker(target, question.presets),
          pauseMs,
          changed,
          untilMended: false,
          deadlineMs: timeoutMs,
          bell: createBell(),
          signal,
        });
  if (end.answer.kind === "failed" && !end.late) throw failure(target, end.answer);
  return { ...end, target };
}

/** Every 30 ms for the first seconds, then at a hundredth of the time gone by. */
function pauseMs(elapsedMs: number): number {
  return Math.min(500, Math.max(30, elapsedMs / 100));
}

function failure(target: WaitTarget, answer: Answer & { readonly kind: "failed" }): UserError {
  return new UserError(`${target.shown} failed`, {
    why: answer.why,
    ...(answer.output?.length ? { output: answer.output } : {}),
  });
}

function lateError(missing: readonly Ended[], { targets, timeoutMs = 0 }: WaitQuestion): UserError {
  const [only] = missing;
  const after = formatDuration(timeoutMs);
  const output = missing.flatMap((end) => end.output ?? []);
  const details = { remedy: "--timeout gives it longer", exitCode: 124, ...(output.length > 0 ? { output } : {}) } as const;
  if (only && missing.length === 1)
    return new UserError(`${only.target.shown} is not ready after ${after}`, { why: lastWords(only), ...details });
  const why = missing.map((end) => `${end.target.shown}: ${lastWords(end)}`).join("\n");
  return new UserError(`${missing.length} of ${targets.length} are not ready after ${after}`, { why, ...details });
}

function lastWords({ answer }: TargetEnd): string {
  return answer.kind === "ready" ? "" : answer.why;
}
