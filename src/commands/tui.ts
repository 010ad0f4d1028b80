import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Interrupted } from "../core/error.ts";
import { composeOnTerminal } from "../docker/compose.ts";
import { listProjectContainers } from "../docker/containers.ts";
import type { LoadedProject } from "../run/project.ts";
import type { SessionQuestion } from "../run/session/question.ts";
import type { OpenSession } from "../run/session/session.ts";
import { notRunning, runningContainer, shellOf } from "../run/shell.ts";
import { coloursFor } from "../ui/log-colours.ts";
import { styleFor } from "../ui/style.ts";
import { skeleton } from "../ui/tui/chrome.ts";
import type { Input } from "../ui/tui/keys.ts";
import { openTerminal, type Terminal } from "../ui/tui/terminal.ts";
import type { TuiHost } from "../ui/tui/tui.ts";
import type { Context } from "./context.ts";

export interface TuiWanted extends Omit<SessionQuestion, "cwd" | "env" | "flags"> {
  /** What is done as soon as the project has been read; absent: it is only looked at. `done` ends the UI. */
  readonly begin?: (session: OpenSession, loaded: LoadedProject) => Promise<"stay" | "done">;
  /** The filter to begin with. */
  readonly filter?: string;
}

/** How the terminal UI was left. */
export interface TuiEnd {
  readonly how: "quit" | "interrupt" | "done";
  /** Closed already. */
  readonly session: OpenSession;
}

/** Whether a command opens the terminal UI: keyboard and screen are there, and nothing speaks against it. */
export function hasTui({ env, process }: Context, { plain }: { readonly plain?: boolean }): boolean {
  const { TERM = "", CI = "" } = env;
  const isWanted = plain !== true && TERM !== "dumb" && (CI === "" || CI === "false");
  return isWanted && process.stdout.isTTY === true && process.stdin.isTTY === true;
}

/** Looks at the project in the terminal UI, and leaves everything as it is. */
export async function look(context: Context, wanted: Pick<TuiWanted, "services" | "filter">): Promise<void> {
  const end = await runTui(context, { mode: "dev", timeoutMs: undefined, applyChanges: false, ...wanted });
  if (end.how === "interrupt") throw new Interrupted();
  sayWhatRuns(context, end.session);
}

/** After the UI: what goes on without it, and how to end that. */
export function sayWhatRuns({ stdout }: Context, { state }: OpenSession): void {
  const { project, services } = state();
  if (services.some((service) => service.state === "running"))
    stdout.write(`${project} keeps running; gdev down stops it, gdev shows it again\n`);
}

/**
 * Opens the terminal UI on a project and resolves when it has been left; the terminal is as it was then, and nothing in the session runs
 * any more. Throws what keeps the project from being shown: no compose file, no engine; with `begin` also files that cannot be read.
 */
export async function runTui(context: Context, wanted: TuiWanted): Promise<TuiEnd> {
  const typed: Input[] = [];
  const ends = new AbortController();
  let press = (input: Input): void => void typed.push(input);
  const terminal = takeTerminal(context, (input) => press(input), ends);
  try {
    const { begin, filter, ...question } = wanted;
    const [{ openTui }, session] = await Promise.all([import("../ui/tui/tui.ts"), openSessionOf(context, question)]);
    try {
      const tui = openTui({
        terminal,
        session,
        entries: session.store,
        env: context.env,
        cwd: context.cwd,
        host: hostOf(context, session),
        loadInk: urgentShown(session),
        ...(filter === undefined ? {} : { filter }),
      });
      session.onLogs(tui.wake);
      press = tui.press;
      for (const input of typed) press(input);
      const how = await Promise.race([tui.left, begun(session, begin), aborted(ends.signal)]);
      tui.close();
      return { how, session };
    } finally {
      terminal.restore();
      await session.close();
    }
  } finally {
    terminal.restore();
  }
}

/** Takes the terminal and shows that something is there. A signal, or a terminal that vanishes, ends the UI. */
function takeTerminal(context: Context, onInput: (input: Input) => void, ends: AbortController): Terminal {
  const { env, process, signal, cwd } = context;
  const colour = coloursFor(process.stdout, env) !== "none";
  const terminal = openTerminal({
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    colour,
    onInput,
    onGone: () => {
      ends.abort();
      process.hangUp();
    },
    stopProcess: process.stop,
  });
  process.atExit(terminal.restore);
  process.onContinued(terminal.continued);
  signal.addEventListener("abort", () => ends.abort(), { once: true });
  terminal.take();
  terminal.screen.paintFirst(skeleton(basename(cwd), terminal.screen.size(), styleFor(colour)));
  return terminal;
}

/** When the services and the first lines of their logs have been shown: Ink takes the only thread for a while. */
async function urgentShown(session: OpenSession): Promise<void> {
  await session.firstLook.catch(() => {});
  await sleep(firstLinesMs);
}

const firstLinesMs = 50;

async function openSessionOf(context: Context, question: Omit<SessionQuestion, "cwd" | "env" | "flags">): Promise<OpenSession> {
  const { openSession } = await import("../run/session/session.ts");
  const session = await openSession({ cwd: context.cwd, env: context.env, flags: context.compose(), ...question });
  return session;
}

/** Does what is to be done first. Resolves when that ends the UI; rejects when the project cannot be shown at all. */
async function begun(session: OpenSession, begin: TuiWanted["begin"]): Promise<"done"> {
  await session.firstLook;
  if (begin && (await begin(session, await session.firstLoaded)) === "done") return "done";
  return new Promise(() => {});
}

/** A signal, or the end of the terminal, is an interruption like Ctrl-C. */
function aborted(signal: AbortSignal): Promise<"interrupt"> {
  return new Promise((resolve) => {
    const end = (): void => resolve("interrupt");
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}

function hostOf(context: Context, { engine, state }: OpenSession): TuiHost {
  const { env, cwd } = context;
  return {
    openUrl: async (url: string) => (await import("../host/browser.ts")).openInBrowser(url, env),
    sizes: async () => {
      const [{ findWanted }, { readSizes }] = await Promise.all([import("../run/size/find.ts"), import("../run/size/read.ts")]);
      const wanted = await findWanted({ cwd, env, flags: context.compose() }, context.signal);
      const images = wanted.images.filter(({ kind }) => kind !== "stage");
      return readSizes({ engine, wanted: { ...wanted, images }, env, signal: context.signal, measure: "none" });
    },
    imageFiles: async (row) =>
      (await import("../run/size/files.ts")).readFiles(row, { engine, env, signal: context.signal, compress: false }),
    problems: () => problemLines(context),
    save: async (path: string, lines: Iterable<string>) => (await import("../host/save.ts")).saveText(cwd, path, lines),
    shell: async (service: string) => {
      const { project } = state();
      const container = runningContainer(await listProjectContainers(engine, project), service);
      if (!container) throw notRunning(service);
      const shell = await shellOf(engine, container.Id, service);
      await composeOnTerminal({ args: ["-p", project], directory: cwd, env }, ["exec", service, shell]);
    },
  };
}

async function problemLines(context: Context): Promise<readonly string[]> {
  const { env, cwd, process } = context;
  const [{ diagnoseFiles }, { findingLines, summaryLine }] = await Promise.all([
    import("../run/doctor/diagnose.ts"),
    import("../ui/doctor.ts"),
  ]);
  const { diagnoses, notes } = await diagnoseFiles({ cwd, env, flags: context.compose() });
  const look = { colour: coloursFor(process.stdout, env) !== "none", cwd };
  return [...summaryLine(diagnoses, look).split("\n"), ...notes, "", ...findingLines(diagnoses, look)];
}
