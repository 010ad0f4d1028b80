import { programsOf } from "../../target/programs.ts";
import { serviceStart, stageStart } from "../../target/reloader.ts";
import { goVersionOf, parseVersion, type Version } from "../images.ts";
import type { Span } from "../text.ts";
import { chainOf, type Instruction, only, type StageFacts, spanIn } from "./dockerfile.ts";
import { joinPath, pathBelow } from "./path.ts";
import type { ServiceFacts } from "./service.ts";
import { readToml, type TomlFacts } from "./toml.ts";
import { type Tree, textOf } from "./tree.ts";

/** How air is started in a dev stage, and with which configuration. */
export interface AirFacts {
  readonly stage: StageFacts;
  /** The folder of this machine that air works in: what is mounted at its WORKDIR, else the build context. */
  readonly root: string;
  /** Absent: there is none, or it is not valid TOML. */
  readonly config?: TomlFacts;
  /** A configuration is there, valid or not. */
  readonly configured: boolean;
  /** The version that the stage installs: absent where it does not say. */
  readonly install?: AirInstall;
}

/** `go install github.com/air-verse/air@v1.62.0` of a RUN. */
export interface AirInstall {
  readonly path: string;
  /** `latest`, `v1.62.0`; empty where there is none. */
  readonly tag: string;
  readonly version?: Version;
  readonly span: Span;
  readonly run: Instruction;
}

/** Undefined where neither the service nor the stage starts air. */
export function readAir(tree: Tree, stage: StageFacts, context: string, service: ServiceFacts | undefined): AirFacts | undefined {
  const composed = service ? serviceStart(service.service) : [];
  const programs = [...programsOf(composed), ...programsOf(stageStart(stage.stage))];
  const start = programs.find((words) => words.some((word) => /(^|\/)air$/.test(word)));
  if (!start) return undefined;
  const root = workFolder(stage, context, service);
  const flag = start.indexOf("-c");
  const named = flag < 0 ? undefined : start[flag + 1];
  const files = (named === undefined ? [".air.toml", ".config/air.toml"] : [relativeTo(named, stage)]).map((path) =>
    joinPath(root, path),
  );
  const file = files.find((path) => tree.has(path));
  const config = file === undefined ? undefined : readToml(file, textOf(tree, file) ?? "");
  const install = airInstalls(chainOf(stage)).at(-1);
  return { stage, root, configured: file !== undefined, ...(config ? { config } : {}), ...(install ? { install } : {}) };
}

/** Every `go install …/air@…` of some instructions. */
export function airInstalls(instructions: readonly Instruction[]): readonly AirInstall[] {
  return only(instructions, "RUN").flatMap((run) =>
    [...run.content.matchAll(/(github\.com\/(?:cosmtrek|air-verse)\/air)(?:@([\w.${}-]+))?/g)].map((match) => {
      const version = parseVersion(match[2]);
      const span = spanIn(run, match.index, match[0].length);
      return { path: match[1] ?? "", tag: match[2] ?? "", span, run, ...(version ? { version } : {}) };
    }),
  );
}

/** The Go that a stage runs, from the tag of its image; undefined where the tag does not say. */
export function goOf(stage: StageFacts): Version | undefined {
  return goVersionOf(stage.stage.baseImage);
}

function workFolder({ stage }: StageFacts, context: string, service: ServiceFacts | undefined): string {
  const mounts = service?.volumes.filter(({ type }) => type === "bind") ?? [];
  for (const { source = "", target } of mounts) {
    const below = pathBelow(stage.workdir, target);
    if (below !== undefined) return joinPath(source, below);
  }
  return context;
}

/** `-c /app/.air.toml` in WORKDIR /app is `.air.toml` of the folder that is mounted there. */
function relativeTo(path: string, { stage }: StageFacts): string {
  return path.startsWith("/") ? (pathBelow(path, stage.workdir) ?? path) : path;
}
