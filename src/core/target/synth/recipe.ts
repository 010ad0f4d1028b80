import { Copy, DockerfileParser, From, type Instruction, ModifiableInstruction } from "dockerfile-ast";
import { type CopyInstruction, type Stage, stageChain } from "../../project/dockerfile.ts";
import { isInside } from "../mounts.ts";
import { baseName } from "../programs.ts";

/** The instructions of a stage as they stand in the Dockerfile, without what needs the source. */
export interface Recipe {
  /** What stands behind FROM. */
  readonly from: string;
  readonly instructions: readonly string[];
  /** Names of its ARGs. */
  readonly args: readonly string[];
}

export interface RecipeQuestion {
  /** The Dockerfile. */
  readonly text: string;
  readonly stages: readonly Stage[];
  readonly stage: Stage;
  /** Names of files that dependencies are installed from: to copy them is not to copy the source. */
  readonly manifests: readonly string[];
  /** Folders of the image that stay though they are in the source. */
  readonly kept: readonly string[];
  /** Where the source will be mounted. */
  readonly target: string;
}

/**
 * A stage, with the stages of the file that it is built on, up to the first instruction that reads the source: the base image, packages, ENV, ARG
 * and tools as the project has them, and so the same layers. After that ENV, ARG, USER and WORKDIR still count, packages are still installed, and what comes from other
 * stages is still copied unless the source will cover it. What starts is left out.
 */
export function recipeOf(question: RecipeQuestion): Recipe {
  const chain = stageChain(question.stages, question.stage);
  const groups = groupedByStage(question.text);
  const first = groups[chain[0]?.index ?? 0]?.from;
  const instructions: string[] = [];
  const args: string[] = [];
  let isCut = false;
  let copies = 0;
  for (const { index } of chain) {
    for (const instruction of groups[index]?.instructions ?? []) {
      const keyword = instruction.getKeyword();
      const text = sourceOf(question.text, instruction);
      switch (keyword) {
        case "ARG":
          args.push(...instruction.getArguments().map((argument) => argument.getValue().split("=")[0] ?? ""));
          instructions.push(text);
          break;
        case "ENV":
        case "WORKDIR":
        case "USER":
        case "SHELL":
          instructions.push(text);
          break;
        case "COPY":
        case "ADD": {
          const copy = question.stage.copies[copies++];
          if (!copy) break;
          const fromContext = copy.from === undefined && copy.sources.some((source) => !isRemote(source));
          const isManifest = fromContext && copy.sources.every((source) => question.manifests.includes(baseName(source)));
          if (fromContext && !isManifest) isCut = true;
          else if (!isCut || (copy.from !== undefined && survives(copy.destination, question))) instructions.push(text);
          break;
        }
        case "RUN": {
          isCut ||= readsContext(instruction);
          const kept = isCut ? installsOf(instruction) : text;
          if (kept !== undefined) instructions.push(kept);
          break;
        }
      }
    }
  }
  return { from: first ?? question.stage.base, instructions, args };
}

export interface SurroundingsQuestion extends Omit<RecipeQuestion, "manifests" | "kept"> {
  /** The paths of the context that a copy brings; undefined for one that brings something else. */
  readonly sourcesOf: (copy: CopyInstruction) => readonly string[] | undefined;
  /** True for an absolute path in the image that the program is told. */
  readonly isNamed: (path: string) => boolean;
}

/**
 * What the production image has around the program: its variables, and files of the context that it has outside of the mounted source. Those beside
 * its working directory only where the program is told their absolute path: without that it finds them in the source.
 */
