import { EngineError } from "../../core/error.ts";
import type { LogLine } from "../../core/logs/line.ts";
import { type RecentLines, recentLines } from "../../core/logs/recent.ts";
import type { LogItem, LogSource } from "../../core/logs/service-lines.ts";
import { type ContainerDetails, inspectContainer } from "../../docker/containers.ts";
import type { Engine } from "../../docker/engine.ts";
import { readLogs } from "../../docker/logs.ts";

/** A container whose log is read, over all its runs. */
export interface Followed {
  readonly source: LogSource;
  readonly id: string;
  readonly recent: RecentLines;
  /** Rung when something has happened to the container. */
  readonly wake: Bell;
  /** It came while the project was being followed. */
  readonly isNew: boolean;
  /** It ran when it was first seen. */
  readonly isAlive: boolean;
  /** The engine's words when it cannot give this log. */
  unreadable?: string;
}

interface Bell {
  ring(): void;
  /** Resolves at the next ring, or at once when it has rung since it was last cleared. */
  heard(): Promise<void>;
  clear(): void;
}

interface FollowedSettings extends Pick<Followed, "isNew" | "isAlive"> {
  /** Only the end of its log is wanted. */
  readonly isTail: boolean;
}

export function followed(source: LogSource, id: string, { isNew, isAlive, isTail }: FollowedSettings): Followed {
  const { service, container, number } = source;
  return { source: { service, container, number }, id, recent: recentLines({ isTail }), wake: bell(), isNew, isAlive };
}

interface HistoryWanted {
  readonly engine: Engine;
  readonly tail?: number;
  readonly sinceNs?: bigint;
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

/**
 * What the container has printed so far, in batches. A log that the engine cannot give ends it, with its words in `unreadable`;
 * so does a container that is gone and, when following goes on after it, an engine that is.
 */
export async function* readHistory(container: Followed, wanted: HistoryWanted): AsyncGenerator<readonly LogLine[]> {
  const { engine, tail, sinceNs, signal } = wanted;
  // Also where no old line is wanted, the last one is read: following goes on from it.
  const limits = { ...(tail === undefined ? {} : { tail: Math.max(1, tail) }), ...(sinceNs === undefined ? {} : { sinceNs }) };
  try {
    for await (const batch of readLogs(engine, container.id, { follow: false, ...limits, signal })) {
      const lines = container.recent.unseen(batch);
      if (tail !== 0) yield lines;
    }
  } catch (error) {
    if (error instanceof EngineError) {
      if (!isGone(error)) container.unreadable = error.message;
    } else if (!wanted.follow) throw error;
  }
}

interface FollowWanted {
  readonly engine: Engine;
  readonly sinceNs?: bigint;
  readonly signal: AbortSignal;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly push: (item: LogItem) => Promise<void>;
}

/**
 * Pushes what the container prints and what becomes of it, from where `recent` ends, over restarts and lost connections,
 * until it is removed or `signal` aborts (then `wake` has to be rung, too).
 */
export async function followContainer(container: Followed, wanted: FollowWanted): Promise<void> {
  const { engine, signal, push } = wanted;
  const mark = (what: "started" | "restarted" | "removed"): Promise<void> => push({ kind: "mark", what, ...container.source });
  let startedAt = container.isNew ? never : undefined;
  let alive = container.isAlive;

  while (!signal.aborted) {
    container.wake.clear();
    try {
      const before = await inspectContainer(engine, container.id, signal);
      const isNewRun = startedAt !== undefined && startedAt !== before.State.StartedAt;
      if (isNewRun) await mark(startedAt === never ? "started" : "restarted");
      startedAt = before.State.StartedAt;
      alive ||= isNewRun || isRunning(before);

      const anyNew = await pushLines(container, before.Config.Tty, wanted);
      const after = await inspectContainer(engine, container.id, signal);
      if (after.State.StartedAt !== startedAt) continue;
      if (isRunning(after)) {
        if (!anyNew) await Promise.race([container.wake.heard(), wanted.pause(againMs, signal)]);
        continue;
      }
      if (alive) await push({ kind: "mark", what: "exited", ...container.source, exitCode: after.State.ExitCode });
      alive = false;
      await container.wake.heard();
    } catch (error) {
      if (signal.aborted) return;
      if (isGone(error)) return await mark("removed");
      if (!(error instanceof EngineError)) await Promise.race([container.wake.heard(), wanted.pause(againMs, signal)]);
      else {
        if (container.unreadable === undefined)
          await push({ kind: "mark", what: "unreadable", ...container.source, why: error.message });
        container.unreadable = error.message;
        await container.wake.heard();
      }
    }
  }
}

/** How the engine writes the start of a container that was never started. */
const never = "0001-01-01T00:00:00Z";

/** How long to wait for an engine that is gone, or for a log that ends at once though its container runs. */
const againMs = 500;

/** Pushes what the log gives until it ends; answers whether that was anything new. */
async function pushLines(container: Followed, tty: boolean, { engine, sinceNs, signal, push }: FollowWanted): Promise<boolean> {
  const fromNs = container.recent.resume() ?? sinceNs;
  let any = false;
  for await (const batch of readLogs(engine, container.id, {
    follow: true,
    tty,
    ...(fromNs === undefined ? {} : { sinceNs: fromNs }),
    signal,
  })) {
    const lines = container.recent.unseen(batch);
    if (lines.length === 0) continue;
    any = true;
    await push({ kind: "lines", ...container.source, lines });
  }
  return any;
}

/** Between two runs under a restart policy the engine calls a container running and restarting. */
function isRunning({ State }: ContainerDetails): boolean {
  return State.Running && !State.Restarting;
}

/** No such container, or one that is just being removed. */
function isGone(error: unknown): boolean {
  return error instanceof EngineError && (error.status === 404 || error.status === 409);
}

function bell(): Bell {
  let resolve: () => void = () => undefined;
  let next = new Promise<void>((heard) => (resolve = heard));
  let rung = false;
  return {
    ring() {
      rung = true;
      resolve();
    },
    heard: () => next,
    clear() {
      if (!rung) return;
      rung = false;
      next = new Promise<void>((heard) => (resolve = heard));
    },
  };
}
