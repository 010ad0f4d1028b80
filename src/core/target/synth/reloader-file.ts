import { embeddedExtensions, goMains } from "../../project/go-sources.ts";
import { folderOf, type SourceFiles } from "../../project/source-files.ts";
import { isInside } from "../mounts.ts";
import type { GoProgram } from "./go-program.ts";
import { hostPath } from "./layout.ts";
import { fill, type LanguagePreset, type ToolVersion } from "./preset.ts";

/** The command that builds a program into the reloader's folder, as a shell line. */
export function buildCommand({ command, packages, directory, goDirectory }: GoProgram, { reloader }: LanguagePreset): string {
  const build = [...command, "-o", `${reloader.tmp}/main`, ...packages.map((name) => quoted(name))].join(" ");
  return inFolder(goDirectory, directory, build);
}

export interface ConfigParts {
  readonly files: SourceFiles;
  readonly mustPoll: boolean;
  readonly program: GoProgram;
  readonly tool: ToolVersion;
  /** Where the program runs, absolute in the container. */
  readonly workdir: string;
  /** What the program is started with, as words of a shell line. */
  readonly args: readonly string[];
}

/** The text of the reloader's configuration for a program. */
export function reloaderConfig(preset: LanguagePreset, { program, tool, workdir, args, files, mustPoll }: ConfigParts): string {
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
    run: JSON.stringify(inFolder(workdir, program.directory, ["exec", `${reloader.tmp}/main`, ...args].join(" "))),
    extensions: JSON.stringify([...new Set([...reloader.extensions, ...embeddedExtensions(files)])]),
    other_programs: otherPrograms(program, files)
      .map((folder) => `, ${JSON.stringify(folder)}`)
      .join(""),
    kill_delay: JSON.stringify(killDelay),
    poll: String(mustPoll),
  });
}

/** Folders of other programs, relative to what is watched: a save there starts nothing anew here. One that holds a package for all stays. */
function otherPrograms({ layout, directory, main }: GoProgram, files: SourceFiles): readonly string[] {
  const root = hostPath(layout, directory) ?? ".";
  const sources = Object.keys(files.texts).filter((path) => path.endsWith(".go"));
  return goMains(files).flatMap(({ folder }) => {
    const isClosed = sources.every(
      (path) => !isInside(path, folder) || folderOf(path) === folder || path.startsWith(`${folder}/internal/`),
    );
    const below = root === "." ? folder : isInside(folder, root) ? folder.slice(root.length + 1) : "";
    return below === "" || below === "." || isInside(main, folder) || !isClosed ? [] : [below];
  });
}

/** A shell line for another folder than the one it starts in. */
function inFolder(folder: string, from: string, line: string): string {
  const below = folder.startsWith(`${from}/`) ? folder.slice(from.length + 1) : folder;
  return folder === from ? line : `cd ${quoted(below)} && ${line}`;
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
