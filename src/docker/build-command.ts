import { isAbsolute, join, relative } from "node:path";
import type { DockerfileName } from "../core/progress/build-failure.ts";
import type { BuildSection, ComposeDefinition, ComposeService } from "./compose-definition.ts";

/** One `docker buildx build`: the arguments after `docker`, what it reads on stdin, and what its errors are about. */
export interface BuildCommand {
  readonly service: string;
  readonly args: readonly string[];
  /** The Dockerfile's text for `dockerfile_inline`; without it stdin stays closed. */
  readonly input?: string;
  /** For error messages; absent for a remote context. */
  readonly dockerfile?: DockerfileName;
  /** Services whose image this build takes as a named context (`additional_contexts: service:x`): they are built before. */
  readonly after: readonly string[];
}

export interface BuildFlags {
  readonly noCache?: boolean;
  readonly pull?: boolean;
  /** Build arguments over those of the compose file. */
  readonly args?: Readonly<Record<string, string>>;
}

/**
 * The builds of the wanted services and of those whose images they take as contexts, as `docker buildx build` commands. Services without a build
 * section are left out. `directory` (absolute) is what file names in messages are relative to.
 * Tags and labels are what `docker compose build` gives: `image` (else `<project>-<service>`) and `build.tags`; `build.labels` and
 * `com.docker.compose.project`/`.service`, by which `docker compose down --rmi local` finds them. No attestations unless the compose file asks:
 * their timestamps would give an unchanged image a new id at every build.
 */
export function buildCommands(
  definition: ComposeDefinition,
  services: readonly string[],
  directory: string,
  flags: BuildFlags = {},
): readonly BuildCommand[] {
  return withContexts(definition, services).flatMap((name) => {
    const service = definition.services[name];
    return service?.build ? [buildCommand(definition, name, service, service.build, directory, flags)] : [];
  });
}

/** The wanted services and, before each, those its build takes images from. */
function withContexts(definition: ComposeDefinition, services: readonly string[]): readonly string[] {
  const ordered = new Set<string>();
  const visiting = new Set<string>();
  const visit = (name: string): void => {
    if (visiting.has(name)) return;
    visiting.add(name);
    for (const other of contextServices(definition.services[name]?.build)) visit(other);
    ordered.add(name);
  };
  for (const name of services) visit(name);
  return [...ordered];
}

function contextServices(build: BuildSection | undefined): readonly string[] {
  return Object.values(build?.additional_contexts ?? {}).flatMap((value) => /^service:(.+)$/.exec(value)?.[1] ?? []);
}

function buildCommand(
  definition: ComposeDefinition,
  name: string,
  service: ComposeService,
  build: BuildSection,
  directory: string,
  flags: BuildFlags,
): BuildCommand {
  const inline = build.dockerfile_inline;
  const file = inline === undefined ? dockerfilePath(build) : "-";
  const labels = {
    ...build.labels,
    "com.docker.compose.project": definition.name,
    "com.docker.compose.service": name,
  };
  const args = [
    ...["buildx", "build", "--progress", "rawjson", "--load"],
    ...(file === undefined ? [] : ["--file", file]),
    ...one("--target", build.target),
    ...many("--tag", [imageName(definition, name), ...(build.tags ?? [])]),
    ...many("--label", pairs(labels)),
    ...many("--build-arg", pairs({ ...build.args, ...flags.args })),
    ...many("--build-context", pairs(namedContexts(definition, build))),
    ...many("--secret", secretFlags(definition, build)),
    ...many("--ssh", build.ssh ?? []),
    ...many("--platform", platforms(service, build)),
    ...one("--network", build.network),
    ...many("--add-host", hosts(build)),
    ...one("--shm-size", build.shm_size),
    ...many("--ulimit", Object.entries(build.ulimits ?? {}).map(ulimit)),
    ...many("--allow", [...(build.entitlements ?? []), ...(build.privileged ? ["security.insecure"] : [])]),
    ...many("--cache-from", build.cache_from ?? []),
    ...many("--cache-to", build.cache_to ?? []),
    `--provenance=${build.provenance ?? false}`,
    ...(build.sbom === undefined ? [] : [`--sbom=${build.sbom}`]),
    ...(build.no_cache || flags.noCache ? ["--no-cache"] : []),
    ...(build.pull || flags.pull ? ["--pull"] : []),
    build.context,
  ];
  return {
    service: name,
    args,
    after: contextServices(build),
    ...(inline === undefined ? {} : { input: inline, dockerfile: { path: "dockerfile_inline", name: "dockerfile_inline" } }),
    ...(inline === undefined && file !== undefined && isAbsolute(file)
      ? { dockerfile: { path: file, name: shortName(directory, file) } }
      : {}),
  };
}

/** Absolute for a local context; as it stands for a remote one. */
function dockerfilePath({ context, dockerfile }: BuildSection): string | undefined {
  return dockerfile === undefined || isAbsolute(dockerfile) || !isAbsolute(context) ? dockerfile : join(context, dockerfile);
}

function shortName(directory: string, file: string): string {
  const path = relative(directory, file);
  return path.startsWith("..") ? file : path;
}

function imageName(definition: ComposeDefinition, service: string): string {
  return definition.services[service]?.image ?? `${definition.name}-${service}`;
}

function namedContexts(definition: ComposeDefinition, build: BuildSection): Record<string, string> {
  const image = (value: string): string =>
    value.replace(/^service:(.+)$/, (_, name) => `docker-image://${imageName(definition, name)}`);
  return Object.fromEntries(Object.entries(build.additional_contexts ?? {}).map(([name, value]) => [name, image(value)]));
}

function secretFlags(definition: ComposeDefinition, build: BuildSection): readonly string[] {
  return (build.secrets ?? []).flatMap(({ source, target }) => {
    const secret = definition.secrets?.[source];
    const id = csvField(`id=${target ?? source}`);
    if (secret?.environment !== undefined) return [`${id},${csvField(`env=${secret.environment}`)}`];
    return secret?.file === undefined ? [] : [`${id},${csvField(`src=${secret.file}`)}`];
  });
}

/** buildx reads its composite flags as one line of CSV. */
function csvField(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One image to run here: the service's own platform, else the only one of the build; of several, the engine's (no flag). */
function platforms(service: ComposeService, build: BuildSection): readonly string[] {
  if (service.platform !== undefined) return [service.platform];
  return build.platforms?.length === 1 ? build.platforms : [];
}

/** `name=address`, as Compose prints it; buildx reads `name:address`. */
function hosts({ extra_hosts }: BuildSection): readonly string[] {
  return (extra_hosts ?? []).map((entry) => entry.replace("=", ":"));
}

function ulimit([name, limit]: [string, number | { readonly soft: number; readonly hard: number }]): string {
  return typeof limit === "number" ? `${name}=${limit}` : `${name}=${limit.soft}:${limit.hard}`;
}

function pairs(record: Readonly<Record<string, string | null>>): readonly string[] {
  return Object.entries(record).flatMap(([key, value]) => (value === null ? [] : [`${key}=${value}`]));
}

function one(flag: string, value: string | undefined): readonly string[] {
  return value === undefined || value === "" ? [] : [flag, value];
}

function many(flag: string, values: readonly string[]): readonly string[] {
  return values.flatMap((value) => [flag, value]);
}
