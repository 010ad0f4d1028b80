import type { Dependency, Mount, PublishedPort, Service } from "../../project/project.ts";
import type { Span, Text } from "../text.ts";
import { type Command, readCommand } from "./command.ts";
import { interpolate } from "./interpolate.ts";
import { type Entry, entriesIn, itemsIn, type Layers, mappingIn, pairIn } from "./layers.ts";
import { joinPath } from "./path.ts";
import { isMapping, itemsOf, pairAt, pairsOf, scalarOf, spanOf, type YamlNode, type YamlPair } from "./yaml.ts";

export type { Entry };

/** A service of the compose files, merged as Compose does, with the places of what it says. */
export interface ServiceFacts {
  readonly name: string;
  /** Its key in the first file that has it. */
  readonly key: Span;
  /** The same service as the rest of gdev sees it, as far as that can be told without asking Compose. */
  readonly service: Service;
  readonly image?: Text;
  readonly build?: BuildSection;
  readonly environment: readonly Entry[];
  readonly envFiles: readonly EnvFile[];
  readonly ports: readonly (PublishedPort & { readonly node: YamlNode })[];
  readonly volumes: readonly (Mount & { readonly node: YamlNode })[];
  readonly tmpfs: readonly Text[];
  readonly dependsOn: readonly (Dependency & { readonly node: YamlNode; readonly conditionNode?: YamlNode })[];
  readonly entrypoint?: Command;
  readonly command?: Command;
  readonly healthcheck?: HealthcheckFacts;
  /** Any pair directly below the service, by its key: of the last file that has it. */
  readonly pair: (key: string) => YamlPair | undefined;
  /** `x-gdev.ignore`. */
  readonly ignored: readonly string[];
}

export interface BuildSection {
  /** Absolute folder; a remote context stays as it is written. */
  readonly context: string;
  /** Absolute; absent for a remote context and for `dockerfile_inline`. */
  readonly dockerfile?: string;
  readonly target?: Text;
  readonly args: readonly Entry[];
  readonly pair: YamlPair;
  /** The map behind `build`; absent for the short form. */
  readonly map?: YamlNode;
}

export interface EnvFile {
  readonly path: string;
  readonly required: boolean;
  readonly span: Span;
}

export interface HealthcheckFacts {
  readonly pair: YamlPair;
  readonly test?: Command;
  readonly disabled: boolean;
}

export interface ServiceQuestion {
  readonly name: string;
  readonly layers: Layers;
  /** Relative paths start here. */
  readonly directory: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly settings: { readonly dev?: string; readonly prod?: string; readonly ignored: readonly string[] };
}

/** One service from its maps in the compose files, the lowest first. */
export function readService({ name, layers, directory, variables, settings }: ServiceQuestion): ServiceFacts | undefined {
  const [first] = layers;
  if (!first) return undefined;
  const fill = (text: string): string => interpolate(text, variables);
  const text = (node: YamlNode | undefined): Text | undefined => {
    const value = scalarOf(node);
    return node && value !== undefined ? { value: fill(value), span: spanOf(node) } : undefined;
  };
  const image = text(pairIn(layers, "image")?.value);
  const build = readBuild(layers, directory, text, fill);
  const environment = entriesIn(layers, "environment", fill);
  const ports = itemsIn(layers, "ports").flatMap((node) => readPort(node, text) ?? []);
  const volumes = itemsIn(layers, "volumes").flatMap((node) => readVolume(node, directory, text) ?? []);
  const dependsOn = readDependencies(layers, text);
  const entrypoint = readCommand(pairIn(layers, "entrypoint"), fill);
  const command = readCommand(pairIn(layers, "command"), fill);
  const healthcheck = readHealthcheck(layers, fill);
  const restart = text(pairIn(layers, "restart")?.value)?.value;
  const user = text(pairIn(layers, "user")?.value)?.value;
  const service: Service = {
    name,
    ...(image ? { image: image.value } : {}),
    ...(build ? { build: plainBuild(build) } : {}),
    ...(entrypoint ? { entrypoint: entrypoint.argv } : {}),
    ...(command ? { command: command.argv } : {}),
    ...(user ? { user } : {}),
    environment: Object.fromEntries(environment.map((entry) => [entry.name, entry.value ?? ""])),
    mounts: volumes.map(({ node: _, ...mount }) => mount),
    ports: ports.map(({ node: _, ...port }) => port),
    dependsOn: dependsOn.map(({ service: other, condition, required }) => ({ service: other, condition, required })),
    ...(restart ? { restart } : {}),
    tty: false,
    secrets: {},
    gdev: { ...(settings.dev ? { dev: settings.dev } : {}), ...(settings.prod ? { prod: settings.prod } : {}) },
    config: undefined,
  };
  return {
    name,
    key: first.key,
    service,
    ...(image ? { image } : {}),
    ...(build ? { build } : {}),
    environment,
    envFiles: readEnvFiles(layers, directory, text),
    ports,
    volumes,
    tmpfs: listOrOne(layers, "tmpfs").flatMap((node) => text(node) ?? []),
    dependsOn,
    ...(entrypoint ? { entrypoint } : {}),
    ...(command ? { command } : {}),
    ...(healthcheck ? { healthcheck } : {}),
    pair: (key) => pairIn(layers, key),
    ignored: settings.ignored,
  };
}

type ToText = (node: YamlNode | undefined) => Text | undefined;

