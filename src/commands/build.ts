import { Command } from "commander";
import type { Plan } from "../core/plan/plan.ts";
import { planText } from "../core/plan/text.ts";
import { openEngine } from "../docker/engine.ts";
import { converge } from "../run/converge.ts";
import type { Wish } from "../run/decide.ts";
import { loadProject } from "../run/project.ts";
import type { Context } from "./context.ts";
import { decideAloud } from "./dry-run.ts";
import { modeOf, modeOptions, withSynth } from "./flags.ts";
import { openReport } from "./report.ts";

interface BuildFlagsGiven {
  readonly prod?: boolean;
  readonly dev?: boolean;
  readonly target: Readonly<Record<string, string>>;
  /** False for `--no-cache`. */
  readonly cache: boolean;
  readonly pull?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly synth: boolean;
}

const examples = `
Examples:
  $ gdev build              the dev stages of all services
  $ gdev build --prod api   the production runner of one
`;

/** `gdev build`: builds images and touches no container. */
export function buildCommand(context: Context): Command {
  return new Command("build")
    .description("build the images of the chosen stages; running containers stay as they are")
    .argument("[services...]", "services to build (default: all)")
    .addOption(modeOptions.prod())
    .addOption(modeOptions.dev())
    .addOption(modeOptions.target())
    .addOption(modeOptions.synth())
    .option("--no-cache", "build every step anew")
    .option("--pull", "look for newer base images")
    .option("--dry-run", "print the plan and do nothing")
    .addOption(modeOptions.json())
    .addHelpText("after", examples)
    .action((services: readonly string[], flags: BuildFlagsGiven) => build(withSynth(context, flags), services, flags));
}

async function build(context: Context, services: readonly string[], flags: BuildFlagsGiven): Promise<void> {
  const { cwd, env, signal } = context;
  const loaded = await loadProject({ cwd, env, flags: context.compose(), services }, signal);
  const engine = await openEngine(env);
  const wish: Wish = {
    targets: { mode: modeOf(flags), stages: flags.target },
    build: "always",
    ...(services.length > 0 ? { only: services } : {}),
  };
  if (flags.dryRun) {
    context.stdout.write(`${planText(buildsOnly((await decideAloud(context, { loaded, engine, wish })).plan))}\n`);
    return;
  }
  const shown = openReport(context, { json: flags.json ?? false });
  try {
    const question = {
      loaded,
      engine,
      wish,
      env,
      report: shown.report,
      signal,
      timeoutMs: 0,
      untilMended: false,
      narrow: buildsOnly,
    };
    await converge({ ...question, buildFlags: { noCache: !flags.cache, pull: flags.pull ?? false } });
  } finally {
    shown.end();
  }
}

function buildsOnly(plan: Plan): Plan {
  return { ...plan, steps: plan.steps.filter((step) => step.kind === "build") };
}
