import type { Mode } from "../project/project.ts";

/** One snapshot of the engine, taken once per decision. */
export interface Observed {
  /** Containers of the project by service; a scaled service has several. */
  readonly containers: Readonly<Record<string, readonly ObservedContainer[]>>;
  /** Image tag → image id; only tags that the engine has. */
  readonly images: Readonly<Record<string, string>>;
  /** Tags whose image has a HEALTHCHECK of its own. */
  readonly healthchecks: readonly string[];
  /** Names of the shared volumes that exist. */
  readonly volumes: readonly string[];
}

export interface ObservedContainer {
  readonly id: string;
  readonly name: string;
  /** The engine's word: created, running, paused, restarting, exited, dead. */
  readonly state: string;
  readonly exitCode?: number;
  /** Id of the image that it was made from. */
  readonly imageId: string;
  /** From gdev's labels; absent on a container that gdev did not start. */
  readonly mode?: Mode;
  readonly stage?: string;
  /** As the engine says it. */
  readonly startedAt?: string;
}
