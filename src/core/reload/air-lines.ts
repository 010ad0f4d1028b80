import { safeText } from "../logs/escape.ts";

/** One of air's own lines. `file` is relative to air's root; `words` are air's. */
export type AirLine =
  | { readonly says: "changed"; readonly file: string }
  | { readonly says: "skipped"; readonly file: string }
  | { readonly says: "building" }
  | { readonly says: "running" }
  | { readonly says: "failed"; readonly words: string }
  | { readonly says: "exited"; readonly exitCode: number }
  /** What it says of its watching and cleaning. */
  | { readonly says: "other" };

/**
 * What a line of a container's log, made plain by `plainLine`, says of air; undefined for every other line. The words are the same from
 * air 1.27 to 1.67 (runner/engine.go), but for the stream: stdout before 1.65, stderr since. They may begin with a time (`log.time`).
 */
export function readAirLine(line: string): AirLine | undefined {
  const text = line.replace(/^\[\d\d:\d\d:\d\d\] /, "");
  if (text === "building...") return { says: "building" };
  if (text === "running...") return { says: "running" };
  const file = /^(.+) has changed$/.exec(text)?.[1];
  if (file !== undefined) return { says: "changed", file };
  const same = /^skipping (.+) because contents unchanged$/.exec(text)?.[1];
  if (same !== undefined) return { says: "skipped", file: same };
  if (failure.test(text)) return { says: "failed", words: text };
  const code = /^Process Exit with Code:? (-?\d+)$/.exec(text)?.[1];
  if (code !== undefined) return { says: "exited", exitCode: Number(code) };
  return otherWords.test(text) ? { says: "other" } : undefined;
}

/** A line as plain text, without colours and line end. */
export function plainLine(line: string): string {
  return safeText(line, "none").trimEnd();
}

/**
 * Whether a line, as bytes, can be one of air's: a cheap look that keeps a loud program's lines from being decoded. Lines of compilers
 * are not meant: while air builds, every line counts.
 */
export function mayBeAirLine(bytes: Uint8Array): boolean {
  if (bytes.length > longestLine) return false;
  return firstBytes.has(bytes[0] ?? 0) || lastBytes.has(bytes.at(-1) ?? 0);
}

/** What the Go tools wrote, where a line of theirs is among them: the old program may have written between them. Else the last lines. */
export function compilerLines(lines: readonly string[]): readonly string[] {
  const go = lines.filter(isCompilerLine);
  if (go.some(namesCause)) return go;
  const header = lines.findIndex((line) => line.startsWith("# "));
  if (header >= 0) return lines.slice(header);
  const errors = lines.filter((line) => /\berror\b/.test(line));
  return errors.length > 0 ? errors : lines.slice(-20);
}

/** `# package`, `./main.go:12:5: undefined: foo`, `go: cannot find main module`, and what is indented below such a line. */
export function isCompilerLine(line: string): boolean {
  return /^(?:# |\t|too many errors$)/.test(line) || namesCause(line);
}

function namesCause(line: string): boolean {
  return /^(?:go: |vet: |[^\s:]+\.\w+:\d+(?::\d+)?: )/.test(line);
}

const failure = /^failed to (?:build|run|execute pre_cmd|start .*?),? ?(?:error)?: /;
const otherWords = /^(?:watching |!exclude |mkdir |cleaning\.\.\.$|see you again~$|deleting |skipping |> )/;

const longestLine = 512;
/** Escape, `[`, and the letters with which building, failed, running, skipping and Process begin. */
const firstBytes: ReadonlySet<number> = new Set([0x1b, ...bytesOf("[bfrsP")]);
/** The end of `has changed`, of a colour, and a terminal's carriage return. */
const lastBytes: ReadonlySet<number> = new Set([0x0d, ...bytesOf("dm")]);

function bytesOf(letters: string): readonly number[] {
  return [...letters].map((letter) => letter.charCodeAt(0));
}
