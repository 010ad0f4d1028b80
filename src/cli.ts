import type { Context } from "./commands/context.ts";

/** `gdev --version` is answered before anything else is loaded. */
const version = "0.1.0";

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) process.stdout.write(`${version}\n`);
else await main(argv);

async function main(words: readonly string[]): Promise<void> {
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
  let isHungUp = false;
  const hangUp = (): void => {
    if (isHungUp) return;
    isHungUp = true;
    interrupt(129)();
  };
  process.on("SIGHUP", hangUp);
  process.stdout.on("error", outputLost(hangUp));
  process.stderr.on("error", outputLost(hangUp));
  const atExit = openExits((error) => fail(error, { interruptCode, printed, cwd: cwd ?? "/" }));
  const printed = new Set<readonly string[]>();
  const cwd = currentFolder();
  try {
    if (cwd === undefined) throw await noFolder();
    const { runCli } = await import("./commands/program.ts");
    const context: Omit<Context, "compose"> = {
      env: process.env,
      cwd,
      stdout: process.stdout,
      stderr: process.stderr,
      signal: first.signal,
      secondSignal: second.signal,
      printed,
      process: {
        // Node opens the keyboard when it is first asked for.
        get stdin() {
          return process.stdin;
        },
        stdout: process.stdout,
        stderr: process.stderr,
        atExit,
        stop: () => process.kill(0, "SIGTSTP"),
        hangUp,
        onContinued: (deed) => process.on("SIGCONT", deed),
      },
      exit: (code) => {
        process.exitCode = code;
      },
    };
    await runCli(words, context, version);
  } catch (error) {
    process.exitCode = await fail(error, { interruptCode, printed, cwd: cwd ?? "/" });
  }
  if (isHungUp) dieOfHangUp();
}

/** Node 20 aborts when it ends by itself after its terminal has gone: the signal ends it with the same exit code. Source: nodejs/node#51519. */
function dieOfHangUp(): void {
  process.removeAllListeners("SIGHUP");
  process.kill(process.pid, "SIGHUP");
}

/**
 * What is registered here is done before the process ends: by itself, by an error that nobody caught (which `report` then prints), by SIGQUIT.
 * Other signals end the work first.
 */
function openExits(report: (error: unknown) => Promise<number>): (deed: () => void) => void {
  const deeds = new Set<() => void>();
  const doAll = (): void => {
    for (const deed of deeds) deed();
  };
  const crash = (error: unknown): void => {
    doAll();
    void report(error).then((code) => process.exit(code));
  };
  process.on("exit", doAll);
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
  process.once("SIGQUIT", () => {
    doAll();
    process.kill(process.pid, "SIGQUIT");
  });
  return (deed) => deeds.add(deed);
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

/** The reader of a pipe has gone (`gdev logs | head`): nothing more can be said, and nothing is wrong. A terminal that has gone is a hangup. */
function outputLost(hangUp: () => void): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    if (error.code === "EPIPE") process.exit(0);
    if (error.code !== "EIO") throw error;
    hangUp();
  };
}
