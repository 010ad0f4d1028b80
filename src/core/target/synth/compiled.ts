import { findStage, type Stage } from "../../project/dockerfile.ts";
import { goMains } from "../../project/go-sources.ts";
import { baseName } from "../programs.ts";
import { databaseFolder, homelessDatabases, linkDatabases } from "./databases.ts";
import { type Draft, type NotMade, type StageQuestion, toolStageName } from "./draft.ts";
import { type GoBuild, goBuildsOf } from "./go-build.ts";
import { findGoProgram, type GoProgram, startOfProduction } from "./go-program.ts";
import { containerPath, hostPath, layoutOf } from "./layout.ts";
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
import { copiedSources, isNamedIn, memoryWarnings, type ProductionQuestion, workingFolder } from "./production.ts";
import { type ProgramWords, programWords } from "./program-words.ts";
import { recipeOf, surroundings } from "./recipe.ts";
import { buildCommand, reloaderConfig, writeFile } from "./reloader-file.ts";

type Question = StageQuestion & { readonly prod: Stage };

/**
 * The dev stage of a language that is compiled: the stage with the toolchain, without the source, and a reloader that builds and starts the
 * program. Undefined where no stage that production needs has the toolchain.
 */
export function compiledStage(question: Question, preset: LanguagePreset): Draft | NotMade | undefined {
  const { service, stages, files, prod } = question;
  const builder = builderOf(question, preset);
  if (!builder) return undefined;
  const builds = goBuildsOf(builder, builder.variables);
  const words = programWords(startOfProduction(service, prod), binariesOf(question, builds));
  const program = findGoProgram({
    service: service.name,
    files,
    layout: layoutOf(builder, files),
    builds,
    variables: builder.variables,
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
  const binaries = [words.program ?? [], ...builds.map(({ output }) => output ?? [])].flat().map(baseName);
  const production = { prod, stages, builder, layout: program.layout, files, binaries };
  return draftOf({ question, preset, builder, words, program, tool, version, production });
}

/** What has been found out for a stage. */
interface Found {
  readonly question: Question;
  readonly preset: LanguagePreset;
  readonly builder: Stage;
  readonly words: ProgramWords;
  readonly program: GoProgram;
  readonly tool: ToolVersion;
  /** Of the language; undefined: not known. */
  readonly version: string | undefined;
  readonly production: ProductionQuestion;
}

function draftOf(found: Found): Draft {
  const { question, preset, builder, words, program, tool, production } = found;
  const { service, stages, text, files } = question;
  const { layout } = program;
  const recipe = recipeOf({
    text,
    stages,
    stage: builder,
    manifests: preset.manifests,
    kept: preset.kept,
    target: layout.target,
  });
  const own = ownConfig(question, preset, program);
  const workdir = workdirOf(found);
  const carried = preset.arguments.filter((name) => recipe.args.includes(name)).map((name) => `ENV ${name}=$${name}`);
  const { install } = preset;
  const installed = install ? [fill(install.step, { install: installCommand(install, tool) })] : [];
  const isShared = install !== undefined && ![...recipe.instructions, ...carried].some((line) => install.unless.test(line));
  const config = own?.path ?? preset.reloader.file;
  const start = own?.folder ?? program.directory;
  const around = production.prod === builder ? [] : surroundingsOf(question, production, words.args);
  const databases = homelessDatabases({ service, files, workdir: own?.folder ?? workdir, target: layout.target });
  const parts = { program, tool, workdir, args: words.args, files, mustPoll: question.mustPoll };
  return {
    from: recipe.from,
    ...(isShared ? { toolStage: installed } : {}),
    instructions: [
      ...recipe.instructions,
      ...(preset.user ? [`USER ${preset.user}`] : []),
      ...carried,
      ...(install && isShared ? [`COPY --from=${toolStageName} ${install.result} ${install.result}`] : installed),
      ...filledSteps(preset.steps, { flags: tool.flags ?? "" }),
      ...around,
      ...linkDatabases(databases),
      ...(own ? [] : [writeFile(config, reloaderConfig(preset, parts), text)]),
      ...(start === builder.workdir ? [] : [`WORKDIR ${start}`]),
      "ENTRYPOINT []",
      `CMD ${JSON.stringify(preset.reloader.start.map((word) => fill(word, { config })))}`,
    ],
    layout,
    kept: [],
    ...(preset.user ? { user: preset.user } : {}),
    ...(databases.length > 0 ? { data: databaseFolder } : {}),
    reason: reasonOf(builder, preset, tool),
    notes: notesOf(found, { own, around, databases }),
    warnings: [...program.warnings, ...memoryWarnings(service)],
  };
}

/** Where the program runs: in the folder that production's own is like, else in its module. */
function workdirOf({ production, program }: Found): string {
  const folder = workingFolder(production);
  return (folder === undefined ? undefined : containerPath(program.layout, folder)) ?? program.goDirectory;
}

interface Drafted {
  readonly own: OwnConfig | undefined;
  readonly around: readonly string[];
  readonly databases: readonly string[];
}

function notesOf(found: Found, { own, around, databases }: Drafted): readonly string[] {
  const { preset, words, program, tool, version, production } = found;
  const workdir = workdirOf(found);
  const copied = around.filter((line) => /^(COPY|ADD)\s/i.test(line)).map((line) => /\S+$/.exec(line)?.[0] ?? "");
  const runsElsewhere = !own && workdir !== program.goDirectory;
  return [
    toolNote(preset, tool, version),
    `${preset.reloader.name} runs ${own ? `with the project's own ${own.path}` : buildCommand(program, preset)}`,
    ...(runsElsewhere ? [`the program runs in ${workdir}, which is like production's ${production.prod.workdir}`] : []),
    ...(copied.length > 0 ? [`copied as in production, as of the build: ${copied.join(", ")}`] : []),
    ...databases.map((path) => `${path} is kept in a volume: gdev down leaves it`),
    ...(words.skipped.length > 0 ? [`not started in dev: ${words.skipped.join(", ")}`] : []),
    ...program.reasons,
  ];
}

function surroundingsOf({ service, text }: Question, production: ProductionQuestion, args: readonly string[]): readonly string[] {
  const { prod, stages, layout, files } = production;
  const texts = [Object.values(prod.variables), Object.values(service.environment), args, Object.values(files.texts)].flat();
  return surroundings({
    text,
    stages,
    stage: prod,
    target: layout.target,
    sourcesOf: (copy) => copiedSources(production, copy),
    isNamed: (path) => isNamedIn(texts, path),
  });
}

/** Names that a program of this source may have in production. */
function binariesOf({ files, prod }: Question, builds: readonly GoBuild[]): readonly string[] {
  return [
    ...builds.flatMap(({ output }) => output ?? []),
    ...prod.copies.flatMap(({ sources, destination }) => [...sources, destination]),
    ...goMains(files).map(({ folder }) => folder),
  ].map((path) => baseName(path.replace(/\/$/, "")));
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

interface OwnConfig {
  /** Absolute in the container. */
  readonly folder: string;
  /** Relative to it. */
  readonly path: string;
}

/** The project's own configuration: that of the program's module before one at the top of the source. */
function ownConfig(
  { files }: Question,
  { reloader }: LanguagePreset,
  { layout, directory, module }: GoProgram,
): OwnConfig | undefined {
  const inModule = module && containerPath(layout, module.folder);
  const folders = [...new Set([inModule ?? directory, directory])];
  const candidates = folders.flatMap((folder) => reloader.own.map((path) => ({ folder, path })));
  return candidates.find(({ folder, path }) => files.texts[hostPath(layout, `${folder}/${path}`) ?? ""] !== undefined);
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
