import type { Context } from "./commands/context.ts";

/** `gdev --version` is answered before anything else is loaded. */
const version = "0.1.0";

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) process.stdout.write(`${version}\n`);
else await main(argv);

async function main(words: readonly string[]): Promise<void> {
  const { runCli } = await import("./commands/program.ts");
  const first = new AbortController();
  const second = new AbortController();
  const interrupt = (code: number) => (): void => {
    if (first.signal.aborted) second.abort();
    interruptCode = code;
    first.abort();
  };
  let interruptCode = 130;
  process.on("SIGINT", interrupt(130));
  process.on("SIGTERM", interrupt(143));
  process.on("SIGHUP", interrupt(129));
  process.stdout.on("error", endQuietly);
  const printed = new Set<readonly string[]>();
  const cwd = currentFolder();
  try {
    if (cwd === undefined) throw await noFolder();
    const context: Omit<Context, "compose"> = {
      env: process.env,
      cwd,
      stdout: process.stdout,
      stderr: process.stderr,
      signal: first.signal,
      secondSignal: second.signal,
      printed,
      exit: (code) => {
        process.exitCode = code;
      },
    };
    await runCli(words, context, version);
  } catch (error) {
    process.exitCode = await fail(error, { interruptCode, printed, cwd: cwd ?? "/" });
  }
}

/** Undefined where the folder has been removed under the shell. */
function currentFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

async function noFolder(): Promise<Error> {
  const { UserError } = await import("./core/error.ts");
  return new UserError("the current folder does not exist any more", { remedy: "change into the project's folder: cd …" });
}

interface Failing {
  readonly interruptCode: number;
  readonly printed: ReadonlySet<readonly string[]>;
  readonly cwd: string;
}

/** Renders what went wrong and resolves to the exit code. */
async function fail(error: unknown, { interruptCode, printed, cwd }: Failing): Promise<number> {
  const [{ Interrupted, UserError }, { renderError }, { coloursFor }, { CommanderError }] = await Promise.all([
    import("./core/error.ts"),
    import("./ui/error.ts"),
    import("./ui/log-colours.ts"),
    import("commander"),
  ]);
  if (error instanceof Interrupted) return interruptCode;
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const look = { colour: coloursFor(process.stderr, process.env) !== "none", cwd, printed };
  for (const line of renderError(error, look)) process.stderr.write(`${line}\n`);
  return error instanceof UserError ? (error.details.exitCode ?? 1) : 1;
}

/** The reader of a pipe has gone (`gdev logs | head`): nothing more can be said, and nothing is wrong. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
}
