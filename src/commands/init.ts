import { basename } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { unifiedDiff } from "../core/doctor/diff.ts";
import { UserError } from "../core/error.ts";
import { defaultValue, plainName } from "../core/init/scaffold.ts";
import { safeText } from "../core/logs/escape.ts";
import { nearest } from "../core/nearest.ts";
import { displayPath } from "../host/files.ts";
import { type FoundPreset, findPresets } from "../host/scaffold.ts";
import { type InitPlan, lookAt, planDevStage, planPreset, planProgram, presetsFolder, writePlan } from "../run/init.ts";
import { askYes } from "../ui/ask.ts";
import { askWord } from "../ui/ask-word.ts";
import { diffLines } from "../ui/doctor.ts";
import { coloursFor } from "../ui/log-colours.ts";
import { newFileLines } from "../ui/new-files.ts";
import { asking, canAsk } from "./asking.ts";
import type { Context } from "./context.ts";

interface InitFlags {
  readonly yes?: boolean;
  readonly from?: string;
  readonly dryRun?: boolean;
  readonly set: Readonly<Record<string, string>>;
}

const examples = `
Examples:
  $ gdev init                     in an empty folder: asks which preset
  $ gdev init go-postgres --yes   a Go API with Postgres, nothing asked
  $ gdev init                     beside a Go program: its Dockerfile, compose file, .air.toml, .dockerignore, .env.example
  $ gdev init                     beside a Dockerfile without hot reload: a dev stage for it
  $ gdev init --from ../presets api --set module=example.com/shop

Nothing that exists is overwritten: it stays, and is named. A preset is a folder of files with a preset.yml in it.
`;

/** New files show this many lines each before the question; `--dry-run` shows all. */
const previewLines = 8;

/** `gdev init`: makes a project of a preset, or gives one that is there what it lacks. Shows all of it first. */
export function initCommand(context: Context): Command {
  return new Command("init")
    .description("make a project of a preset, or write the Docker files that a Go project lacks")
    .argument("[preset]", "which preset: an empty folder's only question")
    .option("-y, --yes", "ask nothing: defaults, and write")
    .option("--from <folder>", "presets of your own: a folder with a preset.yml, or a folder of such folders")
    .addOption(
      new Option("--set <name=value>", "answer one of the preset's questions; may be repeated")
        .argParser(collect)
        .default({}, "none"),
    )
    .option("--dry-run", "show what would be written, in full, and write nothing")
    .addHelpText("after", examples)
    .action((preset: string | undefined, flags: InitFlags) => init(context, preset, flags));
}

async function init(context: Context, name: string | undefined, flags: InitFlags): Promise<void> {
  const { cwd } = context;
  const place = await lookAt(cwd);
  const wantsPreset = name !== undefined || flags.from !== undefined;
  if (wantsPreset || place.kind === "empty") {
    if (place.kind === "program" || place.kind === "dockerfile") throw hasProgram();
    await show(context, flags, await presetPlan(context, name, flags));
  } else if (place.kind === "program") await show(context, flags, await planProgram(cwd, place.tree));
  else if (place.kind === "dockerfile") await show(context, flags, await planDevStage(cwd, place.tree));
  else throw nothingHere(place.names);
}

async function presetPlan(context: Context, name: string | undefined, flags: InitFlags): Promise<InitPlan> {
  const { cwd } = context;
  const found = await choosePreset(context, await findPresets(presetsFolder(flags.from, cwd)), name, flags);
  const { variables } = found.preset;
  const folder = plainName(basename(cwd));
  const answers: Record<string, string> = {};
  for (const set of Object.keys(flags.set)) {
    if (!variables.some((variable) => variable.name === set)) throw unknownVariable(found, set);
  }
  for (const variable of variables) {
    const fallback = flags.set[variable.name] ?? defaultValue(variable, folder);
    const asks = mayAsk(context, flags) && flags.set[variable.name] === undefined;
    answers[variable.name] = asks ? await askWord(variable.ask, fallback, asking(context)) : fallback;
  }
  return planPreset(cwd, found, answers);
}

/** The one that was named, the only one, or the one that is chosen on a terminal. */
async function choosePreset(
  context: Context,
  presets: readonly FoundPreset[],
  name: string | undefined,
  flags: InitFlags,
): Promise<FoundPreset> {
  const [only] = presets;
  if (name === undefined && flags.from !== undefined && only && presets.length === 1) return only;
  if (name !== undefined) return presetNamed(presets, name);
  if (!mayAsk(context, flags))
    throw new UserError("which preset?", { why: listOf(presets), remedy: "gdev init <preset>", exitCode: 2 });
  context.stdout.write(`${listOf(presets)}\n`);
  const first = presets.find((preset) => preset.name === "go-postgres") ?? only;
  return presetNamed(presets, await askWord("which preset", first?.name ?? "", asking(context)));
}

