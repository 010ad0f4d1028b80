import { wordsOf } from "../core/error.ts";
import type { Report } from "../core/event.ts";
import type { BuildStep, Plan, PullStep, StartStep, Step, VolumeStep, WaitStep } from "../core/plan/plan.ts";

/** How the steps of a Plan are done. Each deed resolves when its steps have succeeded and throws where one fails. */
export interface Deeds {
  readonly volume: (step: VolumeStep, signal: AbortSignal) => Promise<void>;
  readonly pull: (steps: readonly PullStep[], signal: AbortSignal) => Promise<void>;
  readonly build: (steps: readonly BuildStep[], signal: AbortSignal) => Promise<void>;
  /** Never runs twice at once: `docker compose up` is not made for that. */
  readonly start: (steps: readonly StartStep[]) => Promise<void>;
  readonly wait: (step: WaitStep, signal: AbortSignal) => Promise<void>;
}

/**
 * Does the steps of a Plan, each when all that it comes after have succeeded. Carries no decision: the Plan has made them all.
 * The first failure ends builds, pulls and waits that are under way, lets a start finish, starts nothing more and is thrown.
 */
export async function executePlan(plan: Plan, deeds: Deeds, report: Report): Promise<void> {
  const failure = new AbortController();
  const done = new Set<number>();
  const begun = new Set<number>();
  const running = new Set<Promise<void>>();
  let startsRunning = false;
  let firstError: { readonly error: unknown } | undefined;

  const run = (steps: readonly Step[], deed: () => Promise<void>): Promise<void> => {
    const began = performance.now();
    for (const step of steps) {
      begun.add(step.id);
      report({ type: "step-started", service: step.service, step: step.id });
    }
    const work = deed().then(
      () => {
        for (const step of steps) {
          done.add(step.id);
          report({ type: "step-finished", service: step.service, step: step.id, durationMs: performance.now() - began });
        }
      },
      (error: unknown) => {
        if (!firstError)
          for (const step of steps) report({ type: "step-failed", service: step.service, step: step.id, why: wordsOf(error) });
        firstError ??= { error };
        failure.abort();
      },
    );
    const tracked = work.finally(() => running.delete(tracked));
    running.add(tracked);
    return tracked;
  };

  const begin = (): void => {
    const runnable = plan.steps.filter((step) => !begun.has(step.id) && step.after.every((id) => done.has(id)));
    const builds = runnable.filter((step) => step.kind === "build");
    if (builds.length > 0) run(builds, () => deeds.build(builds, failure.signal));
    const pulls = runnable.filter((step) => step.kind === "pull");
    if (pulls.length > 0) run(pulls, () => deeds.pull(pulls, failure.signal));
    for (const step of runnable) {
      if (step.kind === "volume") run([step], () => deeds.volume(step, failure.signal));
      if (step.kind === "wait") run([step], () => deeds.wait(step, failure.signal));
    }
    const starts = runnable.filter((step) => step.kind === "start");
    if (starts.length === 0 || startsRunning) return;
    startsRunning = true;
    run(starts, () =>
      deeds.start(starts).finally(() => {
        startsRunning = false;
      }),
    );
  };

  for (begin(); running.size > 0; ) {
    await Promise.race(running);
    if (!firstError) begin();
  }
  if (firstError) throw firstError.error;
}
