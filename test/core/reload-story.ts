import { ready, waiting } from "../../src/core/readiness/answer.ts";
import { parseAirConfig } from "../../src/core/reload/air-config.ts";
import { nextTickMs, type ReloadHappening, reduceReload } from "../../src/core/reload/reload.ts";
import { type AirRules, airRules, idleReload, type Reload } from "../../src/core/reload/state.ts";

/** The rules of the fixture six-stages (delay 100), with what a test sets in `[build]`. */
export function rulesOf(build = ""): AirRules {
  const rules = airRules(parseAirConfig(`[build]\ndelay = 100\n${build}`, "/app"));
  if (!rules) throw new Error("air is silent");
  return rules;
}

/**
 * Tells what happened, a line each: seconds, then a line of the log, or `## save`, `## ready`, `## waiting`, `## started`, `## ended`,
 * `## tick`. Ticks come by themselves when they are due.
 */
export function tell(story: string, given: AirRules | "none" = rulesOf(), from: Reload = idleReload): Reload {
  const rules = given === "none" ? undefined : given;
  return happeningsOf(story).reduce((state, happening) => {
    const dueMs = rules && nextTickMs(state, rules);
    const before = dueMs !== undefined && dueMs <= happening.at ? reduceReload(state, { type: "tick", at: dueMs }, rules) : state;
    return reduceReload(before, happening, rules);
  }, from);
}

function happeningsOf(story: string): readonly ReloadHappening[] {
  const lines = story.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const [, seconds = "", text = ""] = /^\s*(\d+\.\d+) (.*)$/.exec(line) ?? [];
    return happeningOf(Math.round(Number(seconds) * 1e6) / 1e3, text);
  });
}

function happeningOf(at: number, text: string): ReloadHappening {
  switch (text) {
    case "## save":
      return { type: "saved", at };
    case "## ready":
      return { type: "answered", at, answer: ready };
    case "## waiting":
      return { type: "answered", at, answer: waiting("connection refused") };
    case "## started":
      return { type: "container-started", at };
    case "## ended":
      return { type: "container-ended", at };
    case "## tick":
      return { type: "tick", at };
    default:
      return { type: "line", at, text };
  }
}

/** A fresh container, as air 1.67.4 tells it. */
export const freshStart = `
  7.456 watching .
  7.456 !exclude tmp
  7.456 building...
  8.170 running...
  8.174 listening on :8080
  8.200 ## ready`;
