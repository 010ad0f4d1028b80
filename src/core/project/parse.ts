import { parse } from "yaml";
import type { SourceFile } from "./positions.ts";
import type { Build, Dependency, Healthcheck, Mount, Project, PublishedPort, SecretSource, Service } from "./project.ts";
import { checkFileSettings, parseSettings } from "./settings.ts";

/** What `docker compose config` prints, as far as gdev reads it. Compose writes `$` as `$$` in it. */
interface ComposeConfig {
  readonly name: string;
  readonly services?: Readonly<Record<string, ComposeService>>;
  readonly secrets?: Readonly<Record<string, { file?: string; environment?: string }>>;
  readonly "x-gdev"?: unknown;
}

interface ComposeService {
  readonly image?: string;
  readonly build?: {
    context?: string;
    dockerfile?: string;
    dockerfile_inline?: string;
    target?: string;
    args?: Record<string, string | null>;
  };
  readonly entrypoint?: readonly string[] | null;
  readonly command?: readonly string[] | null;
  readonly user?: string;
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly volumes?: readonly { type: string; source?: string; target: string }[];
  readonly ports?: readonly { target: number; published?: string; protocol?: string; host_ip?: string }[];
  readonly depends_on?: Readonly<Record<string, { condition?: string; required?: boolean }>>;
  readonly healthcheck?: { test?: readonly string[]; disable?: boolean };
  readonly restart?: string;
  readonly tty?: boolean;
  readonly secrets?: readonly { source: string; target?: string }[];
  readonly "x-gdev"?: unknown;
}

/**
 * The YAML of `docker compose config` → Project. (Its JSON form leaves out extensions such as `x-gdev`.) Services keep Compose's order, which is alphabetical.
 * Throws UserError where an `x-gdev` has a key or a value that gdev does not know, with its place in `sources`, the text of the files.
 */
export function parseProject(
  yaml: string,
  directory: string,
  files: readonly string[],
  sources: readonly SourceFile[] = [],
): Project {
  const config = parse(yaml) as ComposeConfig;
  const services = config.services ?? {};
  checkFileSettings(config["x-gdev"], sources);
  const oneShots = awaitedEnds(Object.values(services));
  return {
    name: config.name,
    directory,
    files,
    services: Object.entries(services).map(([name, service]) => ({
      ...parseService(name, service, sources),
      ...(oneShots.has(name) ? { oneShot: true } : {}),
    })),
    secrets: (config.secrets ?? {}) as Readonly<Record<string, SecretSource>>,
  };
}

/** Names of the services that others wait for until they have ended. */
function awaitedEnds(services: readonly ComposeService[]): ReadonlySet<string> {
  const dependencies = services.flatMap((service) => Object.entries(service.depends_on ?? {}));
  return new Set(dependencies.flatMap(([name, { condition }]) => (condition === "service_completed_successfully" ? [name] : [])));
}

function parseService(name: string, service: ComposeService, sources: readonly SourceFile[]): Service {
  return {
    name,
    ...(service.image ? { image: service.image } : {}),
    ...(service.build ? { build: parseBuild(service.build) } : {}),
    ...(service.entrypoint ? { entrypoint: service.entrypoint.map(singleDollars) } : {}),
    ...(service.command ? { command: service.command.map(singleDollars) } : {}),
    ...(service.user ? { user: service.user } : {}),
    environment: mapValues(service.environment ?? {}, (value) => singleDollars(value ?? "")),
    mounts: (service.volumes ?? []).map(parseMount),
    ports: (service.ports ?? []).map(parsePort),
    dependsOn: Object.entries(service.depends_on ?? {}).map(parseDependency),
    ...(service.healthcheck ? { healthcheck: parseHealthcheck(service.healthcheck) } : {}),
    ...(service.restart ? { restart: service.restart } : {}),
    tty: service.tty ?? false,
    secrets: Object.fromEntries((service.secrets ?? []).map(({ source, target }) => [source, secretPath(source, target)])),
    gdev: parseSettings(name, service["x-gdev"], sources),
    config: service,
  };
}

function parseBuild(build: NonNullable<ComposeService["build"]>): Build {
  return {
    context: build.context ?? ".",
    dockerfile: build.dockerfile ?? "Dockerfile",
    ...(build.dockerfile_inline === undefined ? {} : { dockerfileInline: singleDollars(build.dockerfile_inline) }),
    ...(build.target ? { target: build.target } : {}),
    args: mapValues(build.args ?? {}, (value) => (value === null ? null : singleDollars(value))),
  };
}

function parseMount(mount: { type: string; source?: string; target: string }): Mount {
  return { type: mount.type, ...(mount.source ? { source: singleDollars(mount.source) } : {}), target: mount.target };
}

function parsePort(port: NonNullable<ComposeService["ports"]>[number]): PublishedPort {
  return {
    target: port.target,
    protocol: port.protocol ?? "tcp",
    ...(port.host_ip ? { hostIp: port.host_ip } : {}),
    ...(port.published ? { published: port.published } : {}),
  };
}

function parseDependency([service, { condition, required }]: [string, { condition?: string; required?: boolean }]): Dependency {
  return { service, condition: (condition ?? "service_started") as Dependency["condition"], required: required ?? true };
}

function parseHealthcheck(healthcheck: { test?: readonly string[]; disable?: boolean }): Healthcheck {
  const test = (healthcheck.test ?? []).map(singleDollars);
  return { test, disabled: healthcheck.disable === true || test[0] === "NONE" };
}

/** Where a secret is mounted. Source: compose-spec 05-services, `secrets`. */
function secretPath(source: string, target: string | undefined): string {
  if (target?.startsWith("/")) return target;
  return `/run/secrets/${target ?? source}`;
}

/** Compose prints `$` as `$$`, so that its output can be read again as a compose file. */
function singleDollars(text: string): string {
  return text.replaceAll("$$", "$");
}

function mapValues<In, Out>(record: Readonly<Record<string, In>>, map: (value: In) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
