import type { AirConfig } from "./air-config.ts";

/**
 * Where the reload of one dev service stands. `idle`: nothing is known of a build. `not-picked-up`: air has not taken a save up in time.
 * `stuck`: air has begun and not gone on. `exited`: the program of the last build has ended.
 */
export type ReloadPhase = "idle" | "saved" | "building" | "built" | "serving" | "failed" | "exited" | "not-picked-up" | "stuck";

/** All times in ms since the epoch. */
export interface Reload {
  readonly phase: ReloadPhase;
  /** The first save that the last build contains. */
  readonly savedAtMs: number | undefined;
  /** The first save that no build contains yet. */
  readonly pendingAtMs: number | undefined;
  /** The last save. */
  readonly lastSavedAtMs: number | undefined;
  /** When air last said that a file has changed. */
  readonly takenAtMs: number | undefined;
  readonly buildStartedAtMs: number | undefined;
  /** When the last build ended and its program was started. */
  readonly builtAtMs: number | undefined;
  /** When that program first answered; undefined also where that was too long ago to be known. */
  readonly servingAtMs: number | undefined;
  /** What the program has not answered yet, or why it failed, in the Probe's words. */
  readonly why: string | undefined;
  readonly exitCode: number | undefined;
  /** Kept from the failure on until a build succeeds. */
  readonly error: BuildError | undefined;
  /** What runs now: the program of the build of this time, or (undefined in it) of a build that was not seen. */
  readonly served: { readonly builtAtMs: number | undefined } | undefined;
  /** What runs is older than the last save; `maybe` where builds ran side by side and air's lines do not tell which ended last. */
  readonly stale: "yes" | "maybe" | undefined;
  readonly trouble: ReloadTrouble | undefined;
  readonly memory: ReloadMemory;
}

/** Why a save was not picked up: its event does not arrive; air has hung, since it took up others; with `poll` set, either. */
export type ReloadTrouble = "no-events" | "hung" | "poll";

/** What a build or a start failed with. Texts are safe to print. */
export interface BuildError {
  readonly atMs: number;
  /** air's own words: `failed to build, error: exit status 1`. */
  readonly why: string;
  readonly lines: readonly string[];
  /** The first place that the compiler names, with its words. */
  readonly first: { readonly file: string; readonly line: number; readonly column?: number; readonly words: string } | undefined;
}

/** What is needed to understand the lines to come. */
export interface ReloadMemory {
  /** The lines since the build began. */
  readonly output: readonly string[];
  readonly lastLineAtMs: number;
  /** Starts of the builds whose end air has not told. More than one: an edit landed during a build, and air builds both at once. */
  readonly unfinished: readonly number[];
  /** From then on an unfinished build that is not the last counts as cancelled without a word. */
  readonly settledAtMs: number;
  readonly buildBeforeAtMs: number;
  readonly lastBuildTookMs: number;
  /** What was served until the last failure. */
  readonly servedBefore: Reload["served"];
  /** The old program was started again after the last failure. */
  readonly oldRuns: boolean;
}

/** How the air of a container goes about its work, as its configuration says. */
export interface AirRules {
  /** How long after a save air may take to say something. */
  readonly pickUpMs: number;
  /** How long a program that is told to end may take; 0: it is killed. */
  readonly killDelayMs: number;
  readonly stopOnError: boolean;
  readonly poll: boolean;
}

/** The rules of a configuration; undefined where air is told to be silent. */
export function airRules({ delayMs, poll, pollIntervalMs, killDelayMs, stopOnError, speaks }: AirConfig): AirRules | undefined {
  if (!speaks) return undefined;
  const pickUpMs = patienceMs + delayMs + (poll ? 2 * pollIntervalMs : 0);
  return { pickUpMs, killDelayMs, stopOnError, poll };
}

const patienceMs = 3000;

export const idleReload: Reload = {
  phase: "idle",
  savedAtMs: undefined,
  pendingAtMs: undefined,
  lastSavedAtMs: undefined,
  takenAtMs: undefined,
  buildStartedAtMs: undefined,
  builtAtMs: undefined,
  servingAtMs: undefined,
  why: undefined,
  exitCode: undefined,
  error: undefined,
  served: undefined,
  stale: undefined,
  trouble: undefined,
  memory: {
    output: [],
    lastLineAtMs: 0,
    unfinished: [],
    settledAtMs: 0,
    buildBeforeAtMs: 0,
    lastBuildTookMs: 0,
    servedBefore: undefined,
    oldRuns: false,
  },
};
