import { compareVersions, goVersionOf, isAlpine, isGo } from "../doctor/images.ts";
import { lineEnd } from "../doctor/text.ts";
import { UserError } from "../error.ts";
import { parseDockerfile, type Stage, stageTitle } from "../project/dockerfile.ts";
import { chooseDev } from "../target/stage-choice.ts";
import { airFor } from "./air.ts";
import type { Program, ProjectFacts } from "./facts.ts";
import { commonValues, type DockerFiles, dockerFiles, type Pieces } from "./files.ts";
import { fill } from "./fill.ts";

/** The Dockerfile with a dev stage, and the files that go with it. */
export interface WithDevStage extends DockerFiles {
  readonly text: string;
}

/**
 * Puts a dev stage in front of the last stage, so that what Docker builds unasked stays what it is; it stands on the Go image that the
 * Dockerfile has already, and works in the builder's folder. With it go air's settings, and a
 * compose file for a project without. Throws UserError where there is a dev stage
 * already, no Go image, or no program.
 */
export function addDevStage(before: string, facts: ProjectFacts | undefined, pieces: Pieces, hasCompose: boolean): WithDevStage {
  const stages = parseDockerfile(before);
  const dev = chooseDev(anyService, stages);
  if (dev) throw nothingToDo(`the Dockerfile has a dev stage: ${stageTitle(dev.stage)} (${dev.reason})`);
  const builder = stages.findLast(({ baseImage }) => isGo(baseImage));
  const bottom = builder && stages.find(({ base }) => base === builder.baseImage);
  const last = stages.at(-1);
  if (!builder || !bottom || !last)
    throw nothingToDo("no stage of the Dockerfile stands on a golang image", "gdev init adds dev stages for Go alone");
  if (!facts) throw nothingToDo("there is no program here to reload", "the Go files of this folder hold no package main");
  const workdir = sourceFolder(builder);
  const [first, ...others] = facts.programs.map((program) => withoutModule(program, facts));
  // One Dockerfile of a user's own builds one program: which of several is not gdev's to say.
  const one = { ...facts, programs: first ? [first] : [] };
  const values = {
    ...commonValues(one, pieces),
    ...stageValues(builder, one, pieces),
    image: imageWord(before, bottom),
    workdir,
  };
  const stage = fill(pieces.devStage, values).trimEnd().split("\n");
  const lines = before.split(/\r?\n/);
  const at = startOf(lines, last.line - 1);
  const named = others.map(({ package: path }) => path).join(", ");
  return {
    text: [...lines.slice(0, at), ...stage, "", ...lines.slice(at)].join(lineEnd(before)),
    files: dockerFiles(one, pieces, "app", workdir).files.filter(({ path }) => /^(\.air\.toml|docker-compose\.yml)$/.test(path)),
    notes: [
      ...(named === "" ? [] : [`.air.toml builds ${first?.package}; there is also ${named}`]),
      ...(hasCompose
        ? [`hot reload needs the source there: volumes: [".:${workdir}"] in the compose file, if it is not mounted yet`]
        : []),
    ],
  };
}

/** Without a go.mod, and who knows what the Dockerfile does about that, the files themselves are compiled. */
function withoutModule(program: Program, { module }: ProjectFacts): Program {
  return module === undefined ? { ...program, package: program.sources.map((path) => `./${path}`).join(" ") } : program;
}

/** A service of which nothing is known but that it is built. */
const anyService = {
  name: "app",
  environment: {},
  mounts: [],
  ports: [],
  dependsOn: [],
  tty: false,
  secrets: {},
  gdev: {},
  config: {},
} as const;

function stageValues({ baseImage }: Stage, facts: ProjectFacts, { language }: Pieces) {
  const version = goVersionOf(baseImage);
  const go = version && compareVersions(version, [1]) > 0 ? version : facts.go;
  const air = airFor(go, language);
  const isCgo = facts.cgo.length > 0;
  return {
    air: air.command,
    newerGo: air.newerGo,
    packages: isCgo && isAlpine(baseImage),
    cgoEnabled: isCgo ? "1" : "0",
  };
}

/** air does not run in / or /root, and /go is Go's own. */
function sourceFolder({ workdir }: Stage): string {
  return /^\/(root|go)?$/.test(workdir) ? "/app" : workdir;
}

/** The image as the FROM line writes it, variables and all. */
function imageWord(text: string, { line, base }: Stage): string {
  const from = text.split(/\r?\n/)[line - 1] ?? "";
  return /^\s*FROM\s+(?:--\S+\s+)*(\S+)/i.exec(from)?.[1] ?? base;
}

/** The first line of a stage: its FROM, or the comment right above it. What stands at the top of the file stays there. */
function startOf(lines: readonly string[], from: number): number {
  let at = from;
  while (at > 0 && /^\s*#/.test(lines[at - 1] ?? "") && !/^\s*#\s*(syntax|escape|check)\s*=/i.test(lines[at - 1] ?? "")) at--;
  return at;
}

function nothingToDo(what: string, why?: string): UserError {
  return new UserError(what, {
    ...(why ? { why } : { why: "gdev init has nothing to add" }),
    remedy: "gdev up starts the project as it is; gdev doctor finds mistakes in it",
  });
}
