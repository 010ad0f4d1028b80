import type { Event } from "../../src/core/event.ts";
import { type Progress, progressStart, reduceProgress } from "../../src/core/progress/reduce.ts";
import type { ServiceView, SessionState } from "../../src/core/session/session.ts";

/** A service that runs, as far as nothing else is said. */
export function service(name: string, more: Partial<ServiceView> = {}): ServiceView {
  return { name, state: "running", status: "Up 2 minutes", containers: 1, stages: [], ports: [], ...more };
}

/** A session of which everything is known and where nothing is being done, as far as nothing else is said. */
export function sessionState(more: Partial<SessionState> = {}): SessionState {
  return {
    project: "shop",
    engine: { state: "connected", name: "default", version: "28.5.2" },
    services: [],
    loaded: true,
    progress: progressStart,
    work: undefined,
    proposal: undefined,
    failure: undefined,
    changes: undefined,
    message: undefined,
    reloads: new Map(),
    usage: new Map(),
    ...more,
  };
}

/** What events come to. */
export function progressOf(...events: readonly Event[]): Progress {
  return events.reduce(reduceProgress, progressStart);
}
