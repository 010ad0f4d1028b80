import { chainOf, type Instruction, only, type StageFacts, spanIn } from "./facts/dockerfile.ts";
import type { Span } from "./text.ts";

/** A call of the go command in a RUN. */
export interface GoCommand {
  readonly verb:
    | "build"
    | "install"
    | "run"
    | "get"
    | "test"
    | "generate"
    | "mod download"
    | "mod init"
    | "mod tidy"
    | "mod vendor";
  /** All behind the verb, up to the end of the command. */
  readonly words: string;
  /** `GOOS=linux CGO_ENABLED=0`, as it stands before it. */
  readonly assignments: string;
  readonly run: Instruction;
  /** From `go` to the end of the command. */
  readonly span: Span;
}

/** The go commands of the RUNs among some instructions, in order. */
export function goCommands(instructions: readonly Instruction[]): readonly GoCommand[] {
  const pattern =
    /((?:(?<![^\s;&|(])[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|[^\s"';&|])*\s+)*)\bgo\s+(build|install|run|get|test|generate|mod\s+(?:download|init|tidy|vendor))\b((?:"[^"]*"|'[^']*'|[^\n;&|"'])*)/g;
  return only(instructions, "RUN").flatMap((run) =>
    [...run.content.matchAll(pattern)].map((match) => {
      const [all, before = "", verb = "", words = ""] = match;
      const at = match.index + before.length;
      return {
        verb: verb.replace(/\s+/, " ") as GoCommand["verb"],
        words: words.trim(),
        assignments: before.trim(),
        run,
        span: spanIn(run, at, all.trimEnd().length - before.length),
      };
    }),
  );
}

/** The go commands of a stage, those of the stages below it included. */
export function goCommandsOf(stage: StageFacts): readonly GoCommand[] {
  return goCommands(chainOf(stage));
}

/** The value that `NAME=value` before the command gives, else that of the stage. */
export function settingOf({ assignments }: GoCommand, name: string, stage: Readonly<Record<string, string>>): string | undefined {
  const given = [...assignments.matchAll(new RegExp(`\\b${name}=(\\S*)`, "g"))].at(-1);
  return given?.[1] ?? stage[name];
}

/** The targets of a RUN's cache mounts. */
export function cacheMounts(run: Instruction): readonly string[] {
  return run.flags.flatMap(({ name, value }) => {
    if (name !== "mount" || !/\btype=cache\b/.test(value)) return [];
    return [/\b(?:target|dst|destination)=([^,]+)/.exec(value)?.[1] ?? ""];
  });
}

/** True for a cache mount over Go's module cache. */
export function isModuleCache(target: string): boolean {
  return /^\/go(\/pkg(\/mod)?)?\/?$/.test(target) || /\/pkg\/mod\/?$/.test(target);
}

/** True for `go build net/http`, which compiles a part of the standard library for the cache and no program. */
export function warmsCache(words: string): boolean {
  const packages = words.split(/\s+/).filter((word) => word !== "" && !word.startsWith("-"));
  return packages.length > 0 && packages.every((word) => /^[a-z][a-z0-9]*(\/[a-z0-9]+)*$/.test(word));
}
