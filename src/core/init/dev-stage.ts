import { compareVersions, goVersionOf, isAlpine, isGo, type Version } from "../doctor/images.ts";
import { lineEnd } from "../doctor/text.ts";
import { UserError } from "../error.ts";
import { parseDockerfile, resolvePath, type Stage, stageTitle } from "../project/dockerfile.ts";
import { bareService } from "../project/project.ts";
import { isInside } from "../target/mounts.ts";
import { baseName } from "../target/programs.ts";
import { chooseDev } from "../target/stage-choice.ts";
import { goBuildsOf } from "../target/synth/go-build.ts";
import { startOfProduction } from "../target/synth/go-program.ts";
import { programWords } from "../target/synth/program-words.ts";
import { airFor } from "./air.ts";
import { type ComposedService, composedServices, devOverride } from "./compose-override.ts";
import type { Program, ProjectFacts } from "./facts.ts";
import { commonValues, configValues, type DockerFiles, dockerFiles, type Pieces } from "./files.ts";
import { fill } from "./fill.ts";

/** The Dockerfile with a dev stage, and the files that go with it. */
export interface WithDevStage extends DockerFiles {
  readonly text: string;
}

/**
 * Puts a dev stage in front of the last stage, so that what Docker builds unasked stays what it is; it stands on the Go image that the
 * Dockerfile has already, and works in the builder's folder. With it go air's settings, and a
 * compose file for a project without; for one with a compose file, an override file that mounts the source. Throws UserError where there is a dev
 * stage already, no Go image, no program, or one for each of several services.
 */
export function addDevStage(
  before: string,
  facts: ProjectFacts | undefined,
  pieces: Pieces,
  compose?: ComposeFile,
): WithDevStage {
  const stages = parseDockerfile(before);
  const dev = chooseDev(bareService("app"), stages);
  if (dev) throw nothingToDo(`the Dockerfile has a dev stage: ${stageTitle(dev.stage)} (${dev.reason})`);
  const builder = stages.findLast(({ baseImage }) => isGo(baseImage));
  const bottom = builder && stages.find(({ base }) => base === builder.baseImage);
  const last = stages.at(-1);
  if (!builder || !bottom || !last)
    throw nothingToDo("no stage of the Dockerfile stands on a golang image", "gdev init adds dev stages for Go alone");
  if (!facts) throw nothingToDo("there is no program here to reload", "the Go files of this folder hold no package main");
  const services = compose ? composedServices(compose.text) : [];
  const [service] = services;
  if (services.length > 1) throw notForThese(services, "one dev stage with one .air.toml would run one program for all");
  if (service && service.closed.length > 0)
    throw notForThese(services, `no compiler runs under its ${service.closed.join(" and ")}`);
  const workdir = sourceFolder(builder, last);
  const [first, ...others] = inOrder(facts.programs, builder).map((program) => withoutModule(program, facts));
  // One Dockerfile of a user's own builds one program: which of several is not gdev's to say.
  const one = { ...facts, programs: first ? [first] : [] };
  const air = airFor(goOf(builder, one), pieces.language);
  const values = {
    ...commonValues(one, pieces, workdir),
    ...stageValues(builder, one),
    air: air.command,
    newerGo: air.newerGo,
    image: imageWord(before, bottom),
    workdir,
  };
  const names = [...builder.copies, ...last.copies].flatMap(({ sources, destination }) => [...sources, destination]);
  const { args } = programWords(startOfProduction(service?.start ?? {}, last), names.map(baseName));
  const stage = fill(pieces.devStage, values).trimEnd().split("\n");
  const lines = before.split(/\r?\n/);
  const at = startOf(lines, last.line - 1);
  const named = others.map(({ package: path }) => path).join(", ");
  const override = compose && service && !compose.overridden ? devOverride(service, workdir, compose.path) : undefined;
  const files = dockerFiles(one, pieces, "app", workdir, configValues(air, workdir, args)).files;
  return {
    text: [...lines.slice(0, at), ...stage, "", ...lines.slice(at)].join(lineEnd(before)),
    files: [
      ...files.filter(({ path }) => path === ".air.toml" || (path === "docker-compose.yml" && !compose)),
      ...(override ? [{ path: overrideOf(compose?.path ?? ""), text: override }] : []),
    ],
    notes: [
      ...(named === "" ? [] : [`.air.toml builds ${first?.package}; there is also ${named}`]),
      ...(compose && !override
        ? [
            `hot reload needs the source there: target: dev and volumes: [".:${workdir}"] in the compose file, if it is not mounted yet`,
          ]
        : []),
    ],
  };
}

/** A compose file beside the Dockerfile. */
export interface ComposeFile {
  /** Its name. */
  readonly path: string;
  readonly text: string;
  /** There is an override file too. */
  readonly overridden: boolean;
}

/** `compose.yaml` → `compose.override.yaml`. */
function overrideOf(path: string): string {
  return path.replace(/(?=\.ya?ml$)/, ".override");
}

/** The program that the Dockerfile builds before the others. */
function inOrder(programs: readonly Program[], builder: Stage): readonly Program[] {
  const packages = goBuildsOf(builder, builder.variables).flatMap((build) =>
    build.packages.map((name) => resolvePath(build.directory, name).replace(/\/[^/]*\.go$|\/$/, "") || "/"),
  );
  const isBuilt = (program: Program): boolean =>
    packages.includes(resolvePath(builder.workdir, program.package).replace(/(?<=.)\/$/, ""));
  return [...programs].sort((one, other) => Number(isBuilt(other)) - Number(isBuilt(one)));
}

/** gdev's own way is better for them. */
function notForThese(services: readonly ComposedService[], why: string): UserError {
  const names = services.map(({ name }) => name).join(" and ");
  return new UserError(`gdev init has no dev stage for ${names}`, {
    why,
    remedy: "gdev up makes each service a dev stage of its own, without a change of your files",
  });
}

/** Without a go.mod, and who knows what the Dockerfile does about that, the files themselves are compiled. */
function withoutModule(program: Program, { module }: ProjectFacts): Program {
  return module === undefined ? { ...program, package: program.sources.map((path) => `./${path}`).join(" ") } : program;
}

function goOf({ baseImage }: Stage, facts: ProjectFacts): Version {
  const version = goVersionOf(baseImage);
  return version && compareVersions(version, [1]) > 0 ? version : facts.go;
}

function stageValues({ baseImage }: Stage, facts: ProjectFacts) {
  const isCgo = facts.cgo.length > 0;
  return { packages: isCgo && isAlpine(baseImage), cgoEnabled: isCgo ? "1" : "0" };
}

/** air does not run in / or /root, /go is Go's own, and over production's program nothing is mounted. */
function sourceFolder({ workdir }: Stage, last: Stage): string {
  const folder = /^\/(root|go)?$/.test(workdir) ? "/app" : workdir;
  const isFree = (place: string): boolean => last.workdir === "/" || !isInside(last.workdir, place);
  return [folder, "/src", "/app"].find(isFree) ?? folder;
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
