import type { Answer } from "../readiness/answer.ts";
import { type AirLine, plainLine, readAirLine } from "./air-lines.ts";
import { buildError, withLateLine } from "./build-error.ts";
import { type AirRules, idleReload, type Reload } from "./state.ts";

/** What happens to a dev service, at `at` (ms since the epoch, on one clock for all). */
export type ReloadHappening =
  /** The host saw that a file was saved that air heeds. */
  | { readonly type: "saved"; readonly at: number }
  /** A line of the container's log, as it came. */
  | { readonly type: "line"; readonly at: number; readonly text: string }
  /** The service's Probe was asked. `isLate`: long after the start, so that when it first answered is not known. */
  | { readonly type: "answered"; readonly at: number; readonly answer: Answer; readonly isLate?: boolean }
  | { readonly type: "container-started"; readonly at: number }
  | { readonly type: "container-ended"; readonly at: number }
  /** Time has passed: see `nextTickMs`. */
  | { readonly type: "tick"; readonly at: number };

/**
 * Takes one more happening. Lines and saves come in any order: a save may be heard of after the build that contains it. `rules` are those
 * of the air in the container; without them (another reloader, a silent air) only the time of the last save is kept.
 */
export function reduceReload(state: Reload, happening: ReloadHappening, rules: AirRules | undefined): Reload {
  switch (happening.type) {
    case "saved":
      return rules ? saved(state, happening.at) : { ...state, lastSavedAtMs: happening.at };
    case "line":
      return rules ? lineCame(state, happening.at, plainLine(happening.text), rules) : state;
    case "answered":
      return answered(state, happening);
    case "container-started":
    case "container-ended":
      return idleReload;
    case "tick":
      return rules ? ticked(state, happening.at, rules) : state;
  }
}

/** When the next `tick` can change anything, in ms since the epoch; undefined: never, as things stand. */
export function nextTickMs(state: Reload, { pickUpMs }: AirRules): number | undefined {
  const { phase, pendingAtMs, takenAtMs = 0, builtAtMs = 0, error, memory } = state;
  if (phase === "idle" || phase === "not-picked-up" || phase === "stuck") return undefined;
  if (phase === "building") return memory.lastLineAtMs + (state.served || error ? stuckMs : stuckAtFirstMs);
  if (pendingAtMs === undefined) return undefined;
  if (pendingAtMs <= takenAtMs) return takenAtMs + stuckMs;
  // A build that was under way when the save came may end first.
  return Math.max(pendingAtMs, builtAtMs, error?.atMs ?? 0) + pickUpMs;
}

/** Whether any line may be a compiler's now. Otherwise only air's own lines mean something: see `mayBeAirLine`. */
export function awaitsCompiler(state: Reload, at: number): boolean {
  return state.phase === "failed" || unfinishedAt(state, at).length > 0;
}

/** How long a build may say nothing; the first of a container compiles everything. */
const stuckMs = 60_000;
const stuckAtFirstMs = 300_000;

function saved(state: Reload, at: number): Reload {
  const { phase, buildStartedAtMs, savedAtMs, pendingAtMs = at, memory } = state;
  const lastSavedAtMs = Math.max(at, state.lastSavedAtMs ?? 0);
  if (buildStartedAtMs !== undefined && at <= buildStartedAtMs) {
    if (at <= memory.buildBeforeAtMs) return state;
    return { ...state, lastSavedAtMs, savedAtMs: Math.min(at, savedAtMs ?? at) };
  }
  if (phase === "not-picked-up") return { ...state, lastSavedAtMs, pendingAtMs: at };
  const isWaited = phase !== "idle" && phase !== "building" && phase !== "stuck";
  return { ...state, phase: isWaited ? "saved" : phase, lastSavedAtMs, pendingAtMs };
}

