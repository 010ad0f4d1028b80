import { baseName, programsOf } from "../../target/programs.ts";
import { databaseOf } from "../images.ts";
import type { Span } from "../text.ts";
import { assignments, chainOf, flagOf, type Instruction, only, type StageFacts } from "./dockerfile.ts";
import type { BuildFacts, Facts } from "./facts.ts";
import type { ServiceFacts } from "./service.ts";
import { textOf } from "./tree.ts";

/** The build of a service, where its Dockerfile could be read. */
export function buildOf(facts: Facts, service: ServiceFacts): BuildFacts | undefined {
  return facts.builds.find((build) => build.service?.name === service.name);
}

/** A service by its name. */
export function serviceOf(facts: Facts, name: string): ServiceFacts | undefined {
  return facts.services.find((service) => service.name === name);
}

/**
 * Which database a service is, by the name of its image; undefined for what is built here, for a service of such an image that starts
 * another program (psql, a migration), and for anything else.
 */
export function databaseKind(service: ServiceFacts | undefined): string | undefined {
  if (!service || service.build) return undefined;
  const start = [...(service.entrypoint?.argv ?? []), ...(service.command?.argv ?? [])];
  const [program] = programsOf(start).at(-1) ?? [];
  const other = program !== undefined && !program.startsWith("-") && !servers.test(baseName(program));
  return other ? undefined : databaseOf(service.image?.value);
}

/** The programs that are such a server, and the scripts of the images that start it. */
const servers =
  /^(postgres|postmaster|patroni|mysqld(_safe)?|mariadbd(-safe)?|redis-server|redis-stack-server|valkey-server|keydb-server|dragonfly|mongod|mongos|rabbitmq-server|elasticsearch|eswrapper|opensearch|docker-entrypoint\.sh)$/;

/** The image at the bottom of what a service runs, as far as it is known. */
export function baseOf(facts: Facts, service: ServiceFacts): string | undefined {
  return service.build ? buildOf(facts, service)?.effective?.stage.baseImage : service.image?.value;
}

/** The text of the file that a span lies in. */
export function sourceOf(facts: Facts, { file }: Span): string {
  return textOf(facts.tree, file) ?? "";
}

/** The piece of text that a span covers. */
export function wordsOf(facts: Facts, span: Span): string {
  return sourceOf(facts, span).slice(span.start, span.end);
}

/** COPY and ADD from the build context in some instructions: sources without the destination. */
export function contextCopies(
  instructions: readonly Instruction[],
): readonly { copy: Instruction; sources: readonly string[] }[] {
  return only(instructions, "COPY", "ADD")
    .filter((copy) => !flagOf(copy, "from"))
    .map((copy) => ({ copy, sources: copy.words.slice(0, -1).map(({ value }) => contextPath(value)) }));
}

/** `./go.mod` and `/go.mod` are `go.mod`; `./` is `.`. */
export function contextPath(source: string): string {
  return source.replace(/^(\.?\/)+/, "").replace(/\/+$/, "") || ".";
}

/** The first COPY, ADD or mount of a Dockerfile that takes the whole build context. */
export function wholeContext({ dockerfile }: BuildFacts): Instruction | undefined {
  for (const { own } of dockerfile.stages) {
    const copied = contextCopies(own).find(({ sources }) => sources.some((source) => source === "." || source === "*"));
    if (copied) return copied.copy;
    const mounted = only(own, "RUN").find((run) => run.flags.some(({ name, value }) => name === "mount" && bindsContext(value)));
    if (mounted) return mounted;
  }
  return undefined;
}

/** Paths of the context that the Dockerfile names, so that they must not be ignored. */
export function namedPaths({ dockerfile }: BuildFacts): readonly string[] {
  return dockerfile.stages.flatMap(({ own }) =>
    contextCopies(own).flatMap(({ sources }) => sources.filter((source) => source !== ".")),
  );
}

/** True where the stage has a program, by the apk or apt packages that it installs or, on Debian's Go image, by the image. */
export function hasGit(stage: StageFacts): boolean {
  const { baseImage } = stage.stage;
  const debianGo = /(^|\/)golang(:|$)/.test(baseImage) && !/alpine/.test(baseImage);
  return debianGo || installs(stage, /\bgit\b/);
}

/** True where a RUN of the stage installs a package that matches. */
export function installs(stage: StageFacts, packages: RegExp): boolean {
  return only(chainOf(stage), "RUN").some(({ content }) =>
    [...content.matchAll(/\b(?:apk\s+(?:-\S+\s+)*add|apt(?:-get)?\s+(?:-\S+\s+)*install)\b([^;&|]*)/g)].some((match) =>
      packages.test(match[1] ?? ""),
    ),
  );
}

/** Names that ARG declares in some instructions. */
export function declaredArgs(instructions: readonly Instruction[]): readonly string[] {
  return only(instructions, "ARG").flatMap((instruction) => assignments(instruction).map(({ name }) => name));
}

function bindsContext(mount: string): boolean {
  const type = /\btype=(\w+)/.exec(mount)?.[1] ?? "bind";
  const source = /\b(?:source|src)=([^,]+)/.exec(mount)?.[1];
  return type === "bind" && !/\bfrom=/.test(mount) && (source === undefined || contextPath(source) === ".");
}
