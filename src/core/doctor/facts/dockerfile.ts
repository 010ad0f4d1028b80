import {
  type Instruction as AstInstruction,
  DockerfileParser,
  From,
  JSONInstruction,
  ModifiableInstruction,
} from "dockerfile-ast";
import { jsonWords, type Stage, stagesOf } from "../../project/dockerfile.ts";
import type { Span, Text } from "../text.ts";

/** A Dockerfile with the places of its words. */
export interface DockerfileFacts {
  readonly file: string;
  readonly text: string;
  /** What stands before the first FROM. */
  readonly globals: readonly Instruction[];
  readonly stages: readonly StageFacts[];
}

/** A stage with its own instructions, its FROM first. */
export interface StageFacts {
  readonly stage: Stage;
  readonly from: Instruction;
  readonly own: readonly Instruction[];
  /** The stage of the same file that it is built on. */
  readonly parent?: StageFacts;
}

export interface Instruction {
  /** In capitals. */
  readonly keyword: string;
  readonly file: string;
  /** From the keyword to the last character, line breaks included. */
  readonly span: Span;
  readonly keywordSpan: Span;
  /** All behind the keyword, flags included, with line continuations and comment lines blanked: offsets in it are those of the file less `contentStart`. */
  readonly content: string;
  readonly contentStart: number;
  /** The arguments without flags; the strings of the exec form. */
  readonly words: readonly Text[];
  readonly flags: readonly Flag[];
  readonly exec: boolean;
}

export interface Flag {
  readonly name: string;
  readonly value: string;
  readonly span: Span;
}

/** Reads a Dockerfile with the build arguments that a service gives it. */
export function readDockerfileFacts(
  file: string,
  text: string,
  buildArgs: Readonly<Record<string, string | null>>,
): DockerfileFacts {
  const shift = /^\ufeff*/.exec(text)?.[0].length ?? 0;
  const plain = text.slice(shift);
  const parsed = DockerfileParser.parse(plain).getInstructions();
  const stages = stagesOf(parsed, buildArgs);
  const lines = lineStarts(plain);
  const globals: Instruction[] = [];
  const groups: Instruction[][] = [];
  for (const ast of parsed) {
    const instruction = readInstruction({ file, text: plain, shift, lines }, ast);
    if (ast instanceof From) groups.push([instruction]);
    else (groups.at(-1) ?? globals).push(instruction);
  }
  const found: StageFacts[] = [];
  for (const stage of stages) {
    const own = groups[stage.index] ?? [];
    const [from] = own;
    if (!from) continue;
    const parent = found.findLast(
      (earlier) => earlier.stage.name !== undefined && earlier.stage.name === stage.base.toLowerCase(),
    );
    found.push({ stage, from, own, ...(parent ? { parent } : {}) });
  }
  return { file, text, globals, stages: found };
}

/** The instructions of a stage and of the stages of the file below it, the lowest first, FROMs left out. */
export function chainOf(stage: StageFacts): readonly Instruction[] {
  return [...(stage.parent ? chainOf(stage.parent) : []), ...stage.own.filter(({ keyword }) => keyword !== "FROM")];
}

/** The FROM at the bottom of a stage: the one that names an image. */
export function imageFrom(stage: StageFacts): Instruction {
  return stage.parent ? imageFrom(stage.parent) : stage.from;
}

/** The instructions of a kind in a list. */
export function only(instructions: readonly Instruction[], ...keywords: readonly string[]): readonly Instruction[] {
  return instructions.filter(({ keyword }) => keywords.includes(keyword));
}

/** The value of a flag such as `--from`. */
export function flagOf(instruction: Instruction, name: string): Flag | undefined {
  return instruction.flags.find((flag) => flag.name === name);
}

/** Where a match of a pattern stands in an instruction's content. */
export function spanIn(instruction: Instruction, at: number, length: number): Span {
  const start = instruction.contentStart + at;
  return { file: instruction.file, start, end: start + length };
}