function lineCame(state: Reload, at: number, text: string, rules: AirRules): Reload {
  const line = readAirLine(text);
  if (!line) return otherLine(state, at, text);
  const heard: Reload = { ...state, memory: { ...state.memory, lastLineAtMs: at } };
  switch (line.says) {
    case "changed":
      return { ...heard, takenAtMs: at, trouble: undefined, phase: isPending(state) ? "saved" : state.phase };
    case "skipped":
      return { ...heard, takenAtMs: at, trouble: undefined, pendingAtMs: undefined, phase: settledPhase(state) };
    case "building":
      return buildBegan(heard, at);
    case "running":
      return programStarted(heard, at, rules);
    case "failed":
      return buildFailed(heard, at, line);
    case "exited":
      return programEnded(heard, at, line, rules);
    case "other":
      return state;
  }
}

function buildBegan(state: Reload, at: number): Reload {
  const { memory, pendingAtMs, lastSavedAtMs } = state;
  const contains = pendingAtMs !== undefined && pendingAtMs <= at;
  const isAfter = lastSavedAtMs !== undefined && lastSavedAtMs > at;
  return {
    ...state,
    phase: "building",
    savedAtMs: contains ? pendingAtMs : undefined,
    pendingAtMs: contains ? (isAfter ? lastSavedAtMs : undefined) : pendingAtMs,
    buildStartedAtMs: at,
    builtAtMs: undefined,
    servingAtMs: undefined,
    exitCode: undefined,
    why: undefined,
    trouble: undefined,
    memory: {
      ...memory,
      output: unfinishedAt(state, at).length > 0 ? memory.output : [],
      unfinished: [...unfinishedAt(state, at), at],
      buildBeforeAtMs: state.buildStartedAtMs ?? 0,
    },
  };
}

/**
 * `running...`: the program of a build that succeeded, or the old one again after a build that failed (air's default, `stop_on_error =
 * false`). Where builds ran side by side, the old one's start follows its failure at once.
 */
function programStarted(state: Reload, at: number, { stopOnError, killDelayMs }: AirRules): Reload {
  const { error, memory } = state;
  const unfinished = unfinishedAt(state, at);
  const isOvertaken = !isBuilding(state) && unfinished.length > 0;
  const followsFailure = hasFailed(state);
  if (error && followsFailure) {
    const isAtOnce = at - error.atMs <= restartMs + killDelayMs && !memory.oldRuns;
    if (!isOvertaken || (isAtOnce && !stopOnError))
      return { ...state, served: memory.servedBefore ?? { builtAtMs: undefined }, memory: { ...memory, oldRuns: true } };
  }
  const [startedAtMs = at, ...rest] = unfinished;
  const tookMs = at - startedAtMs;
  const isDoubtful = isOvertaken && (followsFailure || tookMs > 1.5 * memory.lastBuildTookMs);
  const settledAtMs = at + Math.max(overlapMs, 2 * tookMs);
  return {
    ...state,
    phase: isPending(state) ? state.phase : "built",
    builtAtMs: at,
    servingAtMs: undefined,
    exitCode: undefined,
    why: undefined,
    error: followsFailure ? error : undefined,
    served: { builtAtMs: at },
    stale: isDoubtful ? "maybe" : undefined,
    memory: { ...memory, unfinished: rest, settledAtMs, lastBuildTookMs: tookMs },
  };
}

/** How long air takes to start the old program again after a failure. */
const restartMs = 100;
/** How long a build that another has overtaken may go on, at least. */
const overlapMs = 2000;

/** Whether the old program goes on is said by the next line: `running...`, or (stop_on_error) none. */
function buildFailed(state: Reload, at: number, { words }: AirLine & { says: "failed" }): Reload {
  const { memory, served } = state;
  return {
    ...state,
    phase: isPending(state) ? state.phase : "failed",
    builtAtMs: undefined,
    servingAtMs: undefined,
    why: undefined,
    stale: undefined,
    error: buildError(at, words, memory.output),
    served: undefined,
    memory: {
      ...memory,
      output: [],
      unfinished: unfinishedAt(state, at).slice(1),
      settledAtMs: at + overlapMs,
      servedBefore: served ?? memory.servedBefore,
      oldRuns: false,
    },
  };
}

