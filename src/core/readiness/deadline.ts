import type { Probe } from "./probe.ts";

export interface Patience {
  /** What the user allows one wait; undefined: nothing is said. */
  readonly timeoutMs: number | undefined;
  /** Somebody is there to mend a compile error, who takes the time that it takes. */
  readonly untilMended: boolean;
}

/** How long a wait for a Probe may take, ms; undefined: for ever. */
export function deadlineOf(probe: Probe, { timeoutMs, untilMended }: Patience): number | undefined {
  if (untilMended && probe.kind === "air") return undefined;
  return timeoutMs ?? (probe.kind === "air" ? compilingMs : usualMs);
}

/** A C library under cgo takes minutes to compile for the first time. */
const compilingMs = 600_000;
const usualMs = 120_000;
