import { CommandFailed, Interrupted, UserError } from "../core/error.ts";
import { compareVersions, oldestCompose } from "./compose-version.ts";
import { engineTrouble } from "./engine-trouble.ts";

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
  if (result.code === "ENOENT" || result.code === "EACCES") throw noDockerCommand(result.code);
  return { exitCode: result.exitCode ?? 1, stdout: result.stdout, stderr: result.stderr };
}

/**
 * Runs Compose and resolves to what it printed on stdout. Where it fails: UserError if the engine cannot be reached or Compose is
 * missing or too old, else CommandFailed with its own words.
 */
export async function compose(call: ComposeCall, args: readonly string[], signal?: AbortSignal): Promise<string> {
  const result = await runCompose(call, args, signal);
  if (result.exitCode === 0) return result.stdout;
  const trouble = engineTrouble(result.stderr);
  if (trouble) throw trouble;
  await checkComposeVersion(call.env, call.directory);
  throw new CommandFailed(`docker compose ${args.join(" ")}`, result.exitCode, result.stderr);
}

/** Runs Compose on the user's own terminal (exec, a shell) and resolves to its exit code. UserError where there is no Compose. */
export async function composeOnTerminal(call: ComposeCall, args: readonly string[]): Promise<number> {
  const { execa } = await import("execa");
  const result = await execa("docker", ["compose", ...call.args, ...args], {
    cwd: call.directory,
    env: call.env,
    extendEnv: false,
    reject: false,
    stdio: "inherit",
  });
  if (result.code === "ENOENT" || result.code === "EACCES") throw noDockerCommand(result.code);
  // The docker command's own complaint about its arguments, or the exit code of the command that was run.
  if (result.exitCode === 125) await checkComposeVersion(call.env, call.directory);
  return result.exitCode ?? 1;
}

/** Throws UserError where Compose is missing or older than gdev's override needs. Resolves to its version, such as `2.40.3`. */
export async function checkComposeVersion(env: NodeJS.ProcessEnv, directory: string): Promise<string> {
  const { exitCode, stdout, stderr } = await runCompose({ args: [], directory, env }, ["version", "--short"]);
  const version = /\d+\.\d+\.\d+/.exec(stdout)?.[0];
  if (exitCode !== 0 || !version) {
    const standalone = await standaloneCompose(env);
    throw new UserError("the docker command has no compose: the Compose plugin is not installed", {
      why: standalone ? `docker-compose ${standalone} is on PATH, but it is another program` : complaint(stderr),
      remedy: `install Compose ${oldestCompose} or newer: the package docker-compose-plugin (on Debian docker-compose), or Docker Desktop`,
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

/** What the docker command says of a plugin that it lacks, without its warnings. */
function complaint(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("WARNING:"));
  const [first = ""] = lines;
  // Without the plugin, docker takes Compose's flags for its own.
  return first === "" || /^unknown (shorthand )?flag/.test(first) ? "docker does not know the command compose" : first;
}

/** The version of a docker-compose command on PATH, as Compose v1 was. */
async function standaloneCompose(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { execa } = await import("execa");
  const { stdout } = await execa("docker-compose", ["--version"], { env, extendEnv: false, reject: false, timeout: 5000 });
  return /\d+\.\d+\.\d+/.exec(stdout ?? "")?.[0];
}

/** For every docker command that could not be started; `code` is the system's reason. */
export function noDockerCommand(code: string): UserError {
  if (code === "EACCES") return new UserError("the docker command on PATH cannot be run: no permission");
  return new UserError("the docker command is not on PATH", {
    remedy: "install Docker with Compose: docs.docker.com/engine/install, or Docker Desktop",
  });
}