/** `ENV A=1 B=2`, `ENV A 1`, `ARG A=1 B`: names with their values, quotes taken off; no value for a bare ARG. */
export function assignments(instruction: Instruction): readonly { name: string; value?: string; span: Span }[] {
  const old = instruction.keyword === "ENV" && !/^\s*[\w.-]+=/.test(instruction.content);
  if (old) {
    const match = /^\s*(\S+)\s+(.*\S)/s.exec(instruction.content);
    return match?.[1] ? [{ name: match[1], value: unquote(match[2] ?? ""), span: instruction.span }] : [];
  }
  const pattern = /([A-Za-z_][\w.-]*)(?:=((?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])*))?/gs;
  return [...instruction.content.matchAll(pattern)].map((match) => ({
    name: match[1] ?? "",
    ...(match[2] === undefined ? {} : { value: unquote(match[2]) }),
    span: spanIn(instruction, match.index, match[0].length),
  }));
}

/** What ENV sets in a stage and below it, and the ARGs that ENV does not set, with their defaults before the first FROM; references are not followed. */
export function variablesOf(stage: StageFacts, { globals }: Pick<DockerfileFacts, "globals">): Readonly<Record<string, string>> {
  const chain = chainOf(stage);
  const read = (keyword: string, instructions: readonly Instruction[]) => only(instructions, keyword).flatMap(assignments);
  const defaults = Object.fromEntries(read("ARG", globals).map(({ name, value }) => [name, value]));
  const pairs = [...read("ARG", chain), ...read("ENV", chain)].flatMap(({ name, value = defaults[name] }) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(pairs);
}

interface Source {
  readonly file: string;
  readonly text: string;
  readonly shift: number;
  readonly lines: readonly number[];
}

interface AstRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

function readInstruction(source: Source, ast: AstInstruction): Instruction {
  const span = spanFrom(source, ast.getRange());
  const keywordSpan = spanFrom(source, ast.getInstructionRange());
  const raw = source.text.slice(keywordSpan.end - source.shift, span.end - source.shift);
  const exec = ast instanceof JSONInstruction && ast.getOpeningBracket() !== null;
  const values = jsonWords(ast) ?? [];
  const words = exec
    ? ast.getJSONStrings().map((part, index) => ({
        value: values[index] ?? part.getJSONValue(),
        span: spanFrom(source, part.getRange()),
      }))
    : ast.getArguments().map((part) => ({ value: part.getValue(), span: spanFrom(source, part.getRange()) }));
  const flags = ast instanceof ModifiableInstruction ? ast.getFlags() : [];
  return {
    keyword: ast.getKeyword(),
    file: source.file,
    span,
    keywordSpan,
    content: blanked(raw),
    contentStart: keywordSpan.end,
    words,
    flags: flags.map((flag) => ({ name: flag.getName(), value: flag.getValue() ?? "", span: spanFrom(source, flag.getRange()) })),
    exec,
  };
}

/** Line continuations and comment lines as blanks of the same length; the lines of a heredoc stay. */
function blanked(raw: string): string {
  const blanks = (text: string): string => " ".repeat(text.length);
  if (/<<-?["']?\w/.test(raw)) return raw;
  return raw.replace(/(?<=\n)[ \t]*#[^\n]*(\n|$)/g, blanks).replace(/[\\`][ \t]*\r?\n/g, blanks);
}

function spanFrom({ file, lines, shift }: Source, { start, end }: AstRange): Span {
  const offset = ({ line, character }: AstRange["start"]): number => (lines[line] ?? 0) + character + shift;
  return { file, start: offset(start), end: offset(end) };
}

/** Where lines begin, as dockerfile-ast counts them: a carriage return alone ends one too. */
function lineStarts(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map(({ index, 0: end }) => index + end.length)];
}

function unquote(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, "$2");
}
