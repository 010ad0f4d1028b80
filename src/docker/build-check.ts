import { runDocker } from "./build-process.ts";

/** A Dockerfile to be checked by BuildKit. */
export interface CheckQuestion {
  /** Absolute folder. */
  readonly context: string;
  /** Its text, without a `# syntax=` line: BuildKit says nothing at all where that image cannot be pulled. */
  readonly text: string;
  readonly buildArgs: Readonly<Record<string, string | null>>;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** How long BuildKit may take: it asks registries for base images that are not here. */
const checkTimeoutMs = 10_000;

/**
 * The JSON that `docker buildx build --call=check` prints; undefined where it could not run: no docker command, no buildx that can
 * check (before 0.15), no engine, too slow. Builds nothing.
 */
export async function checkBuild({ context, text, buildArgs, env, signal }: CheckQuestion): Promise<string | undefined> {
  const given = Object.entries(buildArgs).flatMap(([name, value]) => (value === null ? [] : ["--build-arg", `${name}=${value}`]));
  const args = ["buildx", "build", "--call=check,format=json", ...given, "-f", "-", context];
  let stdout = "";
  try {
    // The exit code is 1 with any warning: what counts is what it printed.
    await runDocker({
      args,
      cwd: context,
      env,
      signal: AbortSignal.any([signal, AbortSignal.timeout(checkTimeoutMs)]),
      input: text,
      onStdout: (chunk) => {
        stdout += chunk;
      },
    });
  } catch {
    return undefined;
  }
  return stdout.trim() === "" ? undefined : stdout;
}

/** The version of buildx, such as `0.29.1`; undefined where there is none. */
export async function buildxVersion(env: NodeJS.ProcessEnv, cwd: string, signal: AbortSignal): Promise<string | undefined> {
  let stdout = "";
  try {
    await runDocker({
      args: ["buildx", "version"],
      cwd,
      env,
      signal: AbortSignal.any([signal, AbortSignal.timeout(checkTimeoutMs)]),
      onStdout: (chunk) => {
        stdout += chunk;
      },
    });
  } catch {
    return undefined;
  }
  return /\d+\.\d+\.\d+/.exec(stdout)?.[0];
}
