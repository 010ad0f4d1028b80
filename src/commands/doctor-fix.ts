import { type Diagnosis, diagnose } from "../core/doctor/diagnose.ts";
import { unifiedDiff } from "../core/doctor/diff.ts";
import { type FactsInput, makeFacts } from "../core/doctor/facts/facts.ts";
import { type FileChange, type Mend, mend } from "../core/doctor/fix.ts";
import { rules } from "../core/doctor/rules.ts";
import { UserError } from "../core/error.ts";
import { applyChanges } from "../run/doctor/apply.ts";
import { readDoctorInput } from "../run/doctor/read.ts";
import type { ComposeQuestion } from "../run/project-name.ts";
import { askYes } from "../ui/ask.ts";
import { diffLines } from "../ui/doctor.ts";
import { placeFile } from "../ui/error.ts";
import { coloursFor } from "../ui/log-colours.ts";
import { asking, canAsk } from "./asking.ts";
import type { Context } from "./context.ts";

export interface MendFlags {
  readonly all?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** What `--fix` has done: ids of the findings, files that were written, and those that were not. */
export interface Mended {
  readonly rules: readonly string[];
  readonly files: readonly string[];
  readonly refused: readonly { readonly file: string; readonly why: string }[];
}

/**
 * `--fix`: shows the diff of the safe fixes and applies them, on a terminal after a yes; with `--all` the others too, each with its own
 * diff. A file that is a link, lies outside of the project or has changed meanwhile stays, and is named.
 */
export async function mendProject(context: Context, question: ComposeQuestion, flags: MendFlags): Promise<Mended> {
  const asks = !flags.yes && !flags.json && canAsk(context);
  if (flags.all && !flags.yes && !asks) {
    throw new UserError("gdev doctor --fix --all asks about each change, and there is no terminal to ask on", {
      remedy: "add --yes to make them all, or leave --all out",
      exitCode: 2,
    });
  }
  const done: Mended[] = [];
  const { input } = await readDoctorInput(question);
  const safe = mend(input, rules, ({ fix }) => fix?.safe === true);
  if (safe.changes.length > 0) done.push(await offer(context, input, safe, asks ? "apply these changes?" : undefined, flags));
  if (flags.all) done.push(...(await offerOthers(context, question, asks, flags)));
  return {
    rules: done.flatMap((each) => each.rules),
    files: [...new Set(done.flatMap(({ files }) => files))],
    refused: done.flatMap(({ refused }) => refused),
  };
}

/**
 * After a command has failed because variables are missing: shows a draft of `.env`, asks, and writes it. True: it is written. Asks nothing where there is
 * no terminal, or nothing to draft. `why`: what is missing, in a sentence.
 */
export async function offerEnvFile(context: Context, question: ComposeQuestion, why: string): Promise<boolean> {
  if (!canAsk(context)) return false;
  const { input } = await readDoctorInput(question);
  const drafted = mend(input, rules, ({ id }) => id === "GD316" || id === "GD317");
  if (drafted.changes.length === 0) return false;
  context.stdout.write(`${why}. A draft:\n\n`);
  const { files } = await offer(context, input, drafted, "write this, and go on?", {});
  return files.length > 0;
}

/** One fix after the other, each on the files as they are then; a fix that was declined is not offered again. */
async function offerOthers(
  context: Context,
  question: ComposeQuestion,
  asks: boolean,
  flags: MendFlags,
): Promise<readonly Mended[]> {
  const done: Mended[] = [];
  const seen = new Set<string>();
  for (;;) {
    const { input } = await readDoctorInput(question);
    const next = diagnose(makeFacts(input), rules).find(
      (diagnosis) => diagnosis.fix && !diagnosis.fix.safe && !seen.has(keyOf(diagnosis)),
    );
    if (!next) return done;
    seen.add(keyOf(next));
    const one = mend(input, rules, (diagnosis) => keyOf(diagnosis) === keyOf(next) && diagnosis.place.line === next.place.line);
    if (one.changes.length === 0) continue;
    const title = `${next.id}  ${next.message}`;
    done.push(await offer(context, input, one, asks ? `${title}: apply?` : undefined, flags));
  }
}

function keyOf({ id, place, message }: Diagnosis): string {
  return JSON.stringify([id, place.file, message]);
}

async function offer(
  context: Context,
  { directory }: FactsInput,
  { changes, mended }: Mend,
  question: string | undefined,
  flags: MendFlags,
): Promise<Mended> {
  if (!flags.json) showDiff(context, changes);
  if (question && !(await askYes(question, asking(context)))) {
    return { rules: [], files: [], refused: [] };
  }
  const applied = await applyChanges(changes, directory);
  const refused = applied.flatMap(({ file, refused: why }) => (why === undefined ? [] : [{ file, why }]));
  for (const { file, why } of refused) context.stderr.write(`warning: ${nameOf(context, file)} was not changed: it ${why}\n`);
  const written = applied.filter(({ refused: why }) => why === undefined).map(({ file }) => file);
  if (!flags.json) context.stdout.write(`${written.map((file) => `wrote ${nameOf(context, file)}\n`).join("")}\n`);
  const made = mended.filter(({ fix }) => !fix?.edits.some(({ file }) => refused.some((each) => each.file === file)));
  return { rules: made.map(({ id }) => id), files: written, refused };
}

function showDiff(context: Context, changes: readonly FileChange[]): void {
  const look = { colour: coloursFor(context.stdout, context.env) !== "none" };
  for (const { file, before, after, executable } of changes) {
    const name = nameOf(context, file);
    const diff = unifiedDiff(name, before, after);
    const mode = executable ? [`${name} becomes executable`] : [];
    context.stdout.write(`${[...diffLines(diff, look), ...mode].join("\n")}\n`);
  }
}

function nameOf({ cwd }: Context, file: string): string {
  return placeFile({ file, line: 1, column: 1 }, cwd);
}
