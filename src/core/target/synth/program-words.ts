import { baseName, isScript, isShell, programsOf } from "../programs.ts";
import { unwrapWait } from "../wait-wrapper.ts";
import { quoted } from "./reloader-file.ts";

/** What production starts last, taken apart. */
export interface ProgramWords {
  /** Absent where it is not named: a script starts it, or `go run` compiles it. */
  readonly program?: string;
  /** As they are written in a shell line. */
  readonly args: readonly string[];
  /** Programs that are started before it. */
  readonly skipped: readonly string[];
}

/**
 * A start command → the program that it ends in: what stands before that in a shell line or an entrypoint script is not the program. Behind a script
 * a word that is no path and none of `binaries` is the first argument of the program that the script starts: `/entrypoint.sh serve`.
 */
export function programWords(start: readonly string[], binaries: readonly string[]): ProgramWords {
  const unwrapped = unwrapWait(start)?.command ?? start;
  const programs = programsOf(unwrapped);
  const last = programs.at(-1) ?? [];
  const [program, ...rest] = last;
  // `go run .`
  if (program === undefined || baseName(program) === "go") return { args: [], skipped: [] };
  const isShellLine = isShell(unwrapped[0] ?? "") && /^-[a-z]*c$/.test(unwrapped[1] ?? "");
  const words = (given: readonly string[]): readonly string[] => (isShellLine ? given : given.map((word) => quoted(word)));
  const skipped = programs.map(([name = ""]) => name.replace(/\s+/g, " "));
  if (isScript(program)) return { args: words(rest), skipped };
  const before = programs.at(-2) ?? [];
  const isArgument = isScript(before[0] ?? "") && !before.includes("--") && !program.includes("/") && !binaries.includes(program);
  if (isArgument) return { args: words(last), skipped: skipped.slice(0, -1) };
  return { program, args: words(rest), skipped: skipped.slice(0, -1) };
}
