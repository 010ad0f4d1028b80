import type { Reload, ReloadPhase } from "../../core/reload/state.ts";
import { type PinnedError, pinnedError, reloadWords } from "../../core/reload/words.ts";
import type { SessionState } from "../../core/session/session.ts";
import type { ReloadWords } from "./service-cells.ts";

const badPhases: readonly ReloadPhase[] = ["failed", "exited", "not-picked-up", "stuck"];

/** How long a reload that went well is told in the row of its service. */
const toldMs = 20_000;

/** A phrase for each service of whose reload there is something to say. */
export function reloadsOf({ reloads }: SessionState, now: number): ReadonlyMap<string, ReloadWords> {
  return new Map(
    [...reloads].flatMap(([service, reload]) => {
      const text = reloadWords(reload, now);
      return text === "" || isOldNews(reload, now) ? [] : [[service, { text, tone: toneOf(reload) }] as const];
    }),
  );
}

function isOldNews({ phase, servingAtMs, savedAtMs, stale }: Reload, now: number): boolean {
  return phase === "serving" && stale === undefined && (savedAtMs === undefined || now - (servingAtMs ?? 0) > toldMs);
}

function toneOf({ phase, exitCode, stale }: Reload): ReloadWords["tone"] {
  if (stale === "yes" || (badPhases.includes(phase) && exitCode !== 0)) return "bad";
  return phase === "serving" ? "good" : "plain";
}

/** The compile errors that are to be kept in sight. */
export function pinnedErrors({ reloads }: SessionState): readonly PinnedError[] {
  return [...reloads].flatMap(([service, reload]) => pinnedError(reload, { service, clock }) ?? []);
}

function clock(atMs: number): string {
  return new Date(atMs).toTimeString().slice(0, 8);
}

/** How long until the words for a reload are others though nothing has happened; undefined where they stay. */
export function reloadsChangeInMs({ reloads }: SessionState, now: number): number | undefined {
  const changes = [...reloads.values()].flatMap(({ phase, servingAtMs }) => {
    if (phase === "building" || phase === "built" || phase === "stuck") return [1000];
    const leftMs = (servingAtMs ?? 0) + toldMs - now;
    return phase === "serving" && leftMs > 0 ? [leftMs] : [];
  });
  return changes.length === 0 ? undefined : Math.min(...changes);
}
