import type { Usage } from "../../core/session/session.ts";
import type { Engine } from "../../docker/engine.ts";
import { readUsage } from "../../docker/stats.ts";
import type { ServiceReport } from "../summary.ts";

export interface UsageWatch {
  /** Begins or ends the watching. */
  readonly want: (wanted: boolean) => void;
  /** The containers that are there now. */
  readonly update: (reports: readonly ServiceReport[]) => void;
}

/** Watches what the running containers use while somebody wants to see it; `onUsage` gets the sums by service. */
export function watchUsage(
  engine: Engine,
  signal: AbortSignal,
  onUsage: (usage: ReadonlyMap<string, Usage>) => void,
): UsageWatch {
  const watched = new Map<string, { readonly service: string; readonly abort: AbortController; usage: Usage }>();
  let wanted = false;
  let latest: readonly ServiceReport[] = [];

  const tell = (): void => {
    const sums = new Map<string, Usage>();
    for (const { service, usage } of watched.values()) {
      const before = sums.get(service) ?? { cpuPercent: 0, memoryBytes: 0 };
      sums.set(service, {
        cpuPercent: before.cpuPercent + usage.cpuPercent,
        memoryBytes: before.memoryBytes + usage.memoryBytes,
      });
    }
    onUsage(sums);
  };

  const follow = async (id: string, service: string): Promise<void> => {
    const abort = new AbortController();
    const entry = { service, abort, usage: { cpuPercent: 0, memoryBytes: 0 } };
    watched.set(id, entry);
    try {
      for await (const usage of readUsage(engine, id, AbortSignal.any([signal, abort.signal]))) {
        entry.usage = usage;
        tell();
      }
    } catch {
      // The container or the engine has gone: there is nothing to show, and others say so.
    }
    watched.delete(id);
    if (!signal.aborted) tell();
  };

  const settle = (): void => {
    const running = wanted ? latest.filter(({ state }) => state === "running") : [];
    for (const [id, { abort }] of watched) if (!running.some(({ containerId }) => containerId === id)) abort.abort();
    for (const { containerId, service } of running)
      if (containerId && !watched.has(containerId)) void follow(containerId, service);
  };

  return {
    want(on) {
      wanted = on;
      settle();
    },
    update(reports) {
      latest = reports;
      settle();
    },
  };
}
