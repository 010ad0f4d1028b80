import { compilerLines, plainLine, readAirLine } from "../reload/air-lines.ts";
import { type Answer, failed, ready, waiting } from "./answer.ts";

/** What air's lines say of the program that it builds and runs. `output` is what came since the last `building...`. */
export interface AirLog {
  readonly phase: "starting" | "building" | "failed" | "running" | "exited";
  readonly output: readonly string[];
  /** air's own words for a failure, or the program's exit code. */
  readonly why?: string;
}

export const emptyAirLog: AirLog = { phase: "starting", output: [] };

/**
 * Takes one more line of the container's log. With air's default `stop_on_error = false` a failed build is followed by `running...`: that
 * is the old program again, so only a new build ends the failure.
 */
export function reduceAirLog(log: AirLog, line: string): AirLog {
  const text = plainLine(line);
  const said = readAirLine(text);
  switch (said?.says) {
    case "building":
      return { phase: "building", output: [] };
    case "running":
      return log.phase === "failed" ? log : { phase: "running", output: [] };
    case "failed":
      return { phase: "failed", output: compilerLines(log.output), why: said.words };
    case "exited":
      return log.phase === "failed" ? log : { phase: "exited", output: log.output, why: String(said.exitCode) };
    case undefined:
      if (text === "" || log.phase === "failed" || log.phase === "starting") return log;
      return { ...log, output: [...log.output, text].slice(-keptLines) };
    default:
      return log;
  }
}

/** `ready` here means that the program of air's last build runs; whether it answers is the next Probe's question. */
export function airAnswer(log: AirLog): Answer {
  switch (log.phase) {
    case "starting":
      return waiting("air is starting");
    case "building":
      return waiting("air is building");
    case "failed":
      return failed(log.why ?? "failed to build", log.output);
    case "running":
      return ready;
    case "exited":
      return log.why === "0" ? ready : failed(`the program exited with code ${log.why}`, log.output);
  }
}

/** Whether a start command (ENTRYPOINT and CMD, shell lines split into words or not) runs air. */
export function startsAir(words: readonly string[]): boolean {
  return words.some((word) => word.split(/[\s;&|]+/).some((part) => /(?:^|\/)air$/.test(part)));
}

const keptLines = 60;