/** Told to end by air (`send_interrupt`), the old program may say so just after the new one has been started. */
function programEnded(state: Reload, at: number, { exitCode }: AirLine & { says: "exited" }, { killDelayMs }: AirRules): Reload {
  if (isBuilding(state) || hasFailed(state)) return { ...state, served: undefined };
  const { builtAtMs } = state;
  const isOldOne = exitCode === 0 && killDelayMs > 0 && at - (builtAtMs ?? 0) < justStartedMs;
  if (builtAtMs === undefined || isOldOne) return state;
  return { ...state, phase: isPending(state) ? state.phase : "exited", exitCode, served: undefined, servingAtMs: at };
}

const justStartedMs = 50;

function otherLine(state: Reload, at: number, text: string): Reload {
  if (text === "" || !awaitsCompiler(state, at)) return state;
  const { phase, error, memory } = state;
  return {
    ...state,
    phase: isBuilding(state) ? "building" : phase,
    error: phase === "failed" && error ? withLateLine(error, text, at) : error,
    memory: { ...memory, output: [...memory.output, text].slice(-keptLines), lastLineAtMs: at },
  };
}

const keptLines = 200;

function answered(state: Reload, { at, answer, isLate }: ReloadHappening & { type: "answered" }): Reload {
  // The program has ended, and yet something answers: one that air has lost, and that holds the port.
  if (state.phase === "exited" && answer.kind === "ready" && state.exitCode !== 0)
    return { ...state, served: { builtAtMs: undefined }, stale: "yes" };
  if (state.phase !== "built") return state;
  if (answer.kind !== "ready") return state.why === answer.why ? state : { ...state, why: answer.why };
  return { ...state, phase: "serving", why: undefined, servingAtMs: isLate ? undefined : at };
}

function ticked(state: Reload, at: number, rules: AirRules): Reload {
  const dueMs = nextTickMs(state, rules);
  if (dueMs === undefined || at < dueMs) return state;
  const { phase, pendingAtMs = 0, takenAtMs, buildStartedAtMs = 0, builtAtMs = 0 } = state;
  if (phase === "building" || pendingAtMs <= (takenAtMs ?? 0)) return { ...state, phase: "stuck" };
  // The save landed while air built, and no other build came: what that build made is served, and it is too old.
  if (pendingAtMs > buildStartedAtMs && pendingAtMs <= builtAtMs)
    return { ...state, phase: settledPhase(state), pendingAtMs: undefined, stale: "yes" };
  const trouble = rules.poll ? "poll" : takenAtMs === undefined ? "no-events" : "hung";
  return { ...state, phase: "not-picked-up", trouble };
}

function isBuilding({ phase, memory }: Reload): boolean {
  return phase === "building" || (phase === "stuck" && memory.unfinished.length > 0);
}

function isPending({ phase }: Reload): boolean {
  return phase === "saved" || phase === "not-picked-up";
}

/** The last build failed, whatever was saved since. */
function hasFailed(state: Reload): boolean {
  return state.error !== undefined && state.builtAtMs === undefined && !isBuilding(state);
}

/** The phase of the last build, when a save is put aside. */
function settledPhase(state: Reload): Reload["phase"] {
  if (!isPending(state)) return state.phase;
  if (hasFailed(state)) return "failed";
  if (state.exitCode !== undefined) return "exited";
  if (state.builtAtMs === undefined) return "idle";
  return state.servingAtMs === undefined ? "built" : "serving";
}

/** The starts of the builds that may still go on. */
function unfinishedAt(state: Reload, at: number): readonly number[] {
  const { unfinished, settledAtMs } = state.memory;
  return isBuilding(state) || at < settledAtMs ? unfinished : [];
}
