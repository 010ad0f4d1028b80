import { relative } from "node:path";
import { CommandFailed, EngineError, Interrupted, type Place, UserError } from "../core/error.ts";
import { safeLines, safeText } from "../core/logs/escape.ts";
import { type Style, styleFor } from "./style.ts";
import { widthOf } from "./width.ts";

export interface ErrorLook {
  readonly colour: boolean;
  /** Files inside this folder are named relative to it. */
  readonly cwd?: string;
  /** Outputs that the reader has seen already: they are not printed again. */
  readonly printed?: { has(output: readonly string[]): boolean };
}

/** How many lines of output an error shows: the last ones. */
const shownLines = 40;

/**
 * Anything thrown → the lines for the terminal, none for Interrupted. All that others wrote passes `safeText`.
 *
 *     error: build of api failed at Dockerfile:12 (builder 4/6)
 *       Dockerfile:12:1
 *         12 | RUN go build -o /out/server .
 *            | ^
 *       the step ended with exit code 1
 *         │ ./main.go:12:2: undefined: foo
 *       → what to do
 *
 * A failed child command and the engine's refusal show their own words; anything else is a bug: its stack, and a line that asks for a report.
 */
export function renderError(error: unknown, look: ErrorLook): readonly string[] {
  const style = styleFor(look.colour);
  if (error instanceof Interrupted) return [];
  if (error instanceof UserError) return userErrorLines(error, look, style);
  if (error instanceof CommandFailed || error instanceof EngineError) return foreignLines(error, style);
  return bugLines(error, style);
}

function userErrorLines({ message, details }: UserError, look: ErrorLook, style: Style): readonly string[] {
  const { place, why, output, remedy } = details;
  return [
    ...titled(style.red(style.bold("error:")), message),
    ...(place ? placeLines(place, look, style) : []),
    ...(why ? safeLines(why, "none").map((line) => `  ${line}`) : []),
    ...(output && !look.printed?.has(output) ? outputLines(output, look, style) : []),
    ...(remedy ? safeLines(remedy, "none").map((line, index) => `  ${index === 0 ? style.cyan("→") : " "} ${line}`) : []),
  ];
}

/** The first line after the title, the others under it. */
function titled(title: string, words: string): readonly string[] {
  const [first = "", ...rest] = safeLines(words, "none");
  return [`${title} ${first}`, ...rest.map((line) => `  ${line}`)];
}

/** The place as `file:line:column`, and its line with a caret under the column where the line is known. */
function placeLines(place: Place, { cwd }: Pick<ErrorLook, "cwd">, style: Style): readonly string[] {
  const { line, column, lineText } = place;
  const at = `  ${style.bold(`${placeFile(place, cwd)}:${line}:${column}`)}`;
  if (lineText === undefined) return [at];
  const shown = safeText(lineText, "none").replaceAll("\t", "  ");
  const before = safeText(lineText.slice(0, column - 1), "none").replaceAll("\t", "  ");
  const number = String(line);
  const bar = style.dim("|");
  const caret = `${" ".repeat(number.length)} ${bar} ${" ".repeat(widthOf(before))}${style.red("^")}`;
  return [at, `    ${number} ${bar} ${shown.trimEnd()}`, `    ${caret}`];
}

/** The place's file, relative where it lies in `cwd`. */
export function placeFile({ file }: Place, cwd: string | undefined): string {
  const near = cwd === undefined ? file : relative(cwd, file);
  return safeText(near === "" || near.startsWith("..") || !file.startsWith("/") ? file : near, "none");
}

function outputLines(output: readonly string[], { colour }: ErrorLook, style: Style): readonly string[] {
  const left = output.length - shownLines;
  const bar = style.dim("│");
  return [
    ...(left > 0 ? [`    ${bar} ${style.dim(`… ${left} more line${left === 1 ? "" : "s"} before`)}`] : []),
    ...output.slice(-shownLines).map((line) => `    ${bar} ${safeText(line, colour ? "colours" : "none")}`.trimEnd()),
  ];
}

function foreignLines(error: Error, style: Style): readonly string[] {
  const command = "command" in error && typeof error.command === "string" ? error.command : "the Docker engine";
  return [
    ...titled(style.red(style.bold("error:")), `${command} failed`),
    ...safeLines(error.message.trim(), "none").map((line) => `  ${line}`),
  ];
}

function bugLines(error: unknown, style: Style): readonly string[] {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const cause = error instanceof Error && error.cause !== undefined ? [`caused by ${String(error.cause)}`] : [];
  return [
    `${style.red(style.bold("error:"))} something in gdev itself went wrong`,
    ...[...safeLines(stack, "none"), ...cause.flatMap((text) => safeLines(text, "none"))].map((line) => `  ${line}`),
    `  ${style.cyan("→")} please report this, with the lines above and what you typed`,
  ];
}
