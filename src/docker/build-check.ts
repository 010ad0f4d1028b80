import { runDocker } from "./build-process.ts";

/** A Dockerfile to be checked by BuildKit. */
export interface CheckedBuild {
  /** Absolute folder. */
  readonly context: string;
  /** Its text, without a `# syntax=` line: BuildKit says nothing at all where that image cannot be pulled. */
  readonly text: string;
  readonly buildArgs: Readonly<Record<string, string | null>>;
}

export interface CheckQuestion {
  readonly builds: readonly CheckedBuild[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** How long BuildKit may take: it asks registries for base images that are not here. */
const checkTimeoutMs = 10_000;

/**
 * What BuildKit says of each build, in their order: the `check` object of `docker buildx bake --call=check,format=json`. Undefined where it could not
 * run: no docker command, no buildx whose bake can check (before 0.16), no engine, too slow. One command for all; builds nothing.
 */
export async function checkBuilds({ builds, cwd, env, signal }: CheckQuestion): Promise<readonly unknown[] | undefined> {
  let stdout = "";
  try {
    // The exit code is 1 with any warning: what counts is what it printed.
    await runDocker({
      args: ["buildx", "bake", "--file=-", "--call=check,format=json", "--progress=quiet"],
      cwd,
      // Reading a context outside of the working directory is what a build of the project does too.
      env: { ...env, BUILDX_BAKE_ENTITLEMENTS_FS: "0" },
      signal: AbortSignal.any([signal, AbortSignal.timeout(checkTimeoutMs)]),
      input: bakeFile(builds),
      onStdout: (chunk) => {
        stdout += chunk;
      },
    });
    const { target } = JSON.parse(stdout) as { target: Readonly<Record<string, { check?: unknown } | undefined>> };
    return builds.map((_, index) => target[targetName(index)]?.check);
  } catch {
    return undefined;
  }
}

/** Source: docker/buildx, docs/bake-reference.md. */
function bakeFile(builds: readonly CheckedBuild[]): string {
  const targets = builds.map(({ context, text, buildArgs }, index) => {
    const args = Object.entries(buildArgs).flatMap(([name, value]) => (value === null ? [] : [[name, literal(value)] as const]));
    return [targetName(index), { context: literal(context), "dockerfile-inline": literal(text), args: Object.fromEntries(args) }];
  });
  return JSON.stringify({ group: { default: { targets: targets.map(([name]) => name) } }, target: Object.fromEntries(targets) });
}

function targetName(index: number): string {
  return `build${index}`;
}

/** bake fills in variables in every text of its file. */
function literal(text: string): string {
  return text.replace(/[$%](?=\{)/g, "$&$&");
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
