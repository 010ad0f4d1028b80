import type { LogLine } from "./line.ts";

/** Where lines come from. */
export interface LogSource {
  readonly service: string;
  /** The container's name. */
  readonly container: string;
  /** Compose's number of the container within its service, from 1. */
  readonly number: number;
}

/** Lines of one container, one after another. */
export interface ServiceLines extends LogSource {
  readonly kind: "lines";
  readonly lines: readonly LogLine[];
}

/** Something that is worth a word between the lines. */
export type LogMark = { readonly kind: "mark" } & (
  | (LogSource & { readonly what: "started" | "restarted" | "removed" })
  | (LogSource & { readonly what: "exited"; readonly exitCode: number })
  /** The log of this container cannot be read; `why` in the engine's words. */
  | (LogSource & { readonly what: "unreadable"; readonly why: string })
  | { readonly what: "engine-lost"; readonly why: string }
  | { readonly what: "engine-back" }
);

/** What following the logs of a project gives, in order. */
export type LogItem = ServiceLines | LogMark;
