import { Command } from "commander";
import { Interrupted, UserError } from "../core/error.ts";
import { planText } from "../core/plan/text.ts";
import { openEngine } from "../docker/engine.ts";
import { type Converged, converge } from "../run/converge.ts";
import type { Wish } from "../run/decide.ts";
import { reportCauses } from "../run/doctor/causes.ts";
import { loadProject } from "../run/project.ts";
import { oneShotsEnded, removeEnded, stopStarted } from "../run/stop.ts";
import type { Context } from "./context.ts";
import { decideAloud } from "./dry-run.ts";
import { modeOf, modeOptions, withSynth } from "./flags.ts";
import { openReport } from "./report.ts";
import { streamLogs } from "./stream-logs.ts";
import { showSummary } from "./summary.ts";
import { hasTui, runTui, sayWhatRuns } from "./tui.ts";

interface UpFlags {
  readonly prod?: boolean;
  readonly dev?: boolean;
  readonly target: Readonly<Record<string, string>>;
  readonly detach?: boolean;
  /** True for `--build`, false for `--no-build`, absent for neither. */
  readonly build?: boolean;
  readonly dryRun?: boolean;
  readonly timeout?: number;
  readonly json?: boolean;
  readonly plain?: boolean;
  readonly watch?: boolean;
  readonly synth: boolean;
}

const examples = `
Examples:
  $ gdev up                                 everything, with hot reload; Ctrl-C stops it
  $ gdev up -d --prod                       everything as it will run in production; returns when all is ready
  $ gdev up --target api=runner-distroless  one service at a stage of your choice
  $ gdev up --dry-run                       what would be done, and why
`;

/** `gdev up`: brings services up in their mode and waits until they are really ready. */
export function upCommand(context: Context): Command {
  return new Command("up")
    .description("build, start and wait until everything is ready; attached, follow the logs")
    .argument("[services...]", "services to bring up, with what they depend on (default: all)")
    .addOption(modeOptions.prod())
    .addOption(modeOptions.dev())
    .addOption(modeOptions.target())
    .addOption(modeOptions.synth())
    .option("-d, --detach", "return when all is ready, and leave it running")
    .option("--build", "build all images, changed or not")
    .option("--no-build", "build nothing")
    .option("--dry-run", "print the plan and do nothing")
    .option("--watch", "apply changes of the compose files and Dockerfiles by itself (terminal UI)")
    .addOption(modeOptions.plain())
    .addOption(modeOptions.timeout())
    .addOption(modeOptions.json())
    .addHelpText("after", examples)
    .action((services: readonly string[], flags: UpFlags) => up(withSynth(context, flags), services, flags));
}

/** Brings it up; where only variables are missing, a draft of `.env` is offered, and it goes on with that. */
async function up(context: Context, services: readonly string[], flags: UpFlags): Promise<void> {
  try {
    await upAsItIs(context, services, flags);
  } catch (error) {
    if (flags.json || !(error instanceof UserError) || !error.details.lacksVariables) throw error;
    const { offerEnvFile } = await import("./doctor-fix.ts");
    const question = { cwd: context.cwd, env: context.env, flags: context.compose() };
    if (!(await offerEnvFile(context, question, error.message))) throw error;
    await upAsItIs(context, services, flags);
  }
}

async function upAsItIs(context: Context, services: readonly string[], flags: UpFlags): Promise<void> {
  const { cwd, env, signal } = context;
  const wish: Wish = { targets: { mode: modeOf(flags), stages: flags.target }, build: buildWish(flags) };
  if (!flags.detach && !flags.dryRun && !flags.json && hasTui(context, flags))
    return await upInTui(context, services, { flags, wish });
  const loaded = await loadProject({ cwd, env, flags: context.compose(), services }, signal);
  const engine = await openEngine(env);
  if (flags.dryRun) {
    const { plan } = await decideAloud(context, { loaded, engine, wish });
    context.stdout.write(flags.json ? `${JSON.stringify(plan)}\n` : `${planText(plan)}\n`);
    return;
  }
  const shown = openReport(context, { json: flags.json ?? false });
  let converged: Converged | undefined;
  const attached = !flags.detach;
  const startedAtNs = BigInt(Date.now()) * 1_000_000n;
  const project = loaded.project.name;
  const logs = { json: flags.json ?? false, colour: true, timestamps: false };
  try {
    const question = { loaded, engine, wish, env, report: shown.report, signal, timeoutMs: flags.timeout, untilMended: attached };
    await converge(question, (begun) => {
      converged = begun;
    });
    if (converged && (await oneShotsEnded(converged, loaded, engine))) {
      shown.end();
      await streamLogs(context, { ...logs, wanted: { engine, project, follow: false }, prefix: false });
      return await removeEnded(converged);
    }
    await showSummary(context, { engine, loaded, shown });
    if (!attached) return;
    await streamLogs(context, {
      ...logs,
      wanted: { engine, project, services, sinceNs: startedAtNs, follow: true },
      prefix: true,
    });
  } catch (error) {
    await reportCauses(error, { cwd, env, flags: context.compose() }, shown.report);
    if (error instanceof Interrupted && attached && converged) await stopStarted([converged], shown.report, context.secondSignal);
    throw error;
  } finally {
    shown.end();
  }
}

interface TuiUp {
  readonly flags: UpFlags;
  readonly wish: Wish;
}

/** Attached, on a terminal: brings it up inside the UI. What has failed when the UI is left is the command's failure. */
async function upInTui(context: Context, services: readonly string[], { flags, wish }: TuiUp): Promise<void> {
  let failure: unknown;
  const end = await runTui(context, {
    services,
    mode: modeOf(flags),
    timeoutMs: flags.timeout,
    applyChanges: flags.watch === true,
    begin: async (session, loaded) => {
      const succeeded = await session.bringUp("up", wish);
      failure = succeeded ? undefined : session.state().failure;
      const [converged] = session.begun();
      return succeeded && converged && (await oneShotsEnded(converged, loaded, session.engine)) ? "done" : "stay";
    },
  });
  const { session, how } = end;
  const [converged] = session.begun();
  const shown = openReport(context, { json: false });
  if (how === "done" && converged) {
    const wanted = { engine: session.engine, project: session.state().project, follow: false };
    await streamLogs(context, { wanted, json: false, colour: true, timestamps: false, prefix: false });
    await removeEnded(converged);
  } else if (how === "interrupt") {
    await stopStarted(session.begun(), shown.report, context.secondSignal);
    throw new Interrupted();
  } else sayWhatRuns(context, session);
  shown.end();
  if (failure !== undefined && session.state().failure === failure) throw failure;
}

function buildWish({ build }: UpFlags): Wish["build"] {
  if (build === undefined) return "auto";
  return build ? "always" : "never";
}