function presetNamed(presets: readonly FoundPreset[], name: string): FoundPreset {
  const found = presets.find((preset) => preset.name === name);
  if (found) return found;
  const guess = nearest(
    name,
    presets.map((preset) => preset.name),
  );
  throw new UserError(`there is no preset ${name}`, {
    why: listOf(presets),
    remedy: guess ? `did you mean gdev init ${guess}?` : "gdev init <preset>",
    exitCode: 2,
  });
}

function listOf(presets: readonly FoundPreset[]): string {
  const width = Math.max(...presets.map(({ name }) => name.length));
  const lines = presets.map(({ name, preset }) => `${name.padEnd(width)}  ${preset.title}: ${preset.summary}`.replace(/: $/, ""));
  return lines.map((line) => safeText(line, "none")).join("\n");
}

/** Shows the plan, asks once, writes, and says what comes next. */
async function show(context: Context, flags: InitFlags, plan: InitPlan): Promise<void> {
  const { cwd, stdout, stderr } = context;
  const colour = coloursFor(stdout, context.env) !== "none";
  const lines = [
    // Nobody reads it before it is done.
    ...newFileLines(flags.yes && !flags.dryRun ? [] : plan.fresh, {
      colour,
      mostLines: flags.dryRun ? Number.POSITIVE_INFINITY : previewLines,
    }),
    ...plan.changes.flatMap(({ file, before, after }) =>
      diffLines(unifiedDiff(displayPath(file, cwd), before, after), { colour }),
    ),
    ...plan.kept.map((path) => `${safeText(path, "none")} is there already and stays as it is`),
    ...plan.notes.map((note) => `note: ${safeText(note, "none")}`),
  ];
  stdout.write(lines.map((line) => `${line}\n`).join(""));
  const count = plan.fresh.length + plan.changes.length;
  if (count === 0) {
    stdout.write("nothing to write\n");
    return;
  }
  if (flags.dryRun) return;
  if (!(await isAgreed(context, flags, count))) {
    stdout.write("nothing was written\n");
    return;
  }
  const written = await writePlan(cwd, plan);
  for (const { path, refused } of written) {
    if (refused === undefined) stdout.write(`wrote ${safeText(path, "none")}\n`);
    else stderr.write(`warning: ${safeText(path, "none")} was not written: it ${safeText(refused, "none")}\n`);
  }
  if (written.some(({ refused }) => refused !== undefined)) context.exit(1);
  else stdout.write("\ngdev up starts it, with hot reload\n");
}

async function isAgreed(context: Context, flags: InitFlags, count: number): Promise<boolean> {
  if (flags.yes) return true;
  if (!mayAsk(context, flags))
    throw new UserError("nothing was written: there is no terminal to ask on", {
      remedy: "add --yes to write this, or --dry-run to see all of it",
      exitCode: 2,
    });
  return askYes(`write ${count === 1 ? "this file" : `these ${count} files`}?`, asking(context));
}

function mayAsk(context: Context, { yes, dryRun }: InitFlags): boolean {
  return !yes && !dryRun && canAsk(context);
}

function collect(text: string, previous: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [name = "", ...value] = text.split("=");
  if (name === "" || value.length === 0)
    throw new InvalidArgumentError("write it as name=value, such as module=example.com/shop.");
  return { ...previous, [name]: value.join("=") };
}

function hasProgram(): UserError {
  return new UserError("this folder holds a project already", {
    why: "a preset is for an empty folder",
    remedy: "gdev init, without a preset, writes what a Go project lacks",
    exitCode: 2,
  });
}

function nothingHere(names: readonly string[]): UserError {
  return new UserError("this folder is neither empty nor a Go project", {
    why: `it holds ${names.slice(0, 5).join(", ")}${names.length > 5 ? ", …" : ""}`,
    remedy: "name a preset to start one here beside it (gdev init go-api), or go to a folder of Go sources",
    exitCode: 2,
  });
}

function unknownVariable({ name, preset }: FoundPreset, set: string): UserError {
  const names = preset.variables.map((variable) => variable.name);
  return new UserError(`the preset ${name} does not ask for ${set}`, {
    why: names.length > 0 ? `it asks for ${names.join(", ")}` : "it asks for nothing",
    exitCode: 2,
  });
}
