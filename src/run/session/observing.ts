import { setTimeout as sleep } from "node:timers/promises";
import type { Engine } from "../../docker/engine.ts";
import { type EngineEvent, readEvents } from "../../docker/events.ts";
import { lastLines } from "../ready/log.ts";
import { reportServices, type ServiceReport } from "../summary.ts";

export interface Observing {
  readonly engine: Engine;
  readonly project: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Names of services that shall be there even without a container. */
  readonly names: () => readonly string[];
  readonly onReports: (reports: readonly ServiceReport[], reasons: ReadonlyMap<string, string>) => void;
  /** `error`: why it is lost. */
  readonly onEngine: (state: "connected" | "lost", error?: unknown) => void;
}

export interface Observer {
  /** Looks again soon; several calls at once make one look. */
  readonly look: () => void;
  /** Ends with the signal. */
  readonly ended: Promise<void>;
}

/**
 * Keeps an eye on the project's containers: looks at the beginning and whenever the engine tells of an event, whoever caused it, and goes on
 * when an engine that was gone is back.
 */
export function observeProject(observing: Observing): Observer {
  const { signal, onEngine } = observing;
  const reasons = new Map<string, string>();
  const stopped = new Set<string>();
  const look = coalesced(async () => {
    if (signal.aborted) return;
    try {
      const reports = await reportServices(observing.engine, observing.project, observing.names(), observing.env);
      onEngine("connected");
      observing.onReports(reports, reasons);
      if (await addReasons(observing.engine, reports, { reasons, stopped })) observing.onReports(reports, reasons);
    } catch (error) {
      if (!signal.aborted) onEngine("lost", error);
    }
  });
  const onEvent = ({ action, containerId }: EngineEvent): void => {
    if (isNoise(action)) return;
    if (action === "start") stopped.delete(containerId);
    if (action === "stop") {
      stopped.add(containerId);
      reasons.delete(containerId);
    }
    look();
    if (action === "pause" || action === "unpause") setTimeout(look, listedLateMs).unref();
  };
  look();
  return { look, ended: watchEvents(observing, look, onEvent) };
}

/** The engine tells of a pause before its own list of containers does. */
const listedLateMs = 250;

/** Runs one at a time; calls that come while it runs make it run once more. */
function coalesced(deed: () => Promise<void>): () => void {
  let running = false;
  let again = false;
  const run = async (): Promise<void> => {
    running = true;
    do {
      again = false;
      await deed();
    } while (again);
    running = false;
  };
  return () => {
    if (running) again = true;
    else void run();
  };
}

async function watchEvents(
  { engine, project, signal, onEngine }: Observing,
  look: () => void,
  onEvent: (event: EngineEvent) => void,
): Promise<void> {
  for (let delayMs = firstDelayMs; !signal.aborted; delayMs = Math.min(delayMs * 2, lastDelayMs)) {
    let why: unknown = new Error("the connection broke off");
    try {
      const onOpen = (): void => {
        delayMs = firstDelayMs;
        look();
      };
      for await (const event of readEvents(engine, { project, signal, onOpen })) onEvent(event);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ECONNRESET") why = error;
    }
    if (signal.aborted) return;
    onEngine("lost", why);
    await sleep(delayMs, undefined, { signal }).catch(() => undefined);
  }
}

const firstDelayMs = 100;
const lastDelayMs = 2000;

/** A healthcheck or a shell in a container: often, and nothing that changes it. */
function isNoise(action: string): boolean {
  return action.startsWith("exec_") || action === "top" || action === "attach" || action === "resize";
}

interface Ends {
  /** Why a container failed, by its id. */
  readonly reasons: Map<string, string>;
  /** Ids of containers that somebody stopped: whatever code they end with, it is no failure. */
  readonly stopped: ReadonlySet<string>;
}

/** Finds out why containers have failed; true when anything new was learnt. */
async function addReasons(engine: Engine, reports: readonly ServiceReport[], { reasons, stopped }: Ends): Promise<boolean> {
  const untold = reports.filter((report) => {
    const { containerId = "", status } = report;
    return hasFailed(report) && !stopped.has(containerId) && !reasons.get(containerId)?.startsWith(endWords(status));
  });
  for (const { containerId = "", status } of untold) {
    const last = (await lastLines(engine, containerId, 1))[0]?.trim() ?? "";
    reasons.set(containerId, `${endWords(status)}${last === "" ? "" : `: ${last}`}`);
  }
  return untold.length > 0;
}

/** A container that ended by SIGTERM was asked to: by a stop that nobody here may have seen. */
function hasFailed({ containerId, exitCode = 0, state }: ServiceReport): boolean {
  return (
    containerId !== undefined && ((exitCode !== 0 && exitCode !== endedBySigterm) || state === "dead" || state === "restarting")
  );
}

const endedBySigterm = 143;

/** `Exited (3) 2 minutes ago` → `exited with code 3`. */
function endWords(status: string): string {
  const [, verb = "", code] = /^(\w+) \((\d+)\)/.exec(status) ?? [];
  return code === undefined ? status.toLowerCase() : `${verb.toLowerCase()} with code ${code}`;
}
