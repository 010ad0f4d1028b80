import { airAnswer, emptyAirLog, reduceAirLog } from "../core/readiness/air.ts";
import { followLog } from "./ready-log.ts";
import { patient, type Prober, type ProberContext } from "./ready-prober.ts";

/** Asks air's own lines whether the build runs, and then the program itself. */
export function airProber({ engine, containerId, startedAt, signal, bell }: ProberContext, next: Prober | undefined): Prober {
  let log = emptyAirLog;
  const onLine = (line: string): void => {
    const before = log.phase;
    log = reduceAirLog(log, line);
    if (log.phase !== before) bell.ring();
  };
  followLog({ engine, containerId, startedAt, signal, onLine });
  const { pauseMs } = next ?? patient(async () => airAnswer(log));
  return {
    pauseMs,
    async ask(container, stop) {
      const answer = airAnswer(log);
      return answer.kind === "ready" && next && log.phase === "running" ? next.ask(container, stop) : answer;
    },
  };
}
