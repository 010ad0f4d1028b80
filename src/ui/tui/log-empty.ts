import { safeText } from "../../core/logs/escape.ts";
import type { LogStatus } from "../../core/logs/view.ts";

/** Why the page of the logs is empty, and what to do about it; harmless. */
export function emptyWords({ total, shown, filter, leastLevel, solo, hidden, progress }: LogStatus): string {
  if (total === 0) return "no lines yet";
  if (progress < 1 && shown === 0 && filter !== undefined) return `looking for ${shownPattern(filter.typed)} …`;
  const many = `${total} hidden`;
  if (filter !== undefined) return `no line matches ${shownPattern(filter.typed)} (${many}) · esc clears`;
  if (solo !== undefined) return `no line of ${safeText(solo, "none")} (${many}) · a shows all services`;
  if (leastLevel !== undefined) return `no line of level ${leastLevel} or above (${many}) · l changes it`;
  return hidden.size > 0 ? `no line of a service that is shown (${many}) · a shows all services` : "no lines yet";
}

function shownPattern(typed: string): string {
  return safeText(typed, "none");
}
