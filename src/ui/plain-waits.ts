import type { Event } from "../core/event.ts";
import { formatDuration } from "../core/format.ts";
import { safeText } from "../core/logs/escape.ts";
import type { PlainLine } from "./plain-line.ts";

export type AnswerEvent = Event & { readonly type: "answer" };

export interface WaitPainter {
  event(event: AnswerEvent): readonly string[];
  /** A line for each service whose reason for not being ready has lasted a moment. */
  tick(at: number): readonly string[];
}

/** A reason that is gone sooner is not worth a line. */
const waitShownMs = 1000;

/**
 * Paints the Answers of probes:
 *
 *     db   waiting: the database system is starting up
 *     db   ready (postgres) after 3.1 s
 */
export function waitPainter({ look, style, line }: PlainLine): WaitPainter {
  const waits = new Map<string, { readonly why: string; readonly since: number; readonly told: boolean }>();
  return {
    event({ service = "", probe, answer, afterMs, at }) {
      const name = safeText(probe, "none");
      switch (answer.kind) {
        case "waiting":
          if (waits.get(service)?.why !== answer.why) waits.set(service, { why: answer.why, since: at, told: false });
          return [];
        case "failed":
          waits.delete(service);
          return [line(service, `${style.red("failed")} (${name}): ${safeText(answer.why, "none")}`)];
        case "ready": {
          waits.delete(service);
          const ready = line(service, `${style.green("ready")} (${name}) after ${formatDuration(afterMs)}`);
          const warning = answer.warning && line(service, `${style.yellow("warning:")} ${safeText(answer.warning, "none")}`);
          return [...(look.verbosity === "quiet" ? [] : [ready]), ...(warning ? [warning] : [])];
        }
        default:
          return answer satisfies never;
      }
    },
    tick(at) {
      const lasting = [...waits].filter(([, wait]) => !wait.told && at - wait.since >= waitShownMs);
      return lasting.map(([service, wait]) => {
        waits.set(service, { ...wait, told: true });
        return line(service, `waiting: ${safeText(wait.why, "none")}`);
      });
    },
  };
}
