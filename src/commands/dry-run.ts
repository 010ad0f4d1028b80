import type { Engine } from "../docker/engine.ts";
import { reportProjectWarnings, reportTargetWarnings } from "../run/converge.ts";
import { type Decision, decide, type Wish } from "../run/decide.ts";
import type { LoadedProject } from "../run/project.ts";
import type { Context } from "./context.ts";
import { openReport } from "./report.ts";

export interface DryRun {
  readonly loaded: LoadedProject;
  readonly engine: Engine;
  readonly wish: Wish;
}

/** What `--dry-run` shows: the Decision, with the warnings of the real run on stderr. */
export async function decideAloud(context: Context, { loaded, engine, wish }: DryRun): Promise<Decision> {
  const { report, end } = openReport(context, { json: false });
  reportProjectWarnings(report, loaded);
  const decision = await decide(loaded, engine, wish, context.env);
  reportTargetWarnings(report, decision);
  end();
  return decision;
}
