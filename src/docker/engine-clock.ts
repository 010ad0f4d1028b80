import type { Engine } from "./engine.ts";

/**
 * How far the engine's clock is ahead of this machine's, in ms: a VM's clock drifts. 0 where the difference is within what asking takes,
 * as on one machine. `now`: this machine's time in ms since the epoch. Throws what the engine throws.
 */
export async function engineAheadMs(engine: Engine, now: () => number): Promise<number> {
  const askedMs = now();
  const { SystemTime = "" } = await engine.json<{ readonly SystemTime?: string }>({ path: "/info" });
  const answeredMs = now();
  const aheadMs = Date.parse(SystemTime) - (askedMs + answeredMs) / 2;
  return Math.abs(aheadMs) > sameMs + (answeredMs - askedMs) / 2 ? aheadMs : 0;
}

const sameMs = 50;
