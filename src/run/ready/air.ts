import { airAnswer, emptyAirLog, reduceAirLog } from "../../core/readiness/air.ts";
import { ready } from "../../core/readiness/answer.ts";
import { type Prober, type ProberContext, patient } from "./asking.ts";
import { followLog } from "./log.ts";

/** Asks air's own lines whether the build runs, and then the program itself. */
export function airProber({ engine, containerId, startedAt, signal, bell }: ProberContext, next: Prober | undefined): Prober {
  let log = emptyAirLog;
  const onLine = (line: string): void => {
    const before = log.phase;
    log = reduceAirLog(log, line);
    if (log.phase !== before) bell.ring();
  };
  let hasCaughtUp = false;
  void followLog({ engine, containerId, startedAt, signal, onLine }).then(() => {
    hasCaughtUp = true;
    bell.ring();
  });
  const beganMs = performance.now();
  const { pauseMs } = next ?? patient(async () => airAnswer(log));
  return {
    pauseMs,
    async ask(container, stop) {
      // An old failure may have been mended further down in the log.
      if (!hasCaughtUp) return airAnswer(emptyAirLog);
      const answer = airAnswer(log);
      const mute = log.phase === "starting" && performance.now() - beganMs > (next ? muteMs : muteAloneMs);
      if (mute) return next ? next.ask(container, stop) : ready;
      return answer.kind === "ready" && next && log.phase === "running" ? next.ask(container, stop) : answer;
    },
  };
}

/** An air with `log.silent`, or another program in its place, says none of its lines: then the next question has to do. */
const muteMs = 2000;
const muteAloneMs = 10_000;
