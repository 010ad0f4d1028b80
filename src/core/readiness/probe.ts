import { UserError } from "../error.ts";
import { nearest } from "../nearest.ts";
import type { WaitUntil } from "../plan/plan.ts";
import type { Service } from "../project/project.ts";
import { baseName, isScript, programsOf } from "../target/programs.ts";
import { unwrapWait } from "../target/wait-wrapper.ts";
import { type ImagePreset, presetForImage, presetForPort } from "./preset.ts";

/** A question to a running service. Ports are the container's. */
export type Probe =
  | { readonly kind: "postgres" | "greeting"; readonly preset: ImagePreset; readonly port: number }
  /** HTTP or open; with a path, only 2xx and 3xx count. */
  | { readonly kind: "http"; readonly port: number; readonly path?: string }
  | { readonly kind: "tcp"; readonly port: number }
  | { readonly kind: "healthcheck" }
  /** air's first build runs, and then the next question. */
  | { readonly kind: "air"; readonly next?: Probe }
  | { readonly kind: "exit" }
  | { readonly kind: "running" };

export interface ProbeChoice {
  readonly service: Service;
  readonly until: WaitUntil;
  /** References that tell what runs: the service's image, the base image of its built stage. */
  readonly images: readonly string[];
  readonly presets: readonly ImagePreset[];
  /** The Stage runs air. */
  readonly runsAir: boolean;
  /** The image has a HEALTHCHECK of its own. */
  readonly imageHealthcheck: boolean;
}

/**
 * The Probe of a service, first match: a dependant waits for its end → `x-gdev.probe` → the image's preset → the compose healthcheck
 * → the image's HEALTHCHECK → a published port → running for a moment. A stage that runs air is asked for its build first.
 * UserError where `x-gdev.probe` cannot be understood.
 */
export function chooseProbe(choice: ProbeChoice): Probe {
  if (choice.until === "completed") return { kind: "exit" };
  const { service } = choice;
  if (service.gdev.probe !== undefined) return parseProbe(service.gdev.probe, choice);
  const next = presetProbe(choice) ?? healthcheckProbe(choice) ?? portProbe(choice) ?? { kind: "running" };
  if (!choice.runsAir) return next;
  return next.kind === "running" ? { kind: "air" } : { kind: "air", next };
}

/** A Probe's short human name: `postgres`, `http :8080`, `air + http :8080`, `healthcheck`, `exit 0`, `running`. */
export function probeName(probe: Probe): string {
  switch (probe.kind) {
    case "postgres":
    case "greeting":
      return probe.preset.name;
    case "http":
      return `http :${probe.port}${probe.path ?? ""}`;
    case "tcp":
      return `tcp :${probe.port}`;
    case "air":
      return probe.next ? `air + ${probeName(probe.next)}` : "air";
    case "exit":
      return "exit 0";
    case "healthcheck":
    case "running":
      return probe.kind;
  }
}

/**
 * `x-gdev.probe`: a preset's name (`postgres`, `redis :6380`), `http :8080/healthz`, `tcp :9000`, `healthcheck`, `exit 0` or `running`.
 * UserError for anything else.
 */
function parseProbe(text: string, { service, presets }: ProbeChoice): Probe {
  const words = text.trim();
  if (words === "healthcheck" || words === "running") return { kind: words };
  if (words === "exit 0" || words === "exit") return { kind: "exit" };
  const [, name = "", digits, path] = /^([\w-]+)(?: *:([1-9]\d{0,4})(\/\S*)?)?$/.exec(words) ?? [];
  const port = digits === undefined ? undefined : Number(digits);
  const isPort = port === undefined || port < 65_536;
  if (name === "http" && port && isPort) return { kind: "http", port, ...(path ? { path } : {}) };
  if (name === "tcp" && port && isPort && !path) return { kind: "tcp", port };
  const preset = presets.find((each) => each.name === name);
  if (preset && isPort && !path) return ofPreset(preset, port ?? portOf(service, preset));
  const names = presets.map((each) => each.name);
  const guess = nearest(name, [...names, "http", "tcp", "healthcheck", "running"]);
  throw new UserError(`service "${service.name}": x-gdev.probe "${text}" is not known`, {
    remedy: `${guess && guess !== name ? `did you mean ${guess}? ` : ""}write one of: http :8080/healthz, tcp :9000, healthcheck, exit 0, running, ${names.join(", ")}`,
  });
}

function presetProbe({ service, images, presets }: ProbeChoice): Probe | undefined {
  for (const image of images) {
    const preset = presetForImage(image, presets);
    if (preset && startsServer(service, preset)) return ofPreset(preset, portOf(service, preset));
  }
  const port = mainPort(service);
  const usual = port === undefined ? undefined : presetForPort(port, presets);
  return usual && port !== undefined ? ofPreset(usual, port) : undefined;
}

/**
 * Whether the service starts the image's server. Where its own command starts another program (psql in a postgres image, to migrate or
 * to back up), nothing will listen. A script of an unknown name is taken for one that ends in the server.
 */
function startsServer({ entrypoint = [], command = [] }: Service, { server }: ImagePreset): boolean {
  const words = [...entrypoint, ...command];
  const started = unwrapWait(words)?.command ?? words;
  if (started.length === 0 || started[0]?.startsWith("-")) return true;
  return programsOf(started).some(([program = ""]) => isScript(program) || server.includes(baseName(program)));
}

function healthcheckProbe({ service, imageHealthcheck }: ProbeChoice): Probe | undefined {
  if (service.healthcheck) return service.healthcheck.disabled ? undefined : { kind: "healthcheck" };
  return imageHealthcheck ? { kind: "healthcheck" } : undefined;
}

function portProbe({ service }: ProbeChoice): Probe | undefined {
  const port = mainPort(service);
  return port === undefined ? undefined : { kind: "http", port };
}

function ofPreset(preset: ImagePreset, port: number): Probe {
  const { protocol } = preset.speaks;
  return protocol === "http" ? { kind: "http", port } : { kind: protocol, preset, port };
}

/** The port that the server of a preset listens on: moved by its variable, or published under another number. */
function portOf(service: Service, preset: ImagePreset): number {
  const moved = Number(preset.portEnv && service.environment[preset.portEnv]);
  if (Number.isInteger(moved) && moved > 0) return moved;
  const published = tcpPorts(service);
  return published.includes(preset.port) ? preset.port : (mainPort(service) ?? preset.port);
}

/** The first published TCP port that is not known as a debugger's or profiler's. */
function mainPort(service: Service): number | undefined {
  const published = tcpPorts(service);
  return published.find((port) => !debugPorts.has(port)) ?? published[0];
}

function tcpPorts(service: Service): readonly number[] {
  return service.ports.filter((port) => port.protocol === "tcp").map((port) => port.target);
}

/** delve, node's inspector, pprof. */
const debugPorts: ReadonlySet<number> = new Set([2345, 40000, 9229, 6060]);
