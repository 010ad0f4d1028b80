import { findStage, type Stage } from "../../project/dockerfile.ts";
import { baseName, isShell, programsOf } from "../programs.ts";
import { unwrapWait } from "../wait-wrapper.ts";
import { type Draft, type NotMade, type StageQuestion, toolStageName } from "./draft.ts";
import { goBuildsOf } from "./go-build.ts";
import { findGoProgram, type GoProgram, startOfProduction } from "./go-program.ts";
import { layoutOf } from "./layout.ts";
import {
  fill,
  filledSteps,
  type InstallWords,
  isImageOf,
  type LanguagePreset,
  type ToolVersion,
  toolFor,
  versionOfTag,
} from "./preset.ts";
import { recipeOf, surroundings } from "./recipe.ts";
import { buildCommand, quoted, reloaderConfig, writeFile } from "./reloader-file.ts";

type Question = StageQuestion & { readonly prod: Stage };

/**
 * The dev stage of a language that is compiled: the stage with the toolchain, without the source, and a reloader that builds and starts the
 * program. Undefined where no stage that production needs has the toolchain.
 */
export function compiledStage(question: Question, preset: LanguagePreset): Draft | NotMade | undefined {
  const { service, stages, text, files, prod } = question;
  const builder = builderOf(question, preset);
  if (!builder) return undefined;
  const words = programWords(startOfProduction(service, prod));
  const builds = goBuildsOf(builder, builder.variables);
  const program = findGoProgram({
    service: service.name,
    files,
    layout: layoutOf(builder, files),
    builds,
    ...(words.program === undefined ? {} : { started: words.program }),
    prod,
    stages,
    workdir: preset.workdir,
  });
  if (!program)
    return {
      why: `no package main in ${service.build?.context ?? "its build context"}`,
      remedy: "set build.context to the folder of the source",
    };
  const version = versionOf(builder, program, preset);
  const tool = toolFor(preset, version);
  if (!tool)
    return {
      why: `Go ${version} is older than any version that ${preset.reloader.name} can be built with`,
      remedy: "use a newer Go image",
    };
  const { layout, directory } = program;
  const recipe = recipeOf({
    text,
    stages,
    stage: builder,
    manifests: preset.manifests,
    kept: preset.kept,
    target: layout.target,
  });
  const own = ownConfig(question, preset, program);
  const parts = { program, tool, args: words.args, files, mustPoll: question.mustPoll };
  const carried = preset.arguments.filter((name) => recipe.args.includes(name)).map((name) => `ENV ${name}=$${name}`);
  const { install } = preset;
  const installed = install ? [fill(install.step, { install: installCommand(install, tool) })] : [];
  const isShared = install !== undefined && ![...recipe.instructions, ...carried].some((line) => install.unless.test(line));
  const config = own ?? preset.reloader.file;
  const instructions = [
    ...recipe.instructions,
    ...(preset.user ? [`USER ${preset.user}`] : []),
    ...carried,
    ...(install && isShared ? [`COPY --from=${toolStageName} ${install.result} ${install.result}`] : installed),
    ...filledSteps(preset.steps, { flags: tool.flags ?? "" }),
    ...(prod === builder ? [] : surroundings({ text, stages, stage: prod, target: layout.target })),
    ...(own ? [] : [writeFile(config, reloaderConfig(preset, parts), text)]),
    ...(directory === builder.workdir ? [] : [`WORKDIR ${directory}`]),
    "ENTRYPOINT []",
    `CMD ${JSON.stringify(preset.reloader.start.map((word) => fill(word, { config })))}`,
  ];
  return {
    from: recipe.from,
    ...(isShared ? { toolStage: installed } : {}),
    instructions,
    layout,
    kept: [],
    ...(preset.user ? { user: preset.user } : {}),
    reason: reasonOf(builder, preset, tool),
    notes: [
      toolNote(preset, tool, version),
      `${preset.reloader.name} runs ${own ? `with the project's own ${own}` : buildCommand(program, preset)}`,
      ...(words.skipped.length > 0 ? [`not started in dev: ${words.skipped.join(", ")}`] : []),
      ...program.reasons,
    ],
    warnings: program.warnings,
  };
}

