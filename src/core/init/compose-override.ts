import { parse } from "yaml";

/** A service that is built from the Dockerfile beside its compose file. */
export interface ComposedService {
  readonly name: string;
  /** What it starts for production, beside the image's own words. */
  readonly start: { readonly entrypoint?: readonly string[]; readonly command?: readonly string[] };
  /** Keys under which no compiler runs: `user`, `read_only`. */
  readonly closed: readonly string[];
  /** Where it mounts something, absolute in the container. */
  readonly targets: readonly string[];
}

/** Text of a compose file → the services that are built from the Dockerfile in its folder. A file that is no YAML has none. */
export function composedServices(text: string): readonly ComposedService[] {
  const services = recordOf(recordOf(read(text)).services);
  return Object.entries(services).flatMap(([name, value]) => {
    const service = recordOf(value);
    if (!isBuiltHere(service.build)) return [];
    const [entrypoint, command] = [wordsOf(service.entrypoint), wordsOf(service.command)];
    return [
      {
        name,
        start: { ...(entrypoint ? { entrypoint } : {}), ...(command ? { command } : {}) },
        closed: [
          ...(service.user === undefined || /^(root|0)(:|$)/.test(String(service.user)) ? [] : ["user"]),
          ...(service.read_only === true ? ["read_only"] : []),
        ],
        targets: listOf(service.volumes).flatMap((volume) => targetOf(volume) ?? []),
      },
    ];
  });
}

/**
 * The override file with which a service has its source, and runs the stage dev; undefined where it has both. What a service starts for production is
 * not for that stage: then gdev alone runs it, and Compose what it ran before.
 */
export function devOverride({ name, start, targets }: ComposedService, workdir: string, base: string): string | undefined {
  const isOwn = start.entrypoint !== undefined || start.command !== undefined;
  const hasSource = targets.includes(workdir);
  if (isOwn && hasSource) return undefined;
  return [
    `# The source, for development. Compose reads this file by itself beside ${base}.`,
    "services:",
    `  ${name}:`,
    ...(isOwn ? [] : ["    build:", "      target: dev"]),
    ...(hasSource ? [] : ["    volumes:", `      - .:${workdir}`]),
    "",
  ].join("\n");
}

/** `build: .`, `build: { context: ./, dockerfile: Dockerfile }`. */
function isBuiltHere(build: unknown): boolean {
  const { context, dockerfile } = typeof build === "string" ? { context: build, dockerfile: undefined } : recordOf(build);
  const isHere = (path: unknown, here: RegExp): boolean => path === undefined || (typeof path === "string" && here.test(path));
  return build !== undefined && isHere(context, /^\.?\/?$/) && isHere(dockerfile, /^(\.\/)?Dockerfile$/);
}

function targetOf(volume: unknown): string | undefined {
  const target =
    typeof volume === "string" ? volume.split(":").find((part, at) => at > 0 && part.startsWith("/")) : recordOf(volume).target;
  return typeof target === "string" ? target.replace(/(?<=.)\/$/, "") : undefined;
}

/** The words of a list, or of a line as a shell gets it. */
function wordsOf(value: unknown): readonly string[] | undefined {
  if (typeof value === "string") return value.split(/\s+/).filter((word) => word !== "");
  return Array.isArray(value) ? value.map(String) : undefined;
}

function read(text: string): unknown {
  try {
    return parse(text, { logLevel: "silent" });
  } catch {
    return undefined;
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
