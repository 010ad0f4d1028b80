import { type Answer, failed, ready, waiting } from "./answer.ts";
import type { Probe } from "./probe.ts";

/** What the engine says of a container, as far as waiting is concerned. */
export interface Life {
  /** created, running, paused, restarting, removing, exited or dead. */
  readonly status: string;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  /** The engine's own words where the container could not be started. */
  readonly error: string;
  readonly restartCount: number;
  /** How long it has been running this time. */
  readonly runningMs: number;
}

/**
 * The part of the ladder above the Probe: a container that has ended or is not running answers for itself. undefined: it runs, so
 * the Probe is asked. `exit 0` is success for what has no port to answer on; a server that ends with 0 never answered.
 */
export function lifeAnswer(life: Life, probe: Probe): Answer | undefined {
  switch (life.status) {
    case "running":
      return runningAnswer(life, probe);
    case "restarting":
      return waiting(`restarting, ${endWords(life)}`);
    case "created":
      return life.error ? failed(life.error) : waiting("not started yet");
    case "paused":
      return waiting("paused");
    case "removing":
      return failed("it is being removed");
    default:
      return life.exitCode === 0 && !life.error && mayEnd(probe) ? ready : failed(endWords(life));
  }
}

/** Whether ending with 0 is a success under that Probe. */
function mayEnd(probe: Probe): boolean {
  switch (probe.kind) {
    case "exit":
    case "running":
    case "healthcheck":
      return true;
    case "air":
      return probe.next === undefined || mayEnd(probe.next);
    default:
      return false;
  }
}

/** How a container ended: `exited with code 3`, `killed: out of memory (exit code 137)`. */
export function endWords(life: Life): string {
  if (life.error) return life.error;
  if (life.oomKilled) return `killed: out of memory (exit code ${life.exitCode})`;
  const meaning = meanings[life.exitCode];
  return `exited with code ${life.exitCode}${meaning ? ` (${meaning})` : ""}`;
}

/**
 * How long `running` has to last before it is believed: a program that finds its database and is refused by it takes half a second to
 * say so and end. Longer once it has crashed and been restarted.
 */
const momentMs = 1000;
const momentAfterRestartMs = 3000;

function runningAnswer(life: Life, probe: Probe): Answer | undefined {
  if (probe.kind === "exit") return waiting("still running");
  if (probe.kind !== "running") return undefined;
  const enoughMs = life.restartCount > 0 ? momentAfterRestartMs : momentMs;
  return life.runningMs >= enoughMs
    ? ready
    : waiting(life.restartCount > 0 ? `restarted ${life.restartCount} times` : "just started");
}

/** Docker's and the shell's exit codes that say more than a program's own. */
const meanings: Readonly<Record<number, string>> = {
  126: "the command is not executable",
  127: "command not found",
  137: "killed",
  139: "segmentation fault",
  143: "terminated",
};
