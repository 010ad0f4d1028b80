import type { Stage, StartCommand } from "../project/dockerfile.ts";
import type { Service } from "../project/project.ts";
import { baseName, programsOf } from "./programs.ts";
import { unwrapWait } from "./wait-wrapper.ts";

/** Programs that watch the source and restart what they run. */
const reloaders = new Set([
  "air",
  "wgo",
  "reflex",
  "compiledaemon",
  "gow",
  "realize",
  "fresh",
  "nodemon",
  "watchexec",
  "watchmedo",
  "entr",
  "modd",
]);

/** Programs that need the source: debuggers and runners of tasks. */
const sourcePrograms = new Set(["dlv", "make", "task", "just", "mage"]);

/** True where a start command runs a live reloader: `["air","-c",".air.toml"]`, `go tool air`, `sh -c "exec air"`, `node --watch`. */
export function runsReloader(argv: readonly string[]): boolean {
  return programsOf(unwrapWait(argv)?.command ?? argv).some(isReloader);
}

/** True where a start command needs the source and the toolchain: a live reloader, `go run`, a debugger, `make`. */
export function belongsToDev(argv: readonly string[]): boolean {
  return programsOf(unwrapWait(argv)?.command ?? argv).some((program) => {
    const [name = "", verb = ""] = program.map(baseName);
    return (
      isReloader(program) || sourcePrograms.has(name) || (name === "go" && /^(run|build|test|install|tool|generate)$/.test(verb))
    );
  });
}

/** True where the stage's own ENTRYPOINT and CMD run air or another live reloader. */
export function stageRunsReloader(stage: Stage): boolean {
  return runsReloader(stageStart(stage));
}

/** The whole start command of a stage as argv: ENTRYPOINT followed by CMD, shell form as `/bin/sh -c`. */
export function stageStart({ entrypoint, command }: Stage): readonly string[] {
  return [entrypoint, command].flatMap((start) => (start ? startArgv(start) : []));
}

/** The whole start command that the compose file gives a service: entrypoint followed by command; empty where it gives none. */
export function serviceStart({ entrypoint, command }: Service): readonly string[] {
  return [...(entrypoint ?? []), ...(command ?? [])];
}

function startArgv({ argv, shell }: StartCommand): readonly string[] {
  return shell ? ["/bin/sh", "-c", ...argv] : argv;
}

function isReloader(program: readonly string[]): boolean {
  const [name = "", verb, tool = ""] = program.map(baseName);
  if (reloaders.has(name.toLowerCase())) return true;
  if (name === "node") return program.some((word) => word.startsWith("--watch"));
  return name === "go" && (verb === "run" || verb === "tool") && reloaders.has((tool.split("@")[0] ?? "").toLowerCase());
}
