import type { Stage } from "../../project/dockerfile.ts";
import { resolvePath } from "../../project/dockerfile.ts";
import type { SourceFiles } from "../../project/source-files.ts";
import { isInside } from "../mounts.ts";
import { baseName, isShell, programsOf } from "../programs.ts";
import { unwrapWait } from "../wait-wrapper.ts";
import type { Draft, NotMade, StageQuestion } from "./draft.ts";
import { startOfProduction } from "./go-program.ts";
import { hostPath, isTaken, type Layout, layoutOf } from "./layout.ts";
import { compareVersions, fill, filledSteps, isImageOf, type LanguagePreset, type Start, versionOfTag } from "./preset.ts";
import { type Recipe, recipeOf } from "./recipe.ts";

/**
 * The dev stage of a language that is interpreted: the production stage, with the source mounted over its own, started by a reloader.
 * Undefined where production runs another language.
 */
export function interpretedStage(
  question: StageQuestion & { readonly prod: Stage },
  preset: LanguagePreset,
): Draft | NotMade | undefined {
  const { service, files, prod } = question;
  if (!isImageOf(preset, prod.baseImage)) return undefined;
  const version = versionOfTag(prod.baseImage);
  if (version !== undefined && preset.oldest !== undefined && compareVersions(version, preset.oldest) < 0)
    return { why: `${preset.name} ${version} has no live reload that gdev knows (from ${preset.oldest} on)` };
  const layout = layoutOf(prod, files);
  const start = startOfProduction(service, prod);
  const known = knownStart(unwrapWait(start)?.command ?? start, { preset, layout, files, workdir: prod.workdir });
  if ("why" in known) return known;
  if (isTaken(layout.target))
    return { why: `its source is in ${layout.target}, where other things are`, remedy: "give the stage a WORKDIR, such as /app" };
  const recipe = productionRecipe(question, preset, layout.target);
  const steps = filledSteps(preset.steps, { tools: known.start.tools ?? "" });
  const isUser = preset.user !== undefined && prod.user !== undefined && steps.some((step) => step.startsWith("RUN "));
  return {
    from: recipe.from,
    instructions: [
      ...recipe.instructions,
      ...(isUser ? [`USER ${preset.user}`, ...steps, `USER ${prod.user}`] : steps),
      `WORKDIR ${prod.workdir}`,
      `CMD ${JSON.stringify(known.command)}`,
    ],
    layout,
    kept: keptFolders(preset, prod, layout),
    reason: `no dev stage in the Dockerfile: ${prod.name ? `stage ${prod.name}` : "its last stage"} (${prod.baseImage}) with the source mounted, and ${preset.reloader.name}`,
    notes: [`starts: ${known.command.join(" ")}`],
    warnings: question.mustPoll ? [noEvents(service.name)] : [],
  };
}

/** Node.js has no polling, and of Python's reloaders only some do. */
function noEvents(service: string): Draft["warnings"][number] {
  const text = `saves on this disk reach no container as events: ${service} may not reload`;
  return { text, remedy: "keep the project on the Linux side of WSL, in your home directory" };
}

interface StartQuestion {
  readonly preset: LanguagePreset;
  readonly layout: Layout;
  readonly files: SourceFiles;
  readonly workdir: string;
}

interface KnownStart {
  readonly start: Start;
  readonly command: readonly string[];
}

/** The first of the preset's starts that the command is like, and whose file the source has. `npm start` is what package.json says. */
function knownStart(argv: readonly string[], question: StartQuestion, isScript = false): KnownStart | NotMade {
  const { preset } = question;
  const { line, shown, commandOf } = startLineOf(argv);
  for (const start of preset.starts) {
    const groups = start.command.exec(line)?.groups;
    if (!groups || (groups.file !== undefined && !isInSource(groups.file, question))) continue;
    const script = groups.script === undefined ? undefined : scriptOf(groups.script, question);
    if (script !== undefined && !isScript) return knownStart(["/bin/sh", "-c", script], question, true);
    if (groups.script === undefined) return { start, command: commandOf(fill(start.run, groups)) };
  }
  return { why: `gdev knows no live reload for "${shown}"` };
}

function isInSource(file: string, { layout, files, workdir }: StartQuestion): boolean {
  const path = hostPath(layout, resolvePath(workdir, file));
  return path !== undefined && files.paths.includes(path);
}

/** The text of a script of package.json; undefined where there is none, or others run before and after it. */
function scriptOf(name: string, { layout, files, workdir }: StartQuestion): string | undefined {
  const path = hostPath(layout, resolvePath(workdir, "package.json"));
  try {
    const { scripts } = JSON.parse(files.texts[path ?? ""] ?? "{}") as { scripts?: Readonly<Record<string, unknown>> };
    const script = scripts?.[name];
    return typeof script === "string" && !scripts?.[`pre${name}`] && !scripts?.[`post${name}`] ? script : undefined;
  } catch {
    return undefined;
  }
}