function readBuild(layers: Layers, directory: string, text: ToText, fill: (words: string) => string): BuildSection | undefined {
  const pair = pairIn(layers, "build");
  if (!pair?.value) return undefined;
  const maps = mappingIn(layers, "build");
  const short = isMapping(pair.value) ? undefined : text(pair.value)?.value;
  const context = short ?? text(pairIn(maps, "context")?.value)?.value ?? ".";
  const remote = /^(https?|git|ssh):\/\/|^git@|^github\.com\//.test(context);
  const folder = remote ? context : joinPath(directory, context);
  const target = text(pairIn(maps, "target")?.value);
  const inline = pairIn(maps, "dockerfile_inline") !== undefined;
  const dockerfile = text(pairIn(maps, "dockerfile")?.value)?.value ?? "Dockerfile";
  return {
    context: folder,
    ...(remote || inline ? {} : { dockerfile: joinPath(folder, dockerfile) }),
    ...(target && target.value !== "" ? { target } : {}),
    args: entriesIn(maps, "args", fill),
    pair,
    ...(isMapping(pair.value) ? { map: pair.value } : {}),
  };
}

function plainBuild({ context, dockerfile, target, args }: BuildSection): NonNullable<Service["build"]> {
  return {
    context,
    dockerfile: dockerfile ?? "Dockerfile",
    ...(target ? { target: target.value } : {}),
    args: Object.fromEntries(args.map(({ name, value }) => [name, value ?? null])),
  };
}

/** Source of the forms: compose-spec 05-services, `ports`. */
function readPort(node: YamlNode, text: ToText): ServiceFacts["ports"][number] | undefined {
  if (isMapping(node)) {
    const target = Number(text(pairAt(node, "target")?.value)?.value);
    const published = text(pairAt(node, "published")?.value)?.value;
    const hostIp = text(pairAt(node, "host_ip")?.value)?.value;
    return Number.isNaN(target)
      ? undefined
      : { node, target, protocol: "tcp", ...(published ? { published } : {}), ...(hostIp ? { hostIp } : {}) };
  }
  const words = text(node)?.value ?? "";
  const match =
    /^(?:(?<ip>\[[^\]]+\]|\d+(?:\.\d+){3}|[A-Za-z][\w.-]*):)?(?:(?<published>[\d-]*):)?(?<target>\d+)(?:-\d+)?(?:\/(?<protocol>\w+))?$/.exec(
      words,
    );
  if (!match?.groups) return undefined;
  const { ip, published, target, protocol = "tcp" } = match.groups;
  return { node, target: Number(target), protocol, ...(published ? { published } : {}), ...(ip ? { hostIp: ip } : {}) };
}

/** Source of the forms: compose-spec 05-services, `volumes`. */
function readVolume(node: YamlNode, directory: string, text: ToText): ServiceFacts["volumes"][number] | undefined {
  if (isMapping(node)) {
    const type = text(pairAt(node, "type")?.value)?.value ?? "volume";
    const source = text(pairAt(node, "source")?.value)?.value;
    const target = text(pairAt(node, "target")?.value)?.value;
    return target === undefined
      ? undefined
      : { node, type, target, ...(source ? { source: type === "bind" ? joinPath(directory, source) : source } : {}) };
  }
  const [source = "", target] = (text(node)?.value ?? "").split(":");
  if (target === undefined) return source === "" ? undefined : { node, type: "volume", target: source };
  const bind = /^[./~]/.test(source);
  return {
    node,
    type: bind ? "bind" : "volume",
    source: bind ? joinPath(directory, source) : source,
    target: target.replace(/(.)\/$/, "$1"),
  };
}

function readDependencies(layers: Layers, text: ToText): ServiceFacts["dependsOn"] {
  const found = new Map<string, ServiceFacts["dependsOn"][number]>();
  const add = (service: string, node: YamlNode, value?: YamlNode): void => {
    const condition = pairAt(value, "condition")?.value;
    const words = text(condition)?.value ?? "service_started";
    const required = text(pairAt(value, "required")?.value)?.value !== "false";
    found.set(service, {
      service,
      condition: words as Dependency["condition"],
      required,
      node,
      ...(condition ? { conditionNode: condition } : {}),
    });
  };
  for (const layer of layers) {
    const node = pairAt(layer.node, "depends_on")?.value;
    for (const item of itemsOf(node)) add(scalarOf(item) ?? "", item);
    for (const { key, keySpan, value } of pairsOf(node)) if (node) add(key, keyNode(node, keySpan), value);
  }
  return [...found.values()];
}

/** A node that stands where a key does. */
function keyNode(map: YamlNode, { start, end }: Span): YamlNode {
  return { ...map, node: { ...map.node, range: [start, end, end] } as YamlNode["node"] };
}

function readHealthcheck(layers: Layers, fill: (words: string) => string): HealthcheckFacts | undefined {
  const pair = pairIn(layers, "healthcheck");
  if (!pair) return undefined;
  const maps = mappingIn(layers, "healthcheck");
  const test = readCommand(pairIn(maps, "test"), fill);
  const disabled = scalarOf(pairIn(maps, "disable")?.value) === "true" || test?.argv[0] === "NONE";
  return { pair, ...(test ? { test } : {}), disabled };
}

function readEnvFiles(layers: Layers, directory: string, text: ToText): readonly EnvFile[] {
  return listOrOne(layers, "env_file").flatMap((node) => {
    const path = text(isMapping(node) ? pairAt(node, "path")?.value : node);
    if (!path) return [];
    const required = scalarOf(pairAt(node, "required")?.value) !== "false";
    return [{ path: joinPath(directory, path.value), required, span: path.span }];
  });
}

/** The items of a list, or the one value that stands in its place. */
function listOrOne(layers: Layers, key: string): readonly YamlNode[] {
  const listed = itemsIn(layers, key);
  if (listed.length > 0) return listed;
  const value = pairIn(layers, key)?.value;
  return value && scalarOf(value) !== undefined ? [value] : [];
}
