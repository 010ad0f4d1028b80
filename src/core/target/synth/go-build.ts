import { resolvePath, type Stage } from "../../project/dockerfile.ts";
import { baseName } from "../programs.ts";

/** A `go build` or `go install` of a Dockerfile. */
export interface GoBuild {
  /** The folder that it runs in, absolute in the container. */
  readonly directory: string;
  /** What it builds, as written: `./cmd/api`, `/app/main.go`, `.`; empty means `.`. */
  readonly packages: readonly string[];
  /** The name of the binary; undefined where the package gives it. */
  readonly output?: string;
  /** `NAME=value` before the command that are not about another machine. */
  readonly assignments: readonly string[];
  /** Flags without which the program would be another one: `-tags x`. */
  readonly flags: readonly string[];
}

/**
 * The builds in the RUNs of a stage, in order. `variables` are what ARG and ENV set. A command with a variable that is not known there
 * keeps it as it is.
 */
export function goBuildsOf({ runs, workdir }: Stage, variables: Readonly<Record<string, string>>): readonly GoBuild[] {
  return runs.flatMap((run) => {
    let directory = workdir;
    return commandsOf(run).flatMap((command) => {
      const words = wordsOf(expand(command, variables));
      if (words[0] === "cd" && words[1] !== undefined) directory = resolvePath(directory, words[1]).replace(/(?<=.)\/$/, "");
      const build = parseBuild(words, directory);
      return build ? [build] : [];
    });
  });
}

/** Flags of `go build` that are followed by a value. Source: `go help build`. */
const withValue = new Set([
  "o",
  "C",
  "p",
  "asmflags",
  "buildmode",
  "compiler",
  "covermode",
  "coverpkg",
  "gccgoflags",
  "gcflags",
  "installsuffix",
  "ldflags",
  "mod",
  "modfile",
  "overlay",
  "pgo",
  "pkgdir",
  "tags",
  "toolexec",
]);
const keptFlags = new Set(["tags", "mod", "modfile"]);

function parseBuild(words: readonly string[], from: string): GoBuild | undefined {
  const start = words.findIndex((word) => !/^\w+=/.test(word));
  const [program = "", verb = "", ...rest] = words.slice(Math.max(start, 0));
  if (baseName(program) !== "go" || (verb !== "build" && verb !== "install")) return undefined;
  const packages: string[] = [];
  const flags: string[] = [];
  let directory = from;
  let output: string | undefined;
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at] ?? "";
    const [, name, joined] = /^--?([\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) {
      if (!/^[<>]|^\d>/.test(word)) packages.push(word);
      continue;
    }
    const value = joined ?? (withValue.has(name) ? (rest[++at] ?? "") : "");
    if (name === "o") output = baseName(value.replace(/\/$/, ""));
    if (name === "C") directory = resolvePath(directory, value).replace(/(?<=.)\/$/, "");
    if (keptFlags.has(name) && isPlain(value)) flags.push(`-${name}=${value}`);
  }
  // `go install tool@v1` brings a tool, no program of the project.
  if (packages.some((name) => name.includes("@"))) return undefined;
  const assignments = words
    .slice(0, Math.max(start, 0))
    .filter((word) => !/^(GOOS|GOARCH|GOARM\w*|GOAMD64|GOBIN|CC|CXX)=/.test(word) && isPlain(word));
  return { directory, packages, ...(output ? { output } : {}), assignments, flags };
}

/** A word that a shell takes as it is. */
function isPlain(word: string): boolean {
  return /^[\w./:=,@%+-]*$/.test(word);
}

function commandsOf(run: string): readonly string[] {
  return run
    .replace(/^--\S+\s+/gm, "")
    .replace(/^\s*#.*$/gm, "")
    .split(/&&|\|\||[;\n|]/)
    .map((command) => command.trim().replace(/^(?:set\s+-\S+|then|do|\{|\()\s+/, ""));
}

/** Words of a shell command, quotes taken off. */
function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word.replace(/"([^"]*)"|'([^']*)'/g, "$1$2"));
}

function expand(command: string, variables: Readonly<Record<string, string>>): string {
  return command.replace(/\$(?:(\w+)|\{(\w+)(?::-([^}]*))?\})/g, (all, plain, braced, fallback) => {
    const value = variables[plain ?? braced];
    return value === undefined || value === "" ? (fallback ?? value ?? all) : value;
  });
}
