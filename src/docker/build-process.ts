import { wordsOf } from "../core/error.ts";
import { noDockerCommand } from "./compose.ts";

export interface DockerRun {
  /** The arguments after `docker`. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Text for stdin; without it stdin is closed, so that nothing can ask. */
  readonly input?: string;
  readonly onStdout?: (chunk: string) => void;
  readonly onStderr?: (chunk: string) => void;
}

export interface DockerExit {
  /** 0 succeeded; undefined when a signal ended it. */
  readonly code: number | undefined;
  /** What ended it, in words; empty after success. */
  readonly words: string;
}

/**
 * Runs docker and hands on what it writes, decoded, as it arrives. When `signal` aborts, it gets a SIGTERM, and 5 s later a SIGKILL.
 * How it ended is the result; UserError only when there is no docker command.
 */
export async function runDocker({ args, cwd, env, signal, input, onStdout, onStderr }: DockerRun): Promise<DockerExit> {
  const { execa } = await import("execa");
  const child = execa("docker", args, {
    cwd,
    env,
    extendEnv: false,
    buffer: false,
    reject: false,
    cancelSignal: signal,
    forceKillAfterDelay: 5000,
    stdout: onStdout ? "pipe" : "ignore",
    stderr: onStderr ? "pipe" : "ignore",
    ...(input === undefined ? { stdin: "ignore" as const } : { input }),
  });
  if (onStdout) child.stdout?.setEncoding("utf8").on("data", onStdout);
  if (onStderr) child.stderr?.setEncoding("utf8").on("data", onStderr);
  const result = await child;
  if (result.code === "ENOENT" || result.code === "EACCES") throw noDockerCommand(result.code);
  return { code: result.exitCode, words: result.failed ? wordsOf(result) : "" };
}
