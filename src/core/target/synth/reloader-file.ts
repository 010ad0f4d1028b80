import { embeddedExtensions } from "../../project/go-sources.ts";
import type { SourceFiles } from "../../project/source-files.ts";
import type { GoProgram } from "./go-program.ts";
import { fill, type LanguagePreset, type ToolVersion } from "./preset.ts";

/** The command that builds a program into the reloader's folder, as a shell line. */
export function buildCommand({ command, packages }: GoProgram, { reloader }: LanguagePreset): string {
  return [...command, "-o", `${reloader.tmp}/main`, ...packages.map((name) => quoted(name))].join(" ");
}

export interface ConfigParts {
  readonly files: SourceFiles;
  readonly mustPoll: boolean;
  readonly program: GoProgram;
  readonly tool: ToolVersion;
  /** What the program is started with, as words of a shell line. */
  readonly args: readonly string[];
}

/** The text of the reloader's configuration for a program. */
export function reloaderConfig(preset: LanguagePreset, { program, tool, args, files, mustPoll }: ConfigParts): string {
  const { reloader } = preset;
  const up = program.directory
    .split("/")
    .filter((part) => part !== "")
    .map(() => "..");
  const killDelay = tool.killDelay ?? reloader.killDelay;
  return fill(reloader.config, {
    tmp: JSON.stringify([...up, reloader.tmp.slice(1)].join("/")),
    build: JSON.stringify(buildCommand(program, preset)),
    binary: JSON.stringify(`${reloader.tmp}/main`),
    run: JSON.stringify(["exec", `${reloader.tmp}/main`, ...args].join(" ")),
    extensions: JSON.stringify([...new Set([...reloader.extensions, ...embeddedExtensions(files)])]),
    kill_delay: JSON.stringify(killDelay),
    poll: String(mustPoll),
  });
}

/** A RUN that writes a file; `dockerfile` is what it goes behind. A heredoc would need a newer frontend than the project may have chosen. */
export function writeFile(file: string, content: string, dockerfile: string): string {
  const continuation = escapeOf(dockerfile);
  const lines = content
    .replace(/\n$/, "")
    .split("\n")
    .filter((line) => line !== "");
  const folder = file.slice(0, file.lastIndexOf("/"));
  return [`RUN mkdir -p ${folder} && printf '%s\\n'`, ...lines.map((line) => `  ${quoted(line, true)}`), `  > ${file}`].join(
    ` ${continuation}\n`,
  );
}

/** Source: Dockerfile reference, "Parser directives". */
function escapeOf(text: string): string {
  return /^(?:#[^\n]*\n)*#\s*escape\s*=\s*(\S)/i.exec(text)?.[1] ?? "\\";
}

/** A word for a shell. */
export function quoted(word: string, always = false): string {
  return !always && /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
