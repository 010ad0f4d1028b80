import { Command, Option } from "commander";
import { type Diagnosis, inOrder } from "../core/doctor/diagnose.ts";
import { type Condition, conditionsOf } from "../core/doctor/environment.ts";
import type { Facts } from "../core/doctor/facts/facts.ts";
import { rulePage } from "../core/doctor/page.ts";
import { rules } from "../core/doctor/rules.ts";
import { sarifLog } from "../core/doctor/sarif.ts";
import { Interrupted, UserError } from "../core/error.ts";
import { nearest } from "../core/nearest.ts";
import { checkBuilds } from "../run/doctor/build-checks.ts";
import { diagnoseFiles } from "../run/doctor/diagnose.ts";
import { readMachine } from "../run/doctor/machine.ts";
import type { ComposeQuestion } from "../run/project-name.ts";
import { conditionLines, findingLines, summaryLine } from "../ui/doctor.ts";
import { jsonText } from "../ui/json.ts";
import { coloursFor } from "../ui/log-colours.ts";
import type { Context } from "./context.ts";
import { type MendFlags, mendProject } from "./doctor-fix.ts";

interface DoctorFlags extends MendFlags {
  readonly fix?: boolean;
  readonly strict?: boolean;
  readonly sarif?: boolean;
  readonly explain?: string;
  /** False for `--no-environment`. */
  readonly environment: boolean;
}

const examples = `
Examples:
  $ gdev doctor                    what is wrong with this project, with places and remedies
  $ gdev doctor --fix              mend what can be mended safely: shows the diff first
  $ gdev doctor --fix --all        offers the other changes one by one
  $ gdev doctor --strict --sarif   for code scanning: warnings fail too
  $ gdev doctor --explain GD310    what a rule is about, with an example

A finding is answered with a comment above its line, # gdev ignore=GD103 why, or with x-gdev: { ignore: [GD103] }.
`;

/** `gdev doctor`: finds mistakes in compose files, Dockerfiles and .air.toml, and mends some. Needs no engine. */
export function doctorCommand(context: Context): Command {
  return new Command("doctor")
    .description("find mistakes in the compose files, Dockerfiles and .air.toml, and mend them")
    .option("--fix", "apply the safe fixes: shows the diff, asks on a terminal")
    .option("--all", "with --fix: offer the other fixes one by one")
    .option("-y, --yes", "with --fix: do not ask")
    .option("--strict", "exit 1 for warnings too")
    .option("--no-environment", "look at the files alone: ask no engine and nothing of this machine")
    .addOption(new Option("--json", "print one JSON document (docs/json.md)").conflicts("sarif"))
    .option("--sarif", "print SARIF 2.1.0")
    .option("--explain <rule>", "print the page of a rule")
    .addHelpText("after", examples)
    .action((flags: DoctorFlags) => (flags.explain === undefined ? doctor(context, flags) : explain(context, flags.explain)));
}

async function doctor(context: Context, flags: DoctorFlags): Promise<void> {
  const { cwd, env } = context;
  const question: ComposeQuestion = { cwd, env, flags: context.compose() };
  const machine = flags.json || flags.sarif;
  const mended = flags.fix ? await mendProject(context, question, flags) : undefined;
  const { facts, diagnoses: own, notes } = await diagnoseFiles(question);
  const outside = flags.environment ? await lookOutside(context, question, facts) : undefined;
  const files = facts.compose.map(({ file }) => file);
  const diagnoses = inOrder([...own, ...(outside?.diagnoses ?? [])], files);
  const allNotes = [...notes, ...(outside?.notes ?? [])];
  const conditions = outside?.conditions ?? [];
  if (flags.sarif) context.stdout.write(`${jsonText(sarifLog(diagnoses, rules, facts.directory))}\n`);
  else if (flags.json)
    context.stdout.write(
      `${jsonText({ findings: diagnoses.map(jsonFinding), environment: conditions, notes: allNotes, ...(mended ? { mended } : {}) })}\n`,
    );
  if (!machine) show(context, diagnoses, conditions, allNotes);
  if (diagnoses.some(({ severity }) => severity === "error" || (flags.strict && severity === "warning"))) context.exit(1);
}

/** The page of a rule, as in docs/rules. */
function explain({ stdout }: Context, id: string): void {
  const rule = rules.find((each) => each.id === id.toUpperCase());
  if (!rule) {
    const guess = nearest(
      id.toUpperCase(),
      rules.map((each) => each.id),
    );
    throw new UserError(`there is no rule ${id}`, {
      remedy: guess
        ? `did you mean ${guess}?`
        : "docs/rules/README.md lists them; a check of BuildKit is explained where its address says",
      exitCode: 2,
    });
  }
  stdout.write(rulePage(rule));
}

interface Outside {
  readonly diagnoses: readonly Diagnosis[];
  readonly conditions: readonly Condition[];
  readonly notes: readonly string[];
}

/** BuildKit's findings and the state of the machine; without an engine there is less of both. */
async function lookOutside({ env, signal }: Context, question: ComposeQuestion, facts: Facts): Promise<Outside> {
  const [checks, machine] = await Promise.all([checkBuilds(facts, env, signal), readMachine(question, facts, signal)]);
  if (signal.aborted) throw new Interrupted();
  const notes = checks.asked
    ? []
    : ["BuildKit's own checks did not run: no engine, or a buildx that has none (they came with 0.16)"];
  return { diagnoses: checks.diagnoses, conditions: conditionsOf(machine), notes };
}

function show(
  context: Context,
  diagnoses: readonly Diagnosis[],
  conditions: readonly Condition[],
  notes: readonly string[],
): void {
  const look = { colour: coloursFor(context.stdout, context.env) !== "none", cwd: context.cwd };
  const parts = [
    findingLines(diagnoses, look),
    ...(conditions.length > 0 ? [conditionLines(conditions, look)] : []),
    [...notes.map((note) => `note: ${note}`), summaryLine(diagnoses, look)],
  ];
  context.stdout.write(
    `${parts
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join("\n"))
      .join("\n\n")}\n`,
  );
}

/** A finding in the form that docs/json.md promises. */
function jsonFinding({ id, title, severity, place, message, why, remedy, link, fix }: Diagnosis): unknown {
  return { id, title, severity, place, message, why, remedy, link, fix: fix ? (fix.safe ? "safe" : "offered") : null };
}