/** A start command as one line, and how what takes the place of that line becomes a CMD. */
interface StartLine {
  readonly line: string;
  /** As the user knows it. */
  readonly shown: string;
  readonly commandOf: (run: string) => readonly string[];
}

/** Stands for a blank inside of a word. */
const blank = "\ue000";

function startLineOf(argv: readonly string[]): StartLine {
  const shell = argv.findIndex((word, at) => isShell(word) && /^-[a-z]*c$/.test(argv[at + 1] ?? "") && argv.length === at + 3);
  if (shell >= 0) return shellStart(argv.slice(shell, shell + 2), argv[shell + 2] ?? "");
  const words = programsOf(argv).at(-1) ?? [];
  return {
    line: words.map((word) => word.replaceAll(" ", blank)).join(" "),
    shown: words.join(" "),
    commandOf: (run) =>
      run
        .split(/ +/)
        .filter((word) => word !== "")
        .map((word) => word.replaceAll(blank, " ")),
  };
}

/** The last command of a shell's script is the program. What the shell does before it, and with its words, stays. */
function shellStart(shell: readonly string[], script: string): StartLine {
  const last = [...script.matchAll(shellCommand)].filter(([text]) => text.trim() !== "").at(-1);
  const end = last ? last.index + last[0].length : 0;
  // Behind it is nothing, not even the `&` of a program in the background.
  const text = script.slice(end).trim() === "" ? (last?.[0] ?? "") : "";
  const before = script.slice(0, last?.index).trim();
  const { sets = "", line = "" } = /^\s*(?<sets>(?:\w+=\S*\s+)*)(?:exec\s+)?(?<line>.*?)\s*$/s.exec(text)?.groups ?? {};
  return {
    line: /["']/.test(line) ? line : line.replace(/(\s|\\\n)+/g, " "),
    shown: script.trim(),
    commandOf: (run) => [...shell, `${before === "" ? "" : `${before} `}exec ${sets === "" ? "" : `env ${sets}`}${run}`],
  };
}

/** A command up to the operator that ends it. Operators in quotes and in `$(…)` do not, nor does `2>&1`. */
const shellCommand = /(?:"(?:\\.|[^"\\])*"|'[^']*'|\$\([^()]*\)|[<>]&|\\.|[^;&|\n"'\\])+/gs;

/**
 * The production stage without the source. Where packages are installed behind it (`COPY . .`, then `RUN npm ci`), that would leave them out: then it
 * is the whole stage.
 */
function productionRecipe(
  { text, stages, prod }: StageQuestion & { readonly prod: Stage },
  preset: LanguagePreset,
  target: string,
): Recipe {
  const recipeWith = (manifests: readonly string[], isManifest: (name: string) => boolean): Recipe => {
    const question = { stages, stage: prod, manifests, kept: preset.kept, target };
    const recipe = recipeOf({ text: withMountsNamed(text, isManifest), ...question });
    return { ...recipe, instructions: recipe.instructions.map((line) => line.replaceAll(nameOfMount, "")) };
  };
  const installs = (runs: readonly string[]): number => runs.filter((run) => preset.toolchain?.test(run)).length;
  const recipe = recipeWith(preset.manifests, (name) => preset.manifests.includes(name));
  if (installs(recipe.instructions.filter((line) => /^RUN\s/i.test(line))) === installs(prod.runs)) return recipe;
  return recipeWith([...preset.manifests, ...prod.copies.flatMap(({ sources }) => sources.map(baseName))], () => true);
}

/** What makes a mount of the context one from elsewhere. */
const nameOfMount = "from=gdev-context,";

/** A recipe ends at a RUN that mounts something of the context, as if it were the source; what mounts manifests only is to stay. */
function withMountsNamed(text: string, isManifest: (name: string) => boolean): string {
  return text.replace(/--mount=(?!\S*\b(?:from=|type=(?!bind)))\S+/g, (mount) => {
    const source = /\b(?:source|src)=([^,\s]+)/.exec(mount)?.[1] ?? ".";
    return isManifest(baseName(source)) ? mount.replace("=", `=${nameOfMount}`) : mount;
  });
}

/**
 * Folders in the mounted source that the image fills itself. Only those: a volume on another one would be found as an empty folder in the project.
 */
function keptFolders(preset: LanguagePreset, prod: Stage, { target }: Layout): readonly string[] {
  const copied = prod.copies.map(({ destination }) => destination.replace(/(?<=.)\/$/, ""));
  const words = [...prod.runs, ...Object.values(prod.variables)];
  const fills = prod.runs.some((run) => preset.toolchain?.exec(run)?.groups?.kept !== undefined);
  const found = preset.kept.flatMap((folder) => {
    const named = words.some((word) => word.split(/[^\w.-]+/).includes(folder));
    return [
      ...copied.filter((path) => baseName(path) === folder),
      ...(fills || named ? [resolvePath(prod.workdir, folder)] : []),
    ];
  });
  return [...new Set(found)].filter((path) => isInside(path, target));
}
