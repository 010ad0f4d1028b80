/** A place in one of the user's files. Lines and columns count from 1; `lineText` is that line as it stands. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly lineText?: string;
}

export interface UserErrorDetails {
  /** Why it went wrong, in one or more sentences or the tool's own words. */
  readonly why?: string;
  /** What to type or change next. */
  readonly remedy?: string;
  readonly place?: Place;
  /** The last lines that explain it: a container's log, a build step's output. */
  readonly output?: readonly string[];
  /** 1 failed · 2 usage · 124 deadline. */
  readonly exitCode?: 1 | 2 | 124;
  readonly failed?: FailedDeed;
  /** A file of variables that the compose files name is not there, or a variable that they demand is not set. */
  readonly lacksVariables?: true;
}

/** What the project's own files may be the cause of: a build that failed, a container that did not start or did not become ready. */
export interface FailedDeed {
  readonly deed: "build" | "start";
  /** Absent where it is not known which service's it was. */
  readonly service?: string;
}

/** Something the user can act on. `message` says what; the details say why, where and what to do. */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly details: UserErrorDetails;

  constructor(what: string, details: UserErrorDetails = {}) {
    super(what);
    this.details = details;
  }
}

/** A child command ended with an error of its own; `stderr` is all it said. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";
  readonly command: string;
  readonly exitCode: number;
  readonly stderr: string;

  constructor(command: string, exitCode: number, stderr: string) {
    super(stderr.trim() || `${command} failed with exit code ${exitCode}`);
    this.command = command;
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

/** The Docker Engine refused a request: `status` is the HTTP status, the message its words. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly status: number;

  constructor(status: number, words: string) {
    super(words);
    this.status = status;
  }
}

/** Ctrl-C or a signal ended the work: nothing to report, exit code 130 (or 143 after SIGTERM). */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** The words of anything thrown, for the places that pass on somebody else's error. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
