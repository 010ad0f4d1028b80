import { setTimeout as sleep } from "node:timers/promises";
import { EngineError, wordsOf } from "../../core/error.ts";
import { composeLabels } from "../../core/labels.ts";
import { mergeByTime } from "../../core/logs/merge.ts";
import type { LogItem } from "../../core/logs/service-lines.ts";
import { type ContainerSummary, containerName, listProjectContainers } from "../../docker/containers.ts";
import type { Engine } from "../../docker/engine.ts";
import { readEvents } from "../../docker/events.ts";
import { type Channel, channel } from "./channel.ts";
import { type Followed, followContainer, followed, readHistory } from "./container.ts";

export interface LogsToFollow {
  readonly engine: Engine;
  /** The compose project's name. */
  readonly project: string;
  /** Only these services; without it all of the project. */
  readonly services?: readonly string[];
  /** Of each container that is there at the beginning, only the last so many lines; without it all. */
  readonly tail?: number;
  /** Only lines from this engine time on, in nanoseconds since the epoch. */
  readonly sinceNs?: bigint;
  /** Go on with what is printed from now on, until `signal` aborts. */
  readonly follow: boolean;
  /** Ends everything without an error. */
  readonly signal?: AbortSignal;
  /** Called between the history and what is followed. */
  readonly onCaughtUp?: () => void;
  /** Waits between two tries to reach an engine that is gone. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * The logs of a project: first what its containers have printed so far, merged by the engine's time, then with `follow` what
 * they print from now on, as it arrives. Following goes over restarts, containers made anew, scaled up and removed, whoever
 * does it, and over a restart of the engine, each with a mark; no line is lost or doubled. It does not end when all
 * containers have: they may come back. Without `follow` it ends with the history. Throws UserError when no engine answers at
 * the beginning, EngineError when the engine refuses to list containers.
 */
export async function* followLogs(wanted: LogsToFollow): AsyncGenerator<LogItem> {
  const stop = new AbortController();
  const signal = wanted.signal ? AbortSignal.any([wanted.signal, stop.signal]) : stop.signal;
  const known = new Map<string, Followed>();
  try {
    const isTail = wanted.tail !== undefined;
    for (const container of await listWanted(wanted)) {
      known.set(
        container.Id,
        followed(sourceOf(container), container.Id, { isNew: false, isAlive: container.State === "running", isTail }),
      );
    }
    yield* history(wanted, [...known.values()], signal);
    wanted.onCaughtUp?.();
    if (wanted.follow && !signal.aborted) yield* live(wanted, known, signal);
  } finally {
    stop.abort();
  }
}

async function listWanted({ engine, project, services }: LogsToFollow): Promise<readonly ContainerSummary[]> {
  const containers = await listProjectContainers(engine, project);
  return containers.filter((container) => isWanted(services, container.Labels[composeLabels.service] ?? ""));
}

function isWanted(services: readonly string[] | undefined, service: string): boolean {
  return services === undefined || services.length === 0 || services.includes(service);
}

function sourceOf(container: ContainerSummary): Followed["source"] {
  return {
    service: container.Labels[composeLabels.service] ?? "",
    container: withoutTemporaryPrefix(containerName(container)),
    number: Number(container.Labels[composeLabels.number] ?? 1),
  };
}

/** Compose makes a container anew under `<12 digits>_<name>` and renames it when the old one is gone. */
function withoutTemporaryPrefix(name: string): string {
  return name.replace(/^[0-9a-f]{12}_/, "");
}

async function* history(wanted: LogsToFollow, containers: readonly Followed[], signal: AbortSignal): AsyncGenerator<LogItem> {
  const logs = containers.map((container) => ({ source: container, batches: readHistory(container, { ...wanted, signal }) }));
  for await (const { source, lines } of mergeByTime(logs)) {
    if (signal.aborted) return;
    yield { kind: "lines", ...source.source, lines };
  }
  for (const { source, unreadable } of containers) {
    if (unreadable !== undefined) yield { kind: "mark", what: "unreadable", ...source, why: unreadable };
  }
}

async function* live(wanted: LogsToFollow, known: Map<string, Followed>, signal: AbortSignal): AsyncGenerator<LogItem> {
  const items = channel<LogItem>(waitingBatches);
  const end = (): void => {
    items.end();
    for (const container of known.values()) container.wake.ring();
  };
  signal.addEventListener("abort", end, { once: true });
  const pause = wanted.pause ?? pauseFor;
  const run = (container: Followed): void => {
    followContainer(container, { ...wanted, signal, pause, push: items.push })
      .catch(items.fail)
      .finally(() => known.delete(container.id));
  };
  for (const container of known.values()) run(container);
  const follow = (source: Followed["source"], id: string): void => {
    const container = known.get(id) ?? followed(source, id, { isNew: true, isAlive: false, isTail: false });
    if (known.has(id)) container.wake.ring();
    else {
      known.set(id, container);
      run(container);
    }
  };
  watch({ wanted, known, signal, pause, items, follow }).catch(items.fail);
  yield* items;
}

const waitingBatches = 16;

interface Watching {
  readonly wanted: LogsToFollow;
  readonly known: ReadonlyMap<string, Followed>;
  readonly signal: AbortSignal;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly items: Channel<LogItem>;
  readonly follow: (source: Followed["source"], id: string) => void;
}

/** Learns from the engine's events which containers come and go; after a break looks at all of them again. */
async function watch({ wanted, known, signal, pause, items, follow }: Watching): Promise<void> {
  let lost = false;
  let delayMs = firstDelayMs;

  const lookAtAll = async (): Promise<void> => {
    const listed = await listWanted(wanted);
    if (lost) await items.push({ kind: "mark", what: "engine-back" });
    lost = false;
    delayMs = firstDelayMs;
    for (const container of listed) follow(sourceOf(container), container.Id);
    for (const [id, container] of known) if (!listed.some(({ Id }) => Id === id)) container.wake.ring();
  };

  while (!signal.aborted) {
    let why = "the connection broke off";
    const connection = new AbortController();
    try {
      const events = readEvents(wanted.engine, {
        project: wanted.project,
        signal: AbortSignal.any([signal, connection.signal]),
        onOpen: () => void lookAtAll().catch(() => connection.abort()),
      });
      for await (const event of events) {
        if (!isWanted(wanted.services, event.service)) continue;
        if (event.action === "start")
          follow({ ...event, container: withoutTemporaryPrefix(event.containerName) }, event.containerId);
        else if (event.action === "destroy") known.get(event.containerId)?.wake.ring();
      }
    } catch (error) {
      if (error instanceof EngineError && error.status < 500) throw error;
      if ((error as NodeJS.ErrnoException).code !== "ECONNRESET") why = wordsOf(error);
    }
    if (signal.aborted) return;
    if (!lost) await items.push({ kind: "mark", what: "engine-lost", why });
    lost = true;
    await pause(delayMs, signal);
    delayMs = Math.min(delayMs * 2, lastDelayMs);
  }
}

const firstDelayMs = 100;
const lastDelayMs = 2000;

async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
