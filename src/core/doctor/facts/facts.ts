import { findStage } from "../../project/dockerfile.ts";
import type { SourceFile } from "../../project/positions.ts";
import { bareService } from "../../project/project.ts";
import { chooseDev, chooseProd } from "../../target/stage-choice.ts";
import { type AirFacts, readAir } from "./air.ts";
import { type ComposeFile, readComposeFiles, readServices } from "./compose.ts";
import { type DockerfileFacts, readDockerfileFacts, type StageFacts } from "./dockerfile.ts";
import { parseEnv } from "./env.ts";
import { type GoFacts, readGoFacts, readGoFiles } from "./go.ts";
import { type IgnoreFile, parseIgnoreFile } from "./ignore-file.ts";
import { joinPath } from "./path.ts";
import type { ServiceFacts } from "./service.ts";
import { type Tree, textOf } from "./tree.ts";

/** What the rules are given: the project's files as they were read, and what they say together. */
export interface Facts {
  /** Absolute; relative paths of the compose files start here. */
  readonly directory: string;
  readonly tree: Tree;
  readonly compose: readonly ComposeFile[];
  readonly services: readonly ServiceFacts[];
  /** One for each service that is built here, or for the Dockerfile of a project without any. */
  readonly builds: readonly BuildFacts[];
  /** Variables that Compose fills in: the environment and `.env`. */
  readonly variables: Readonly<Record<string, string>>;
  /** Where they come from beside the shell: `.env`, whether it is there or not. */
  readonly envFiles: readonly string[];
  readonly host: HostFacts;
  /** What a folder's Go sources look like. */
  readonly goBelow: (folder: string) => GoFacts;
  /** What could not be examined, in words. */
  readonly notes: readonly string[];
}

export interface HostFacts {
  /** Saves do not reach a container as events: Windows, or WSL with the project on a Windows drive. */
  readonly noFileEvents: boolean;
  /** A word that nobody can guess, for a password that a draft of `.env` needs. */
  readonly secret: string;
}

/** A Dockerfile with the service that it is built for. */
export interface BuildFacts {
  /** Absent where no compose file names the Dockerfile. */
  readonly service?: ServiceFacts;
  readonly context: string;
  readonly dockerfile: DockerfileFacts;
  /** The stage that Docker builds: `build.target`, else the last; undefined where there is no such stage. */
  readonly effective?: StageFacts;
  /** The stages that gdev would choose. */
  readonly prod?: StageFacts;
  readonly dev?: StageFacts;
  readonly ignore?: IgnoreFile;
  readonly go: GoFacts;
  readonly air?: AirFacts;
}

/** What the files are read from. */
export interface FactsInput {
  readonly directory: string;
  /** The compose files that Compose reads, absolute, in order; none for a project without. */
  readonly composeFiles: readonly string[];
  readonly tree: Tree;
  /** The variables of the shell. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where Compose reads further variables from: `.env` of the project directory, or what stands in its place. Later ones win. */
  readonly envFiles: readonly string[];
  readonly host: HostFacts;
}

/** Reads everything that the rules look at. Never throws: what cannot be understood is left out and named in `notes`. */
export function makeFacts(input: FactsInput): Facts {
  const { directory, tree, host, envFiles } = input;
  const variables = readVariables(input);
  const compose = readComposeFiles(input);
  const services = readServices(compose.files, tree, variables);
  const notes = [...compose.notes];
  const goFacts = new Map<string, GoFacts>();
  const sources = readGoFiles(tree);
  const goBelow = (folder: string): GoFacts => {
    const known = goFacts.get(folder) ?? readGoFacts(tree, sources, folder);
    goFacts.set(folder, known);
    return known;
  };
  const builds = services.flatMap((service): readonly BuildFacts[] => {
    const { build } = service;
    if (!build) return [];
    const text = build.dockerfile === undefined ? undefined : textOf(tree, build.dockerfile);
    if (build.dockerfile === undefined || text === undefined) {
      const why = build.dockerfile === undefined ? "it is remote or dockerfile_inline" : `${build.dockerfile} is not there`;
      notes.push(`the Dockerfile of service ${service.name} was not examined: ${why}`);
      return [];
    }
    return [readBuild({ tree, service, context: build.context, source: { file: build.dockerfile, text }, goBelow })];
  });
  const loose = joinPath(directory, "Dockerfile");
  const looseText = textOf(tree, loose);
  if (builds.length === 0 && looseText !== undefined) {
    builds.push(readBuild({ tree, context: directory, source: { file: loose, text: looseText }, goBelow }));
  }
  return { directory, tree, compose: compose.files, services, builds, variables, envFiles, host, notes, goBelow };
}

/** What Compose fills in: the env files, and the shell's variables over them. */
export function readVariables({ tree, envFiles, environment }: FactsInput): Readonly<Record<string, string>> {
  return Object.assign({}, ...envFiles.map((file) => parseEnv(textOf(tree, file) ?? "")), environment);
}

interface BuildQuestion {
  readonly tree: Tree;
  readonly service?: ServiceFacts;
  readonly context: string;
  readonly source: SourceFile;
  readonly goBelow: (folder: string) => GoFacts;
}

function readBuild({ tree, service, context, source, goBelow }: BuildQuestion): BuildFacts {
  const known = service?.service ?? bareService("");
  const dockerfile = readDockerfileFacts(source.file, source.text, known.build?.args ?? {});
  const stages = dockerfile.stages.map(({ stage }) => stage);
  const factsOf = (stage: { readonly index: number } | undefined): StageFacts | undefined =>
    stage && dockerfile.stages.find((found) => found.stage.index === stage.index);
  const effective = factsOf(findStage(stages, known.build?.target));
  const prod = factsOf(chooseProd(known, stages)?.stage);
  const dev = factsOf(chooseDev(known, stages)?.stage);
  const ignore = readIgnore(tree, source.file, context);
  const air = dev && readAir(tree, dev, context, service);
  return {
    ...(service ? { service } : {}),
    context,
    dockerfile,
    ...(effective ? { effective } : {}),
    ...(prod ? { prod } : {}),
    ...(dev ? { dev } : {}),
    ...(ignore ? { ignore } : {}),
    go: goBelow(context),
    ...(air ? { air } : {}),
  };
}

/** Source: Docker docs, build context: the Dockerfile's own ignore file beside it wins. */
function readIgnore(tree: Tree, dockerfile: string, context: string): IgnoreFile | undefined {
  for (const file of [`${dockerfile}.dockerignore`, joinPath(context, ".dockerignore")]) {
    const text = textOf(tree, file);
    if (text !== undefined) return parseIgnoreFile(file, text);
  }
  return undefined;
}
