import { Command } from "commander";
import { UserError } from "../core/error.ts";
import { composeLabels } from "../core/labels.ts";
import { nearest } from "../core/nearest.ts";
import { isEmpty } from "../core/plan/plan.ts";
import { planText } from "../core/plan/text.ts";
import { findStage } from "../core/project/dockerfile.ts";
import { noSuchService } from "../core/project/no-such-service.ts";
import type { Mode } from "../core/project/project.ts";
import { listProjectContainers } from "../docker/containers.ts";
import { type Engine, openEngine } from "../docker/engine.ts";
import { converge } from "../run/converge.ts";
import type { Wish } from "../run/decide.ts";
import { type LoadedProject, loadProject } from "../run/project.ts";
import { builtServices } from "../run/summary.ts";
import type { Context } from "./context.ts";
import { decideAloud } from "./dry-run.ts";
import { modeOptions, withSynth } from "./flags.ts";
import { openReport } from "./report.ts";
import { showSummary } from "./summary.ts";

interface SwitchFlags {
  readonly dryRun?: boolean;
  readonly timeout?: number;
  readonly json?: boolean;
  readonly synth: boolean;
}

const examples = `
Examples:
  $ gdev switch api prod                 the small production runner, with the source mount dropped
  $ gdev switch api worker dev           back to hot reload, one after the other
  $ gdev switch api runner-distroless    a stage by its name
`;

/** `gdev switch svc… dev|prod|<stage>`: changes running services one by one and touches no other. */
export function switchCommand(context: Context): Command {
  return new Command("switch")
    .description("switch running services to dev, prod or a stage; a failed build leaves the running container alone")
    .argument("<services...>", "services, and at last dev, prod or the name of a stage")
    .addOption(modeOptions.synth())
    .addOption(modeOptions.timeout())
    .option("--dry-run", "print the plan and do nothing")
    .addOption(modeOptions.json())
    .addHelpText("after", examples)
    .action((words: readonly string[], flags: SwitchFlags) => switchServices(withSynth(context, flags), words, flags));
}

async function switchServices(context: Context, words: readonly string[], flags: SwitchFlags): Promise<void> {
  const { cwd, env, signal } = context;
  const services = words.slice(0, -1);
  const wanted = words.at(-1) ?? "";
  if (services.length === 0) throw usage(`gdev switch ${wanted} names no service or no target`);
  const loaded = await loadProject({ cwd, env, flags: context.compose(), services: [] }, signal);
  checkWords(loaded, services, wanted);
  const engine = await openEngine(env);
  await checkRunning(engine, loaded, services, wanted);
  const shown = openReport(context, { json: flags.json ?? false });
  try {
    for (const service of services) {
      const wish: Wish = { targets: targetWish(service, wanted), build: "auto", only: [service] };
      if (flags.dryRun) {
        context.stdout.write(`${planText((await decideAloud(context, { loaded, engine, wish })).plan)}\n`);
        continue;
      }
      const { decision } = await converge({
        loaded,
        engine,
        wish,
        env,
        report: shown.report,
        signal,
        timeoutMs: flags.timeout,
        untilMended: false,
      });
      if (isEmpty(decision.plan)) shown.report({ type: "note", text: `${service} is ${wanted} already` });
    }
    if (!flags.dryRun) await showSummary(context, { engine, loaded, shown, only: services });
  } finally {
    shown.end();
  }
}

/** `dev` and `prod` are modes; any other word is the name of a stage. */
function targetWish(service: string, wanted: string): Wish["targets"] {
  if (wanted === "dev" || wanted === "prod") return { mode: "dev", modes: { [service]: wanted satisfies Mode }, stages: {} };
  return { mode: "dev", stages: { [service]: wanted } };
}

/** Services and stage as typed, against what there is: before anything is asked of the engine. */
function checkWords({ project, stages, madeStages }: LoadedProject, services: readonly string[], wanted: string): void {
  const built = builtServices(project);
  const names = project.services.map(({ name }) => name);
  for (const service of services) {
    if (!names.includes(service)) throw noSuchService(service, names);
    if (!built.includes(service)) throw usage(`service ${service} has no build: there is no stage to switch to`);
    const known = stages.get(service);
    const made = madeStages.get(service);
    if (wanted === "dev" || wanted === "prod" || !known || findStage(known, wanted)) continue;
    if (made && "stage" in made && wanted === made.stage.name) continue;
    const stageNames = known.flatMap(({ name }) => name ?? []);
    const guess = nearest(wanted, ["dev", "prod", ...stageNames]);
    throw new UserError(`the Dockerfile of ${service} has no stage ${wanted}`, {
      exitCode: 2,
      why: stageNames.length > 0 ? `it has ${stageNames.join(", ")}` : "its stages have no names",
      remedy: guess ? `did you mean ${guess}?` : "write dev, prod, or the name of one of its stages",
    });
  }
}

async function checkRunning(
  engine: Engine,
  { project }: LoadedProject,
  services: readonly string[],
  wanted: string,
): Promise<void> {
  const containers = await listProjectContainers(engine, project.name);
  for (const service of services) {
    if (containers.some(({ Labels, State }) => Labels[composeLabels.service] === service && State === "running")) continue;
    const mode = wanted === "prod" ? "--prod " : wanted === "dev" ? "" : `--target ${service}=${wanted} `;
    throw new UserError(`${service} is not running`, { remedy: `bring it up first: gdev up -d ${mode}${service}` });
  }
}

function usage(what: string, remedy?: string): UserError {
  return new UserError(what, { exitCode: 2, remedy: remedy ?? "gdev switch <service>… dev|prod|<stage>" });
}
