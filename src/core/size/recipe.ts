import { DockerfileParser, From, type Instruction, ModifiableInstruction } from "dockerfile-ast";
import { findStage, type Stage, stageChain } from "../project/dockerfile.ts";

/** One instruction of a Dockerfile that leaves an entry in an image's history. */
export interface RecipeLine {
  /** From 1. */
  readonly line: number;
  /** In capitals. */
  readonly keyword: string;
  readonly text: string;
  /** The stage that it stands in; absent for one without a name. */
  readonly stage?: string;
  /** The stage or image that COPY takes its files from. */
  readonly copiedFrom?: string;
}

/**
 * The instructions that make a stage, in the order in which they run: those of the stages it is built on come first. `text` is the Dockerfile,
 * `stages` what `parseDockerfile` made of it. FROM and what stands before the first one is left out: it leaves nothing in the history.
 */
export function recipeOf(text: string, stages: readonly Stage[], stage: Stage): readonly RecipeLine[] {
  const byStage: Instruction[][] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    if (instruction instanceof From) byStage.push([]);
    else byStage.at(-1)?.push(instruction);
  }
  return stageChain(stages, stage).flatMap((link) => (byStage[link.index] ?? []).map((each) => recipeLine(each, link, stages)));
}

function recipeLine(instruction: Instruction, stage: Stage, stages: readonly Stage[]): RecipeLine {
  const from = instruction instanceof ModifiableInstruction ? copySource(instruction) : undefined;
  const source = from === undefined ? undefined : findStage(stages.slice(0, stage.index), from);
  return {
    line: instruction.getRange().start.line + 1,
    keyword: instruction.getKeyword(),
    text: (instruction.getArgumentsContent() ?? "").replace(/\s+/g, " ").trim(),
    ...(stage.name === undefined ? {} : { stage: stage.name }),
    ...(from === undefined ? {} : { copiedFrom: source ? (source.name ?? `stage ${source.index}`) : from }),
  };
}

function copySource(instruction: ModifiableInstruction): string | undefined {
  const flag = instruction.getFlags().find((candidate) => candidate.getName() === "from");
  return flag?.getValue() ?? undefined;
}
