import { safeText } from "../../core/logs/escape.ts";
import type { LogMark, LogSource } from "../../core/logs/service-lines.ts";
import { markWords } from "../log-lines.ts";
import { widthOf } from "../width.ts";

/** How the containers are called in the log: by their service, with their number where it has several. All is harmless. */
export interface LogLabels {
  name(source: LogSource): string;
  /** What a mark says. */
  mark(mark: LogMark): string;
  /** The columns of the longest name of a service that is shown. */
  columns(): number;
}

/** `sources`: all containers met so far. */
export function logLabels(sources: readonly LogSource[], isVisible: (service: string) => boolean): LogLabels {
  const numbers = new Map<string, Set<number>>();
  for (const { service, number } of sources) numbers.set(service, (numbers.get(service) ?? new Set()).add(number));

  const name = ({ service, number }: LogSource): string => {
    const safe = safeText(service, "none").replaceAll("\t", " ");
    return (numbers.get(service)?.size ?? 0) > 1 ? `${safe}-${number}` : safe;
  };
  return {
    name,
    mark: (mark) => markWords("service" in mark ? name(mark) : "", mark),
    columns: () => Math.max(0, ...sources.filter(({ service }) => isVisible(service)).map((source) => widthOf(name(source)))),
  };
}
