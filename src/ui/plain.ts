import type { Event, Report } from "../core/event.ts";
import type { PlainLook } from "./plain-line.ts";
import { plainPainter } from "./plain-lines.ts";

/** Time, and something that calls back every so often until it is told to stop. */
export interface Clock {
  /** ms since the epoch. */
  now(): number;
  every(intervalMs: number, tick: () => void): () => void;
}

const systemClock: Clock = {
  now: Date.now,
  every: (intervalMs, tick) => {
    const timer = setInterval(tick, intervalMs).unref();
    return () => clearInterval(timer);
  },
};

export interface PlainReport {
  readonly report: Report;
  /** Stops the heartbeats. Call it before anything else is written, also after a failure. */
  readonly end: () => void;
}

/** A Report that prints what happens as plain lines, each only when it tells something. Long silences are broken by a line on what still runs. */
export function plainReport(output: { write(text: string): unknown }, look: PlainLook, clock: Clock = systemClock): PlainReport {
  const painter = plainPainter(look);
  const print = (lines: readonly string[]): void => {
    if (lines.length > 0) output.write(`${lines.join("\n")}\n`);
  };
  const stop = clock.every(1000, () => print(painter.tick(clock.now())));
  return {
    report: (happening) => {
      const event: Event = { ...happening, at: clock.now() };
      print(painter.event(event));
    },
    end: stop,
  };
}
