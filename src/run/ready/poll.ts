import { Interrupted } from "../../core/error.ts";
import type { Answer } from "../../core/readiness/answer.ts";

/** Lets something that happens elsewhere cut a pause short. */
export interface Bell {
  readonly ring: () => void;
  /** Resolves at the next ring, after `pauseMs`, or when the signal is aborted. A ring that nobody waited for counts for the next wait. */
  readonly wait: (pauseMs: number, signal: AbortSignal) => Promise<void>;
}

export interface Polling {
  readonly ask: (signal: AbortSignal) => Promise<Answer>;
  /** How long to wait before the next question, by the time since the first. */
  readonly pauseMs: (elapsedMs: number) => number;
  /** Called with the first Answer and with each that differs from the one before. */
  readonly changed: (answer: Answer) => void;
  /** A failed Answer does not end it: somebody may be mending. */
  readonly untilMended: boolean;
  readonly deadlineMs: number | undefined;
  readonly bell: Bell;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
}

/** How a poll ended: with its last Answer, which is `waiting` (or a `failed` that nobody mended) only at the deadline. */
export interface Polled {
  readonly answer: Answer;
  readonly late: boolean;
}

/** Asks until the Answer is ready or failed, or the deadline has passed. Throws Interrupted when the signal is aborted. */
export async function poll({ ask, pauseMs, changed, untilMended, deadlineMs, bell, signal }: Polling): Promise<Polled> {
  const beganMs = performance.now();
  const deadline = new AbortController();
  const timer = deadlineMs === undefined ? undefined : setTimeout(() => deadline.abort(), deadlineMs);
  const stop = AbortSignal.any([signal, deadline.signal]);
  let last: Answer = { kind: "waiting", why: "not asked yet" };
  let asked = false;
  try {
    for (;;) {
      const answer = await ask(stop);
      if (signal.aborted) throw new Interrupted();
      // An Answer that the deadline itself cut short says nothing.
      if (answer.kind === "ready" || !stop.aborted) {
        if (!asked || !sameAnswer(answer, last)) changed(answer);
        asked = true;
        last = answer;
      }
      if (answer.kind === "ready" || (answer.kind === "failed" && !untilMended && !stop.aborted)) return { answer, late: false };
      if (!stop.aborted) await bell.wait(pauseMs(performance.now() - beganMs), stop);
      if (signal.aborted) throw new Interrupted();
      if (deadline.signal.aborted) return { answer: last, late: true };
    }
  } catch (error) {
    if (signal.aborted) throw new Interrupted();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

export function createBell(): Bell {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring: () => {
      rung = true;
      wake?.();
    },
    wait: (pauseMs, signal) =>
      new Promise((resolve) => {
        const settle = (): void => {
          clearTimeout(timer);
          signal.removeEventListener("abort", settle);
          wake = undefined;
          rung = false;
          resolve();
        };
        const timer = setTimeout(settle, pauseMs);
        if (rung || signal.aborted) settle();
        else {
          wake = settle;
          signal.addEventListener("abort", settle, { once: true });
        }
      }),
  };
}

function sameAnswer(one: Answer, other: Answer): boolean {
  return one.kind === other.kind && (one.kind === "ready" || one.why === (other as { why?: string }).why);
}
