import type { Report } from "../core/event.ts";
import type { Plan } from "../core/plan/plan.ts";
import { overrideYaml } from "../core/target/override-yaml.ts";
import type { BuildFlags } from "../docker/build-command.ts";
import type { ComposeCall } from "../docker/compose.ts";
import type { Engine } from "../docker/engine.ts";
import { lockProject } from "../host/lock.ts";
import { stateFolder, writeOverride } from "../host/state.ts";
import { type Decision, decide, type Wish } from "./decide.ts";
import { type Done, openDeeds } from "./deeds.ts";
import { executePlan } from "./execute.ts";
import type { LoadedProject } from "./project.ts";

export interface ConvergeQuestion {
  readonly loaded: LoadedProject;
  readonly engine: Engine;
  readonly wish: Wish;
  readonly env: NodeJS.ProcessEnv;
  readonly report: Report;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  /** How long one wait may take. */
  readonly timeoutMs: number | undefined;
  /** A compile error under air is waited out instead of ending the run. */
  readonly untilMended: boolean;
  readonly buildFlags?: BuildFlags;
  /** Narrows the Plan, for a command that does only a part of it. */
  readonly narrow?: (plan: Plan) => Plan;
}

export interface Converged {
  readonly decision: Decision;
  readonly done: Done;
  /** Compose with the override that is in force now. */
  readonly call: ComposeCall;
}

/** What a run has done so far, for a caller that must undo it when the run is interrupted. */
export type Begun = (converged: Converged) => void;

/**
 * Brings the project to what is wished: takes its lock, looks, makes the Plan, reports it, writes the override and does the steps.
 * `begun` hears what is being done before the first step. Throws the first failure; what was started before it stays.
 */
export async function converge(question: ConvergeQuestion, begun: Begun = () => {}): Promise<Converged> {
  const { loaded, engine, env, report, signal } = question;
  reportProjectWarnings(report, loaded);
  const folder = stateFolder(env, loaded.project.name);
  const release = await lockProject(folder, signal, ({ pid }) =>
    report({ type: "note", text: `another gdev (pid ${pid}) is changing ${loaded.project.name}: waiting for it` }),
  );
  try {
    const decision = await decide(loaded, engine, question.wish, env);
    const plan = question.narrow?.(decision.plan) ?? decision.plan;
    reportTargetWarnings(report, decision);
    report({ type: "plan", plan });
    const call = await callWithOverride(loaded, decision);
    const { deeds, done } = openDeeds({
      ...question,
      call,
      override: decision.override,
      records: decision.records,
      stateFolder: folder,
      probes: decision.probes,
    });
    const converged: Converged = { decision: { ...decision, plan }, done, call };
    begun(converged);
    await executePlan(plan, deeds, report);
    return converged;
  } finally {
    await release();
  }
}

/** Writes the override of a Decision into the state folder and puts it behind the project's own files. */
export async function callWithOverride(loaded: LoadedProject, decision: Decision): Promise<ComposeCall> {
  const file = await writeOverride(decision.stateFolder, overrideYaml(decision.override));
  return { ...loaded.call, args: withOverrideFile(loaded.call.args, file) };
}

/** The override goes behind the last `-f`, because the last file wins. */
export function withOverrideFile(args: readonly string[], file: string): readonly string[] {
  const last = args.lastIndexOf("-f");
  return [...args.slice(0, last + 2), "-f", file, ...args.slice(last + 2)];
}

/** What there is to say of the compose files. */
export function reportProjectWarnings(report: Report, { warnings }: LoadedProject): void {
  for (const warning of warnings) report({ type: "warning", ...warning });
}

/** What there is to say of the chosen stages. */
export function reportTargetWarnings(report: Report, { targets }: Decision): void {
  for (const target of targets) {
    for (const { text, remedy, place } of target.warnings) {
      report({ type: "warning", service: target.service, text, ...(remedy ? { remedy } : {}), ...(place ? { place } : {}) });
    }
  }
}
