/** How much a line matters, from the least on. */
export type Level = (typeof levels)[number];

export const levels = ["debug", "info", "warn", "error"] as const;

/** A level as a logger wrote it. */
export interface WrittenLevel {
  readonly level: Level;
  /** Its own name in upper case: `WARN`, `FATAL`, slog's `INFO+2`. */
  readonly label: string;
}

/**
 * The level that a structured line names: the words of slog, zap, zerolog, logrus, echo, go-kit and glog in any case and shortened
 * to three or four letters, slog's `WARN+1`, and the numbers of pino and bunyan (10 trace … 60 fatal). `written` must be
 * harmless. Undefined for anything else.
 */
export function parseLevel(written: string | number): WrittenLevel | undefined {
  if (typeof written === "number") return numbered[written];
  const word = /^([A-Za-z]{3,12})(?:[+-]\d{1,4})?$/.exec(written)?.[1]?.toLowerCase();
  const level = word === undefined ? undefined : words.get(word);
  return level === undefined ? undefined : { level, label: written.toUpperCase() };
}

/** The level in the head of a line of klog or glog, such as `W0102 15:04:05.000000       1 main.go:12] …`. */
export function klogLevel(text: string): Level | undefined {
  const [, letter = ""] = /^([IWEF])\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ [^\s\]]+:\d+\] /.exec(text) ?? [];
  return { I: "info", W: "warn", E: "error", F: "error" }[letter] as Level | undefined;
}

/** Whether `level` is at least `least`. */
export function isAtLeast(level: Level, least: Level): boolean {
  return levels.indexOf(level) >= levels.indexOf(least);
}

const words: ReadonlyMap<string, Level> = new Map(
  Object.entries({
    debug: ["trace", "trc", "verbose", "debug", "dbg", "debu", "fine"],
    info: ["info", "inf", "information", "informational", "notice", "print"],
    warn: ["warn", "warning", "wrn"],
    error: [
      "error",
      "err",
      "erro",
      "eror",
      "severe",
      "dpanic",
      "panic",
      "pnc",
      "fatal",
      "ftl",
      "fata",
      "crit",
      "critical",
      "alert",
      "emerg",
      "emergency",
    ],
  } satisfies Record<Level, readonly string[]>).flatMap(([level, names]) => names.map((name) => [name, level as Level] as const)),
);

const numbered: Readonly<Record<number, WrittenLevel>> = {
  10: { level: "debug", label: "TRACE" },
  20: { level: "debug", label: "DEBUG" },
  30: { level: "info", label: "INFO" },
  40: { level: "warn", label: "WARN" },
  50: { level: "error", label: "ERROR" },
  60: { level: "error", label: "FATAL" },
};
