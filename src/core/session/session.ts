import type { UserError } from "../error.ts";
import type { Plan } from "../plan/plan.ts";
import type { Progress } from "../progress/reduce.ts";
import type { Mode } from "../project/project.ts";
import type { Reload } from "../reload/state.ts";

/**
 * A project that is being looked at and worked on: what the terminal UI draws, and what its keys may ask for. The UI gets it as an interface, so
 * that no work runs inside a component.
 */
export interface Session {
  /** What there is to show now: a new object after every change. */
  readonly state: () => SessionState;
  /** Calls back after every change, and gives the way to end that. */
  readonly subscribe: (changed: () => void) => () => void;
  readonly actions: SessionActions;
}

export interface SessionState {
  readonly project: string;
  readonly engine: EngineView;
  /** In the order of their names; from the engine first, then completed from the compose files. */
  readonly services: readonly ServiceView[];
  /** The compose files have been read. */
  readonly loaded: boolean;
  /** What the work that runs, or ran last, has come to. */
  readonly progress: Progress;
  /** Absent: nothing is being done. */
  readonly work: Work | undefined;
  readonly proposal: Proposal | undefined;
  /** Why the last work failed, until it is dismissed or new work begins. */
  readonly failure: unknown;
  readonly changes: ProjectChanges | undefined;
  /** What the user is told once; the newest only. */
  readonly message: Message | undefined;
  /** Where the hot reload of each dev service stands, by service. */
  readonly reloads: ReadonlyMap<string, Reload>;
  /** By service; empty while nobody wants to see it. */
  readonly usage: ReadonlyMap<string, Usage>;
}

export interface EngineView {
  readonly state: "connecting" | "connected" | "lost";
  /** The docker context, or where the engine listens. */
  readonly name: string;
  readonly version?: string;
  /** Why it is lost, in the system's words. */
  readonly why?: string;
}

/** One service, over all of its containers. */
export interface ServiceView {
  readonly name: string;
  /** The engine's word for the containers that are worst off, or `not created`. */
  readonly state: string;
  /** The engine's longer words, such as `Exited (3) 2 minutes ago`. */
  readonly status: string;
  readonly containers: number;
  readonly mode?: Mode;
  readonly stage?: string;
  /** Names of the Dockerfile's stages; empty: it is not built here. */
  readonly stages: readonly string[];
  readonly ready?: { readonly probe: string; readonly afterMs: number };
  /** `8080`, or `8081→8080` where the published port is another one. */
  readonly ports: readonly string[];
  readonly url?: string;
  /** Unpacked size of the image's layers. */
  readonly sizeBytes?: number;
  /** Why it does not run, as far as it is known. */
  readonly why?: string;
}

/** What is being done, in words such as `switch api to prod`. */
export interface Work {
  readonly title: string;
  /** Ms since the epoch. */
  readonly startedAt: number;
  /** It has been asked to end. */
  readonly cancelling: boolean;
}

/** What will be done in a moment unless it is cancelled. */
export interface Proposal {
  readonly title: string;
  /** Absent while it is being made. */
  readonly plan?: Plan;
  /** When it begins by itself, ms since the epoch. */
  readonly beginsAt?: number;
}

/** The project's files are not what the running containers were made from. */
export interface ProjectChanges {
  /** Relative to the project's folder. */
  readonly files: readonly string[];
  /** What applying them would do. */
  readonly plan?: Plan;
  /** Why they cannot be read; the project as it was before stays in force. */
  readonly error?: UserError;
}

export interface Message {
  readonly text: string;
  readonly tone: "good" | "bad" | "plain";
  /** Ms since the epoch. */
  readonly at: number;
}

export interface Usage {
  /** Of one core: 100 is a whole one. */
  readonly cpuPercent: number;
  readonly memoryBytes: number;
}

/** What a key may ask for. Nothing is thrown: what goes wrong comes back as `failure` or `message`. */
export interface SessionActions {
  /** Proposes to switch the service to `dev`, `prod` or a stage. */
  readonly switchTo: (service: string, wanted: string) => void;
  readonly restart: (service: string) => void;
  readonly rebuild: (service: string) => void;
  /** Stops a service that runs, brings up one that does not. */
  readonly stopOrStart: (service: string) => void;
  /** Proposes to start what does not run and to rebuild what has changed. */
  readonly bringUpAll: () => void;
  /** Begins the proposal now. */
  readonly accept: () => void;
  /** Takes back the proposal, else ends the work that runs, else forgets the failure. */
  readonly cancel: () => void;
  /** Applies the changes of the project's files. */
  readonly applyChanges: () => void;
  readonly watchUsage: (wanted: boolean) => void;
  /** The effective compose file in the modes that run now, as text. Rejects with UserError. */
  readonly config: () => Promise<string>;
}
