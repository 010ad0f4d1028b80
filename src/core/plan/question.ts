import type { Project } from "../project/project.ts";
import type { Target } from "../target/choose.ts";
import type { Override } from "../target/override.ts";
import type { Observed } from "./observed.ts";
import type { Records } from "./records.ts";

/** Everything a Plan is decided on. */
export interface PlanQuestion {
  readonly project: Project;
  readonly targets: readonly Target[];
  readonly override: Override;
  readonly observed: Observed;
  readonly records: Records;
  /** auto: what changed · always: `--build` · never: `--no-build`. */
  readonly build: "auto" | "always" | "never";
  /** Fingerprint of a build's inputs, by service. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Fingerprint of the configuration with the override, by service. */
  readonly configs: Readonly<Record<string, string>>;
  /** The Probe in words, by service. */
  readonly probes: Readonly<Record<string, string>>;
  /** Services to touch; absent: all of the project. */
  readonly only?: readonly string[];
}

/** True for a service that the Plan may touch. */
export function isWished({ only }: PlanQuestion, service: string): boolean {
  return only === undefined || only.includes(service);
}
