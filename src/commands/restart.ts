import { Command } from "commander";
import { openEngine } from "../docker/engine.ts";
import { loadProject } from "../run/project.ts";
import { restartServices } from "../run/restart.ts";
import type { Context } from "./context.ts";
import { modeOptions } from "./flags.ts";
import { openReport } from "./report.ts";
import { showSummary } from "./summary.ts";

interface RestartFlags {
  readonly timeout?: number;
  readonly json?: boolean;
}

/** `gdev restart svc…`: restarts the containers as they are and waits until they are ready again. */
export function restartCommand(context: Context): Command {
  return new Command("restart")
    .description("restart services as they are, and wait until they are ready")
    .argument("<services...>", "services to restart")
    .addOption(modeOptions.timeout())
    .addOption(modeOptions.json())
    .addHelpText("after", "\nExamples:\n  $ gdev restart api\n")
    .action((services: readonly string[], flags: RestartFlags) => restart(context, services, flags));
}

async function restart(context: Context, services: readonly string[], flags: RestartFlags): Promise<void> {
  const { cwd, env, signal } = context;
  const loaded = await loadProject({ cwd, env, flags: context.compose(), services: [] }, signal);
  const engine = await openEngine(env);
  const shown = openReport(context, { json: flags.json ?? false });
  try {
    await restartServices({ loaded, engine, services, env, report: shown.report, signal, timeoutMs: flags.timeout });
    await showSummary(context, { engine, loaded, shown, only: services });
  } finally {
    shown.end();
  }
}
