import { EngineError } from "../../core/error.ts";
import { type Answer, failed, waiting } from "../../core/readiness/answer.ts";
import { endWords, type Life, lifeAnswer } from "../../core/readiness/life.ts";
import type { Probe } from "../../core/readiness/probe.ts";
import { type ContainerDetails, inspectContainer } from "../../docker/containers.ts";
import type { Engine } from "../../docker/engine.ts";
import { lastLines } from "./log.ts";
import type { Bell } from "./poll.ts";

export interface Watched {
  readonly engine: Engine;
  readonly containerId: string;
  readonly probe: Probe;
}

/** The eyes on one container while it is waited for. */
export interface Watch {
  /** The container as the engine sees it now, or a few milliseconds ago. */
  readonly look: () => Promise<ContainerDetails>;
  /** The container's own Answer if it has ended or does not run; else the Probe's. */
  readonly judge: (container: ContainerDetails, ask: () => Promise<Answer>) => Promise<Answer>;
}

/** Starts watching; the bell rings when the container ends. */
export function watchContainer({ engine, containerId, probe }: Watched, bell: Bell, signal: AbortSignal): Watch {
  const believes = probe.kind !== "running" && probe.kind !== "healthcheck";
  let seen: { readonly container: ContainerDetails; readonly atMs: number } | undefined;
  let firstSeen: { readonly startedAt: string; readonly atMs: number } | undefined;
  let lastWords: { readonly restarts: number; readonly text: string } | undefined;
  let ended = "";
  ringAtEnd(engine, containerId, signal, () => {
    seen = undefined;
    bell.ring();
  });

  const lifeOf = ({ State, RestartCount }: ContainerDetails): Life => {
    if (firstSeen?.startedAt !== State.StartedAt) firstSeen = { startedAt: State.StartedAt, atMs: Date.now() };
    const sinceMs = Math.max(Date.now() - Date.parse(State.StartedAt), Date.now() - firstSeen.atMs);
    return {
      status: State.Status,
      exitCode: State.ExitCode,
      oomKilled: State.OOMKilled,
      error: State.Error,
      restartCount: RestartCount,
      runningMs: sinceMs,
    };
  };

  /** The last words of a container that its restart policy starts again and again; the same while it runs and while it rests. */
  const restartWords = async (life: Life): Promise<string> => {
    if (life.status === "restarting") ended = `, ${endWords(life)}`;
    if (lastWords?.restarts !== life.restartCount) {
      lastWords = { restarts: life.restartCount, text: (await lastLines(engine, containerId, 1))[0] ?? lastWords?.text ?? "" };
    }
    return `it keeps restarting${ended}${lastWords.text ? `: ${lastWords.text}` : ""}`;
  };

  return {
    async look() {
      const fresh = believes && seen && performance.now() - seen.atMs < believedMs && looksAlive(seen.container);
      if (seen && fresh) return seen.container;
      seen = { container: await inspectContainer(engine, containerId, signal), atMs: performance.now() };
      return seen.container;
    },
    async judge(container, ask) {
      const life = lifeOf(container);
      const answer = lifeAnswer(life, probe) ?? (await ask());
      if (answer.kind === "waiting" && life.restartCount > 0) return waiting(await restartWords(life));
      if (answer.kind !== "failed" || answer.output) return answer;
      return failed(answer.why, await lastLines(engine, containerId));
    },
  };
}

/** How long a look is believed while a port is asked: the end of the container is told by the engine, and rings the bell. */
const believedMs = 300;

function looksAlive({ State }: ContainerDetails): boolean {
  return State.Status === "running";
}

/** `POST /containers/{id}/wait` answers when the container has ended; a restart policy's restarts do not count. */
function ringAtEnd(engine: Engine, containerId: string, signal: AbortSignal, ring: () => void): void {
  engine
    .json({ method: "POST", path: `/containers/${containerId}/wait?condition=not-running`, signal })
    .then(ring, (error: unknown) => {
      if (error instanceof EngineError) ring();
    });
}
