import { insert, linesAfter, linesBefore, removeLines, type TextEdit } from "./edits.ts";
import { type DockerfileFacts, type Instruction, only, type StageFacts } from "./facts/dockerfile.ts";
import { endOfLine } from "./text.ts";

/** Writes instructions right behind the FROM of a stage. */
export function afterFrom({ text }: DockerfileFacts, stage: StageFacts, lines: readonly string[]): TextEdit {
  return linesAfter(stage.from.span, text, lines, "");
}

/** Writes instructions in front of another. */
export function before({ text }: DockerfileFacts, { span }: Instruction, lines: readonly string[]): TextEdit {
  return linesBefore(span, text, lines);
}

/** Writes instructions in front of what starts the program of a stage, or behind all of its instructions. */
export function beforeStart(dockerfile: DockerfileFacts, stage: StageFacts, lines: readonly string[]): TextEdit {
  const [start] = only(stage.own, "ENTRYPOINT", "CMD");
  const last = stage.own.at(-1) ?? stage.from;
  return start ? before(dockerfile, start, lines) : linesAfter(last.span, dockerfile.text, lines, "");
}

/** Takes an instruction out, with its lines. */
export function without({ text }: DockerfileFacts, { span }: Instruction): TextEdit {
  return removeLines({ ...span, end: Math.max(span.start + 1, endOfLine(text, Math.max(span.start, span.end - 1))) }, text);
}

/** Gives a RUN further flags, in front of those it has. */
export function withFlags({ file, keywordSpan }: Instruction, flags: readonly string[]): TextEdit {
  return insert(file, keywordSpan.end, flags.map((flag) => ` ${flag}`).join(""));
}
