import type { Mode } from "../project/project.ts";

/** Ordered deeds, each with its cause in words. */
export interface Plan {
  readonly project: string;
  readonly steps: readonly Step[];
}

/**
 * One deed. `id` counts from 1 in the order of the printed plan; `after` names the steps that must have succeeded before.
 * Builds that are ready at the same moment share one buildx run, starts one `docker compose up`.
 */
export type Step = VolumeStep | PullStep | BuildStep | StartStep | WaitStep;

interface StepBase {
  readonly id: number;
  readonly service: string;
  readonly cause: string;
  readonly after: readonly number[];
}

/** Makes a volume that outlives the project. */
export interface VolumeStep extends StepBase {
  readonly kind: "volume";
  readonly volume: string;
}

export interface PullStep extends StepBase {
  readonly kind: "pull";
  readonly image: string;
}

export interface BuildStep extends StepBase {
  readonly kind: "build";
  readonly mode: Mode;
  /** The stage's name; empty for an unnamed last stage. */
  readonly stage: string;
  readonly image: string;
  /** Fingerprint of what goes into the build, to be remembered with the image. */
  readonly inputs: string;
}

/** Creates, recreates or starts the service's containers, as Compose finds necessary. */
export interface StartStep extends StepBase {
  readonly kind: "start";
  /** Fingerprint of the configuration that it is started with. */
  readonly config: string;
}

export interface WaitStep extends StepBase {
  readonly kind: "wait";
  readonly until: WaitUntil;
  /** The Probe in words: `postgres`, `http :8080`, `exit 0`. */
  readonly probe: string;
}

/** `ready`: the service's Probe says so. `completed`: it ended with exit code 0. */
export type WaitUntil = "ready" | "completed";

/** True where everything is as wished. */
export function isEmpty(plan: Plan): boolean {
  return plan.steps.length === 0;
}
