import { progressStart } from "../../core/progress/reduce.ts";
import type { EngineView, SessionState } from "../../core/session/session.ts";

/** The one place where a session's state changes. */
export interface StateBox {
  readonly get: () => SessionState;
  /** Replaces parts of the state and tells who listens. */
  readonly set: (change: Partial<SessionState>) => void;
  readonly say: (text: string, tone?: "good" | "bad" | "plain") => void;
  readonly subscribe: (changed: () => void) => () => void;
}

/** The state of a session of which nothing is known but its name. */
export function stateBox(project: string, engine: EngineView): StateBox {
  let state: SessionState = {
    project,
    engine,
    services: [],
    loaded: false,
    progress: progressStart,
    work: undefined,
    proposal: undefined,
    failure: undefined,
    changes: undefined,
    message: undefined,
    reloads: new Map(),
    usage: new Map(),
  };
  const listeners = new Set<() => void>();
  const set = (change: Partial<SessionState>): void => {
    state = { ...state, ...change };
    for (const changed of listeners) changed();
  };
  return {
    get: () => state,
    set,
    say: (text, tone = "plain") => set({ message: { text, tone, at: Date.now() } }),
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}
