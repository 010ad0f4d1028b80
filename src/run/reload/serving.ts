import type { Project, Service } from "../../core/project/project.ts";
import type { Answer } from "../../core/readiness/answer.ts";
import type { Probe } from "../../core/readiness/probe.ts";
import { inspectContainer } from "../../docker/containers.ts";
import type { Engine } from "../../docker/engine.ts";
import { createBell, poll } from "../ready/poll.ts";
import { openProber } from "../ready/prober.ts";

export interface ServingQuestion {
  readonly engine: Engine;
  readonly project: Project;
  readonly service: Service;
  readonly probe: Probe;
  readonly container: { readonly id: string; readonly startedAt: string };
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
  /** Called with each Answer that differs from the one before. */
  readonly answered: (answer: Answer) => void;
}

/**
 * Asks the Probe of a service whether the program that air has just started answers, until it does, the signal is aborted or the deadline
 * has passed. Never rejects: an engine that is gone ends it.
 */
export async function askUntilServing(question: ServingQuestion): Promise<void> {
  const { engine, container, probe, signal, answered, deadlineMs } = question;
  const over = new AbortController();
  const stop = AbortSignal.any([signal, over.signal]);
  try {
    const details = await inspectContainer(engine, container.id, stop);
    const bell = createBell();
    const prober = openProber({
      ...question,
      probe,
      containerId: container.id,
      startedAt: container.startedAt,
      bell,
      signal: stop,
    });
    await poll({
      ask: (asked) => prober.ask(details, asked),
      pauseMs: prober.pauseMs,
      changed: answered,
      untilMended: true,
      deadlineMs,
      bell,
      signal: stop,
    });
  } catch {
    // The container or the engine is gone, or another build has begun: its lines will say so.
  } finally {
    over.abort();
  }
}

/** The question to the program itself, air's own lines apart; undefined for a program that has nothing to answer on. */
export function programProbe(probe: Probe | undefined): Probe | undefined {
  const asked = probe?.kind === "air" ? probe.next : probe;
  return asked?.kind === "running" || asked?.kind === "exit" ? undefined : asked;
}
