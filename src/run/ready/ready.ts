import { UserError } from "../../core/error.ts";
import type { Report } from "../../core/event.ts";
import { formatDuration } from "../../core/format.ts";
import type { Project, Service } from "../../core/project/project.ts";
import type { Answer } from "../../core/readiness/answer.ts";
import { type Probe, probeName } from "../../core/readiness/probe.ts";
import { type ContainerDetails, inspectContainer } from "../../docker/containers.ts";
import type { Engine } from "../../docker/engine.ts";
import { lastLines } from "./log.ts";
import { createBell, poll } from "./poll.ts";
import { openProber } from "./prober.ts";
import { watchContainer } from "./watch.ts";

export interface ReadyQuestion {
  readonly engine: Engine;
  readonly project: Project;
  readonly service: Service;
  readonly containerId: string;
  readonly probe: Probe;
  /** How long this wait may take; undefined: for ever. */
  readonly deadlineMs: number | undefined;
  readonly report: Report;
  readonly signal: AbortSignal;
  /** For secrets that come from an environment variable. */
  readonly env: NodeJS.ProcessEnv;
  /** Under air: a compile error or a crash is reported and waited out, instead of ending the wait. */
  readonly untilMended?: boolean;
}

export interface ReadyResult {
  readonly answer: Exclude<Answer, { readonly kind: "waiting" }>;
  readonly probe: string;
  /** From the container's start to its answer. */
  readonly afterMs: number;
}

/**
 * Waits until a container's Probe answers ready or failed, and reports each Answer that differs from the one before. An ended container
 * answers for itself (core/readiness/life); a failed Answer carries the last lines of its log. Throws UserError with exit code 124 at
 * the deadline, Interrupted when the signal is aborted, EngineError and UserError where the engine does not answer.
 */
export async function waitUntilReady(question: ReadyQuestion): Promise<ReadyResult> {
  const { service, report, deadlineMs } = question;
  const over = new AbortController();
  const signal = AbortSignal.any([question.signal, over.signal]);
  const bell = createBell();
  try {
    let container = await inspectContainer(question.engine, question.containerId, signal);
    const probe = refine(question.probe, container);
    const name = probeName(probe);
    const watch = watchContainer({ ...question, probe }, bell, signal);
    const prober = openProber({ ...question, probe, signal, bell, startedAt: container.State.StartedAt });
    const ask = async (stop: AbortSignal): Promise<Answer> => {
      container = await watch.look();
      return watch.judge(container, () => prober.ask(container, stop));
    };
    const { answer, late } = await poll({
      ask,
      pauseMs: prober.pauseMs,
      changed: (changed) =>
        report({ type: "answer", service: service.name, probe: name, answer: changed, afterMs: afterMs(container) }),
      untilMended: question.untilMended === true && probe.kind === "air",
      deadlineMs,
      bell,
      signal: question.signal,
    });
    if (late || answer.kind === "waiting") throw await lateError(question, answer);
    const speaksOther = answer.kind === "ready" && answer.isHttp === false;
    return { answer, probe: speaksOther ? name.replace("http :", "tcp :") : name, afterMs: afterMs(container) };
  } finally {
    over.abort();
  }
}

/** A healthcheck that only the image has is not known before the container is there. */
function refine(probe: Probe, { State }: ContainerDetails): Probe {
  return probe.kind === "running" && State.Health && State.Health.Status !== "none" ? { kind: "healthcheck" } : probe;
}

function afterMs({ State }: ContainerDetails): number {
  const finishedMs = Date.parse(State.FinishedAt);
  const startedMs = Date.parse(State.StartedAt);
  const untilMs = State.Running || !(finishedMs > startedMs) ? Date.now() : finishedMs;
  return startedMs > 0 ? Math.max(0, untilMs - startedMs) : 0;
}

async function lateError(question: ReadyQuestion, answer: Answer): Promise<UserError> {
  const { engine, service, containerId, probe, deadlineMs = 0 } = question;
  const why = answer.kind === "ready" ? "" : answer.why;
  const output = answer.kind === "failed" && answer.output ? answer.output : await lastLines(engine, containerId);
  return new UserError(`${service.name} is not ready after ${formatDuration(deadlineMs)}`, {
    why: `${probeName(probe)}: ${why}`,
    remedy: `see gdev logs ${service.name}; --timeout gives it longer`,
    exitCode: 124,
    failed: { deed: "start", service: service.name },
    ...(output.length > 0 ? { output } : {}),
  });
}