function reasonOf({ name, baseImage }: Stage, { reloader }: LanguagePreset, { tool }: ToolVersion): string {
  const base = name ? `stage ${name}` : "the stage that compiles";
  return `no dev stage in the Dockerfile: ${base} (${baseImage}) without the source, and ${reloader.name} ${versionIn(tool)}`;
}

/** The stage that compiles what production starts: of those that it takes files from the last one with the language's toolchain. */
function builderOf({ stages, prod }: Question, preset: LanguagePreset): Stage | undefined {
  const needed = prod.needs.flatMap((index) => stages[index] ?? []);
  const able = needed.filter(
    (stage) => isImageOf(preset, stage.baseImage) || stage.runs.some((run) => preset.toolchain?.test(run)),
  );
  const compiles = able.filter((stage) => stage.runs.some((run) => preset.toolchain?.test(run)));
  const sources = prod.copies.flatMap(({ from }) => (from === undefined ? [] : (findStage(stages, from) ?? [])));
  return compiles.findLast((stage) => stage === prod || sources.includes(stage)) ?? compiles.at(-1) ?? able.at(-1);
}

/** Of another image than the language's own nothing is known but that it compiles the project. */
function versionOf({ baseImage }: Stage, { module }: GoProgram, preset: LanguagePreset): string | undefined {
  return isImageOf(preset, baseImage) ? versionOfTag(baseImage) : module?.go;
}

interface ProgramWords {
  readonly program?: string;
  /** As they are written in a shell line. */
  readonly args: readonly string[];
  /** Programs that are started before it. */
  readonly skipped: readonly string[];
}

/** What production starts last, taken apart: what stands before it in a shell line or an entrypoint script is not the program. */
function programWords(start: readonly string[]): ProgramWords {
  const unwrapped = unwrapWait(start)?.command ?? start;
  const programs = programsOf(unwrapped);
  const [program, ...rest] = programs.at(-1) ?? [];
  // `go run .`
  if (program === undefined || baseName(program) === "go") return { args: [], skipped: [] };
  const isShellLine = isShell(unwrapped[0] ?? "") && /^-[a-z]*c$/.test(unwrapped[1] ?? "");
  return {
    program,
    args: isShellLine ? rest : rest.map((word) => quoted(word)),
    skipped: programs.slice(0, -1).map(([name = ""]) => name.replace(/\s+/g, " ")),
  };
}

/** Where the program's folder has a configuration of its own, relative to it. */
function ownConfig({ files }: Question, { reloader }: LanguagePreset, { layout, directory }: GoProgram): string | undefined {
  const below = directory.slice(layout.target.length).replace(/^\//, "");
  const folder = [layout.folder === "." ? "" : layout.folder, below].filter((part) => part !== "").join("/");
  return reloader.own.find((path) => files.texts[folder === "" ? path : `${folder}/${path}`] !== undefined);
}

function installCommand(install: InstallWords, tool: ToolVersion): string {
  const command = (name: string): string => fill(install.command, { tool: name });
  if (tool.toolchain === undefined || tool.otherwise === undefined) return `${install.with} ${command(tool.tool)}`;
  const first = `${fill(install.toolchain, { toolchain: tool.toolchain })} ${install.with} ${command(tool.tool)}`;
  return `${first} || ${install.otherwise} ${install.with} ${command(tool.otherwise)}`;
}

function toolNote(
  { name, reloader }: LanguagePreset,
  { tool, toolchain, otherwise }: ToolVersion,
  version: string | undefined,
): string {
  const known = version === undefined ? `an unknown version of ${name}` : `${name} ${version}`;
  if (toolchain === undefined || otherwise === undefined) return `${reloader.name} ${versionIn(tool)}: for ${known}`;
  return `${reloader.name} ${versionIn(tool)}: for ${known}, built with ${toolchain}; ${versionIn(otherwise)} where that cannot be downloaded`;
}

/** `github.com/air-verse/air@v1.67.4` → `1.67.4`. */
function versionIn(tool: string): string {
  return tool.replace(/^.*@v?/, "");
}
