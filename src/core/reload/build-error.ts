import { compilerLines, isCompilerLine } from "./air-lines.ts";
import type { BuildError } from "./state.ts";

/**
 * The error of a build that ended with air's words `why`; `output`: the plain lines since it began, the old program's among them. A line
 * that builds side by side both wrote is kept once.
 */
export function buildError(atMs: number, why: string, output: readonly string[]): BuildError {
  const lines = [...new Set(compilerLines(output))];
  return { atMs, why, lines, first: firstPlace(lines) };
}

/**
 * A compiler line that comes after air's failure belongs to it: the two go through different streams (stdout and stderr), which the
 * engine may give in another order. Other lines change nothing.
 */
export function withLateLine(error: BuildError, line: string, atMs: number): BuildError {
  if (atMs - error.atMs > lateMs || !isCompilerLine(line)) return error;
  return buildError(error.atMs, error.why, [...error.lines, line]);
}

const lateMs = 100;

/** `./main.go:12:5: undefined: foo` → its parts; `vet: ` in front and a missing column are borne. */
function firstPlace(lines: readonly string[]): BuildError["first"] {
  for (const line of lines) {
    const [, file, row, column, words = ""] = /^(?:vet: )?(?:\.\/)?([^\s:]+\.\w+):(\d+):(?:(\d+):)? ?(.*)$/.exec(line) ?? [];
    if (file !== undefined) return { file, line: Number(row), ...(column ? { column: Number(column) } : {}), words };
  }
  return undefined;
}
