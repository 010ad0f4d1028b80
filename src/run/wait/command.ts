import { spawn } from "node:child_process";
import { constants } from "node:os";
import { UserError } from "../../core/error.ts";

export interface CommandWorld {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

/**
 * Runs a command in this process's place: the same streams, signals passed on. Gives its exit code, or 128 + the signal's number.
 * UserError for a program that cannot be started.
 */
export function runCommand(program: string, args: readonly string[], { env, cwd }: CommandWorld): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "inherit", env, cwd });
    const passOn = (signal: NodeJS.Signals): void => void child.kill(signal);
    for (const signal of passedOn()) process.on(signal, passOn);
    const settle = (): void => {
      for (const signal of passedOn()) process.off(signal, passOn);
    };
    child.once("error", (error: NodeJS.ErrnoException) => {
      settle();
      const why = error.code === "ENOENT" ? "no such program" : error.code === "EACCES" ? "it is not executable" : error.message;
      reject(new UserError(`cannot run ${program}`, { why }));
    });
    child.once("exit", (code, signal) => {
      settle();
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}

/** A terminal sends Ctrl-C to the command by itself. */
function passedOn(): readonly NodeJS.Signals[] {
  return process.stdin.isTTY ? ["SIGTERM", "SIGHUP"] : ["SIGINT", "SIGTERM", "SIGHUP"];
}