export function surroundings({ text, stages, stage, target, sourcesOf, isNamed }: SurroundingsQuestion): readonly string[] {
  const groups = groupedByStage(text);
  let copies = 0;
  return stageChain(stages, stage).flatMap(({ index }) =>
    (groups[index]?.instructions ?? []).flatMap((instruction) => {
      const keyword = instruction.getKeyword();
      const source = sourceOf(text, instruction);
      if (keyword === "ARG") return [source];
      if (keyword === "ENV") return /^ENV\s+(.*\s)?PATH[=\s]/is.test(source) ? [] : [source];
      if (!(instruction instanceof Copy) && keyword !== "ADD") return [];
      const copy = stage.copies[copies++];
      const sources = copy && !/<<-?["']?\w/.test(source) ? sourcesOf(copy) : undefined;
      if (!copy || !sources || isInside(copy.destination.replace(/\/$/, ""), target)) return [];
      const isAbsolute = /\s\/\S*$|"\/[^"]*"\s*\]$/.test(source.trimEnd());
      if (isAbsolute && copy.from === undefined) return [source.replace(unknownFlags, "")];
      const isWanted = isAbsolute || isNamed(copy.destination.replace(/(?<=.)\/$/, ""));
      return isWanted ? [[keyword, ...flagsOf(instruction), ...sources, copy.destination].join(" ")] : [];
    }),
  );
}

/** The owner may be a user that only production knows. */
const unknownFlags = /\s+--(?:chown|link)(?:=\S*)?/g;

function flagsOf(instruction: Instruction): readonly string[] {
  const flags = instruction instanceof ModifiableInstruction ? instruction.getFlags() : [];
  return flags.filter((flag) => !/^(from|chown|link)$/.test(flag.getName())).map(String);
}

interface Group {
  readonly from: string;
  readonly instructions: Instruction[];
}

function groupedByStage(text: string): readonly Group[] {
  const groups: Group[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    if (instruction instanceof From) groups.push({ from: fromWords(instruction), instructions: [] });
    else groups.at(-1)?.instructions.push(instruction);
  }
  return groups;
}

/** The image, with a platform that is named; one that depends on where the build runs has no meaning for what is run there. */
function fromWords(from: From): string {
  const platform = from
    .getFlags()
    .find((flag) => flag.getName() === "platform")
    ?.getValue();
  const fixed = platform !== null && platform !== undefined && !platform.includes("$");
  return `${fixed ? `--platform=${platform} ` : ""}${from.getImage() ?? ""}`;
}

function sourceOf(text: string, instruction: Instruction): string {
  const { start, end } = instruction.getRange();
  const lines = text.split(/\r\n|\r|\n/).slice(start.line, end.line + 1);
  const last = lines.length - 1;
  return lines.map((line, at) => line.slice(at === 0 ? start.character : 0, at === last ? end.character : undefined)).join("\n");
}

function readsContext(instruction: Instruction): boolean {
  const flags = instruction instanceof ModifiableInstruction ? instruction.getFlags() : [];
  return flags.some((flag) => {
    const mount = flag.getName() === "mount" ? (flag.getValue() ?? "") : undefined;
    return mount !== undefined && /^bind$/.test(/(?:^|,)type=(\w+)/.exec(mount)?.[1] ?? "bind") && !/(^|,)from=/.test(mount);
  });
}

/** The commands of a RUN that install packages of the system; undefined where there are none. */
function installsOf(instruction: Instruction): string | undefined {
  const content = instruction.getArgumentsContent() ?? "";
  if (/<<-?["']?\w|["'`]/.test(content) || content.startsWith("[")) return undefined;
  const commands = content.replace(/^\s*#.*$/gm, "").split("&&");
  const kept = commands
    .map((command) => command.replace(/\s+/g, " ").trim())
    .filter((command) => /^(apk|apt-get|apt|dnf|microdnf|yum|update-ca-certificates)\b/.test(command));
  return kept.some((command) => /\b(add|install)\b/.test(command)) ? `RUN ${kept.join(" && ")}` : undefined;
}

function survives(destination: string, { target, kept }: RecipeQuestion): boolean {
  return !isInside(destination.replace(/\/$/, ""), target) || kept.includes(baseName(destination.replace(/\/$/, "")));
}

function isRemote(source: string): boolean {
  return /^(https?|git|ssh):|^git@/.test(source);
}
