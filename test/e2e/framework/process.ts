import { AssertionError } from "node:assert";
import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { eventually } from "./eventually.ts";

/** A command that has ended. The checks throw with everything it said, and give the same Run back, so that they chain. */
export interface Run {
  readonly command: string;
  /** 128 + the signal's number where a signal ended it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
  readonly exits: (code: number) => Run;
  /** Something that stdout must hold. */
  readonly prints: (pattern: RegExp | string) => Run;
  /** Something that stderr must hold. */
  readonly tells: (pattern: RegExp | string) => Run;
  /** Something that neither stream may hold. */
  readonly hides: (pattern: RegExp | string) => Run;
  readonly takesAtMost: (limitMs: number) => Run;
}

/** A command that is running. */
export interface Running {
  readonly pid: number;
  readonly isOver: () => boolean;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Waits until stdout holds it. */
  readonly prints: (pattern: RegExp | string, withinMs?: number) => Promise<void>;
  /** Waits until stderr holds it. */
  readonly tells: (pattern: RegExp | string, withinMs?: number) => Promise<void>;
  /** Ctrl-C as a terminal sends it: to the command and all its children. */
  readonly interrupt: () => void;
  /** A signal to the command alone, as `kill` sends it. */
  readonly signal: (name: NodeJS.Signals) => void;
  /** Waits for its end. */
  readonly ended: (withinMs?: number) => Promise<Run>;
}

export interface StartQuestion {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** What it is called in failures; absent: program and arguments. */
  readonly shown?: string;
  readonly onEnd?: (run: Run) => void;
}

/** Starts a command in a process group of its own, with stdin closed. */
export function startProcess({ program, args, cwd, env, shown, onEnd }: StartQuestion): Running {
  const command = shown ?? [program, ...args].join(" ");
  const beganMs = performance.now();
  const child = spawn(program, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const said = collect(child);
  let isOver = false;
  const ended = new Promise<Run>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      isOver = true;
      const exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
      const run = describeRun({
        command,
        exitCode,
        stdout: said.stdout(),
        stderr: said.stderr(),
        durationMs: performance.now() - beganMs,
      });
      onEnd?.(run);
      resolve(run);
    });
  });
  ended.catch(() => {});
  const pid = child.pid ?? 0;
  const wait = (stream: "stdout" | "stderr", pattern: RegExp | string, withinMs = 60_000): Promise<void> =>
    eventually(() => {
      if (!holds(said[stream](), pattern))
        throw failure(`${command} has not said ${pattern} on ${stream}`, said.stdout(), said.stderr());
      return undefined;
    }, withinMs);
  return {
    pid,
    isOver: () => isOver,
    ...said,
    prints: (pattern, withinMs) => wait("stdout", pattern, withinMs),
    tells: (pattern, withinMs) => wait("stderr", pattern, withinMs),
    interrupt: () => kill(-pid, "SIGINT"),
    signal: (name) => kill(pid, name),
    ended: (withinMs = 300_000) =>
      inTime(ended, withinMs, () => {
        kill(-pid, "SIGKILL");
        return failure(`${command} did not end within ${withinMs} ms`, said.stdout(), said.stderr());
      }),
  };
}

/** Signals a process or (negative) a process group that may be gone already. */
export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Rejects with what `late` gives when the promise has not settled in time. */
export function inTime<T>(promise: Promise<T>, withinMs: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), withinMs);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

function collect(child: ChildProcess): Pick<Running, "stdout" | "stderr"> {
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream]?.setEncoding("utf8").on("data", (text: string) => {
      said[stream] += text;
    });
  }
  return { stdout: () => said.stdout, stderr: () => said.stderr };
}

function describeRun(said: Pick<Run, "command" | "exitCode" | "stdout" | "stderr" | "durationMs">): Run {
  const check = (ok: boolean, what: string): Run => {
    if (!ok) throw failure(`${said.command} ${what}`, said.stdout, said.stderr);
    return run;
  };
  const run: Run = {
    ...said,
    exits: (code) => check(said.exitCode === code, `ended with exit code ${said.exitCode}, not ${code}`),
    prints: (pattern) => check(holds(said.stdout, pattern), `did not print ${pattern}`),
    tells: (pattern) => check(holds(said.stderr, pattern), `did not tell ${pattern}`),
    hides: (pattern) => check(!holds(said.stdout + said.stderr, pattern), `said ${pattern}`),
    takesAtMost: (limitMs) =>
      check(said.durationMs <= limitMs, `took ${Math.round(said.durationMs)} ms, more than ${limitMs} ms`),
  };
  return run;
}

function holds(text: string, pattern: RegExp | string): boolean {
  return typeof pattern === "string" ? text.includes(pattern) : pattern.test(text);
}

function failure(what: string, stdout: string, stderr: string): AssertionError {
  return new AssertionError({ message: `${what}\n--- stdout\n${stdout.slice(-4000)}\n--- stderr\n${stderr.slice(-6000)}` });
}
