import { CommandFailed, Interrupted, UserError } from "../core/error.ts";
import { compareVersions, oldestCompose } from "./compose-version.ts";

/** How to call Compose for one project: everything but the verb. */
export interface ComposeCall {
  /** Global arguments after `docker compose`, such as `-f file -p name`. */
  readonly args: readonly string[];
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  /** What Compose reads where `args` name the file `-`. */
  readonly input?: string;
}

export interface ComposeResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Compose to its end and collects what it says. Never throws for its exit code; throws Interrupted when the signal aborts. */
export async function runCompose(call: ComposeCall, args: readonly string[], signal?: AbortSignal): Promise<ComposeResult> {
  const { execa } = await import("execa");
  const result = await execa("docker", ["compose", ...call.args, ...args], {
    cwd: call.directory,
    env: { ...call.env, COMPOSE_MENU: "false", COMPOSE_ANSI: "never" },
    extendEnv: false,
    reject: false,
    ...(call.input === undefined ? { stdin: "ignore" as const } : { input: call.input }),
    ...(signal ? { cancelSignal: signal, gracefulCancel: false } : {}),
  });
  if (signal?.aborted) throw new Interrupted();
  if (result.code === "ENOENT") throw noDockerCommand();
  return { exitCode: result.exitCode ?? 1, stdout: result.stdout, stderr: result.stderr };
}

/** Runs Compose and throws CommandFailed where it fails. Resolves to what it printed on stdout. */
export async function compose(call: ComposeCall, args: readonly string[], signal?: AbortSignal): Promise<string> {
  const result = await runCompose(call, args, signal);
  if (result.exitCode === 0) return result.stdout;
  throw new CommandFailed(`docker compose ${args.join(" ")}`, result.exitCode, result.stderr);
}

/** Runs Compose on the user's own terminal (exec, a shell) and resolves to its exit code. */
export async function composeOnTerminal(call: ComposeCall, args: readonly string[]): Promise<number> {
  const { execa } = await import("execa");
  const result = await execa("docker", ["compose", ...call.args, ...args], {
    cwd: call.directory,
    env: call.env,
    extendEnv: false,
    reject: false,
    stdio: "inherit",
  });
  if (result.code === "ENOENT") throw noDockerCommand();
  return result.exitCode ?? 1;
}

/** Throws UserError where Compose is missing or older than gdev's override needs. Resolves to its version, such as `2.40.3`. */
export async function checkComposeVersion(env: NodeJS.ProcessEnv, directory: string): Promise<string> {
  const { exitCode, stdout, stderr } = await runCompose({ args: [], directory, env }, ["version", "--short"]);
  const version = /\d+\.\d+\.\d+/.exec(stdout)?.[0];
  if (exitCode !== 0 || !version) {
    throw new UserError("Docker Compose is not installed as a docker plugin", {
      why: stderr.trim().split("\n")[0] ?? "",
      remedy: `install Compose ${oldestCompose} or newer: the package docker-compose-plugin, or Docker Desktop`,
    });
  }
  if (compareVersions(version, oldestCompose) < 0) {
    throw new UserError(`Docker Compose ${version} is too old`, {
      why: `gdev's override uses !reset and !override, which Compose knows since ${oldestCompose}`,
      remedy: "update it: the package docker-compose-plugin, or Docker Desktop",
    });
  }
  return version;
}

/** For every child process that turned out not to exist. */
export function noDockerCommand(): UserError {
  return new UserError("the docker command is not on PATH", {
    remedy: "install Docker with Compose: docs.docker.com/engine/install, or Docker Desktop",
  });
}
