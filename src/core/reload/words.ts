import { formatDuration } from "../format.ts";
import type { Reload } from "./state.ts";

/**
 * The state in one phrase, for a cell of a table: `saved → built 1.1 s → serving 1.4 s`, `building 3 s`, `compile error main.go:12:5`,
 * `save not picked up: file events do not arrive`. Times count from the save, else from the build's start. Empty where there is nothing to say.
 */
export function reloadWords(state: Reload, nowMs: number): string {
  switch (state.phase) {
    case "idle":
      return state.lastSavedAtMs === undefined ? "" : "saved";
    case "saved":
      return state.takenAtMs !== undefined && state.takenAtMs >= (state.pendingAtMs ?? 0) ? "saved, air has noticed" : "saved";
    case "building":
      return state.buildStartedAtMs === undefined ? "building" : `building${seconds(nowMs - state.buildStartedAtMs)}`;
    case "stuck":
      return `air has said nothing for${seconds(nowMs - state.memory.lastLineAtMs)}: restart it`;
    case "built":
      return `${builtWords(state)}${state.why === undefined || nowMs - (state.builtAtMs ?? 0) < patienceMs ? "" : `, ${state.why}`}`;
    case "serving":
      return servingWords(state);
    case "exited":
      return state.exitCode === 0 ? endedWords(state) : crashWords(state);
    case "failed":
      return failureWords(state);
    case "not-picked-up":
      return `save not picked up: ${troubleWords(state)}`;
  }
}

/** A program that has just started is given this long before it is said what it does not do yet. */
const patienceMs = 1000;

/** What to do about the state, as a sentence; undefined where nothing needs doing. */
export function reloadRemedy({ phase, stale, trouble }: Reload): string | undefined {
  if (phase === "stuck") return "restart the service: air seems to hang";
  if (phase === "not-picked-up")
    return trouble === "no-events"
      ? "set poll = true under [build] in .air.toml, and restart the service"
      : "restart the service: air missed the save, or hangs";
  if (stale === undefined) return undefined;
  if (phase === "exited") return "restart the service: air has lost a program that it started, and that holds the port";
  return stale === "yes"
    ? "rebuild, or save again: air missed an edit that landed while it built"
    : "rebuild, or save again: builds ran side by side, and an older one may have ended last";
}

/** The compiler's error to keep in sight until a build succeeds. All lines are safe to print. */
export interface PinnedError {
  /** `api: main.go:12:5: undefined: foo`. */
  readonly title: string;
  readonly lines: readonly string[];
  /** `still serving the build of 12:03:11`; absent where nothing is known to be served. */
  readonly serving?: string;
}

/** The pinned error of a service; undefined where its last build succeeded. `clock`: ms since the epoch → `12:03:11`, in the user's zone. */
export function pinnedError(
  { error, served, stale }: Reload,
  { service, clock }: { readonly service: string; readonly clock: (atMs: number) => string },
): PinnedError | undefined {
  if (!error) return undefined;
  const { first, why, lines } = error;
  const place = first && `${placeOf(first)}: ${first.words}`;
  const serving = servedWords({ served, stale }, clock);
  return { title: `${service}: ${place ?? why}`, lines, ...(serving === undefined ? {} : { serving }) };
}

function servedWords({ served, stale }: Pick<Reload, "served" | "stale">, clock: (atMs: number) => string): string | undefined {
  if (!served) return undefined;
  if (served.builtAtMs === undefined) return "still serving an older build";
  if (stale === "maybe") return `serving the build of ${clock(served.builtAtMs)}, which ran beside the one that failed`;
  return `still serving the build of ${clock(served.builtAtMs)}`;
}

function builtWords(state: Reload): string {
  const from = state.savedAtMs ?? state.buildStartedAtMs;
  const saved = state.savedAtMs === undefined ? "" : "saved → ";
  const took = from === undefined || state.builtAtMs === undefined ? "" : ` ${formatDuration(state.builtAtMs - from)}`;
  return `${saved}built${took}`;
}

function servingWords(state: Reload): string {
  if (state.stale === "yes") return "serving an older save than the last";
  const from = state.savedAtMs ?? state.buildStartedAtMs;
  const took = from === undefined || state.servingAtMs === undefined ? undefined : formatDuration(state.servingAtMs - from);
  const words = took === undefined ? "serving" : `${builtWords(state)} → serving ${took}`;
  return state.stale === "maybe" ? `${words}, perhaps an older save` : words;
}

function endedWords(state: Reload): string {
  const from = state.savedAtMs ?? state.buildStartedAtMs;
  if (from === undefined || state.servingAtMs === undefined) return "ran to its end";
  return `${builtWords(state)} → ended ${formatDuration(state.servingAtMs - from)}`;
}

function crashWords({ exitCode, stale }: Reload): string {
  return `the program exited with code ${exitCode}${stale === "yes" ? ", an older one still answers" : ""}`;
}

function failureWords({ error }: Reload): string {
  if (error?.first) return `compile error ${placeOf(error.first)}`;
  return error?.why ?? "failed to build";
}

function placeOf({ file, line, column }: { readonly file: string; readonly line: number; readonly column?: number }): string {
  return `${file}:${line}${column === undefined ? "" : `:${column}`}`;
}

function troubleWords({ trouble }: Reload): string {
  switch (trouble) {
    case "hung":
      return "air missed it or hangs; restart it";
    case "poll":
      return "air does not see it; restart it";
    default:
      return "file events do not arrive; set poll = true in .air.toml";
  }
}

/** Whole seconds, so that a cell changes once a second; nothing below one. */
function seconds(durationMs: number): string {
  const whole = Math.floor(durationMs / 1000);
  return whole < 1 ? "" : ` ${whole < 60 ? `${whole} s` : formatDuration(whole * 1000)}`;
}
