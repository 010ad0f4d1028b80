import type { Writable } from "node:stream";

/** Compose's own global flags, as given on the command line. */
export interface ComposeFlags {
  readonly files: readonly string[];
  readonly projectName?: string;
  readonly projectDirectory?: string;
  readonly profiles: readonly string[];
  readonly envFiles: readonly string[];
  /** False for `--no-synth`. */
  readonly makeStages?: boolean;
}

/** A terminal or a pipe: where a command writes. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** What the terminal UI needs of the process; only cli.ts touches that. */
export interface ProcessWorld {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Has this done before the process ends, whatever ends it but SIGKILL. It must be synchronous and bear being called twice. */
  readonly atExit: (deed: () => void) => void;
  /** Stops the process and its group, as Ctrl-Z does; nothing happens where no shell could continue it. */
  readonly stop: () => void;
  /** The terminal has vanished: ends the work as SIGHUP does. */
  readonly hangUp: () => void;
  /** Calls back when the process has been stopped and continued. */
  readonly onContinued: (deed: () => void) => void;
}

/** All that a command may know of the world around it. */
export interface Context {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted by the first Ctrl-C, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
  /** Aborted by the second Ctrl-C: what does not stop is killed. */
  readonly secondSignal: AbortSignal;
  /** Compose's global flags; read it inside an action, when argv is parsed. */
  readonly compose: () => ComposeFlags;
  /** Outputs of failed steps that were printed in full: the error at the end does not repeat them. */
  readonly printed: Set<readonly string[]>;
  readonly process: ProcessWorld;
  /** Sets the exit code of the process. */
  readonly exit: (code: number) => void;
}
