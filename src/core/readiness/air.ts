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
 * Takes one more line of the container's log. air's own words, unchanged since 1.27 but for the stream that they go to (stderr since
 * 1.65): `building...`, `running...`, `failed to build, error: exit status 1`, `Process Exit with Code: 3`. They may carry colours
 * and a `[15:04:05] `. With air's default `stop_on_error = false` a failed build is followed by `running...`: that is the old
 * program again, so only a new build ends the failure.
 */
export function reduceAirLog(log: AirLog, line: string): AirLog {
  const text = plain(line);
  if (text === "building...") return { phase: "building", output: [] };
  if (text === "running...") return log.phase === "failed" ? log : { phase: "running", output: [] };
  const broken = /^failed to (?:build|run|execute pre_cmd|start .*?),? ?(?:error)?: (.*)$/.exec(text);
  if (broken) return { phase: "failed", output: compilerLines(log.output), why: text };
  const exit = /^Process Exit with Code:? (-?\d+)$/.exec(text);
  if (exit?.[1]) return log.phase === "failed" ? log : { phase: "exited", output: log.output, why: exit[1] };
  if (ownWords.test(text) || text === "" || log.phase === "failed" || log.phase === "starting") return log;
  return { ...log, output: [...log.output, text].slice(-keptLines) };
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
const ownWords = /^(?:watching |!exclude |mkdir |cleaning\.\.\.|see you again~|skipping |.* has changed$|> )/;

function plain(line: string): string {
  return line
    .replace(/\x1b\[[0-9;]*[A-Za-z]/g, "")
    .replace(/\r/g, "")
    .replace(/^\[\d\d:\d\d:\d\d\] /, "")
    .trimEnd();
}

/** The lines that the Go tools wrote, where there are any: the still running old program may have written between them. */
function compilerLines(lines: readonly string[]): readonly string[] {
  const go = lines.filter((line) => /^(?:# |\t|go: |vet: |[^\s:]+\.go:\d+|.*\berror\b)/.test(line));
  return go.length > 0 ? go : lines.slice(-20);
}
