import type { Severity } from "./rule.ts";

/** One thing of the machine, and whether it is as gdev needs it. */
export interface Condition {
  /** `engine`, `compose`, `buildx`, `disk`, `file events`, `port`. */
  readonly name: string;
  readonly severity: Severity | "ok";
  readonly message: string;
  readonly remedy?: string;
}

/** What was asked of the machine. A part that has not answered is absent. */
export interface MachineFacts {
  readonly engine: { readonly url: string; readonly version: string; readonly context?: string } | Trouble;
  readonly compose: { readonly version: string } | Trouble;
  readonly buildx?: string;
  readonly freeBytes: readonly { readonly what: string; readonly bytes: number }[];
  readonly watchLimits?: { readonly watches: number; readonly instances: number };
  readonly noFileEvents: boolean;
  readonly takenPorts: readonly { readonly service: string; readonly port: number; readonly holder?: string }[];
}

export interface Trouble {
  readonly trouble: string;
  readonly remedy?: string;
}

const gigabyte = 1_000_000_000;

/** Less than this and a build of a Go image ends with “no space left on device”. */
const scarceBytes = 3 * gigabyte;
const almostNoBytes = gigabyte / 2;

/** Below this a watcher of a larger project and its editor use up the machine's watches. */
const fewWatches = 65_536;
const fewInstances = 128;

/** The machine's state, in the order in which it matters. */
export function conditionsOf(machine: MachineFacts): readonly Condition[] {
  return [...programs(machine), ...disks(machine), ...files(machine), ...ports(machine)];
}

function programs({ engine, compose, buildx }: MachineFacts): readonly Condition[] {
  const absent = "trouble" in engine;
  return [
    absent
      ? condition("engine", "warning", engine.trouble, engine.remedy)
      : condition("engine", "ok", `${engine.version} at ${engine.url}${engine.context ? ` (context ${engine.context})` : ""}`),
    "trouble" in compose
      ? condition("compose", "error", compose.trouble, compose.remedy)
      : condition("compose", "ok", compose.version),
    buildx === undefined
      ? condition(
          "buildx",
          "warning",
          "docker has no buildx: images are built without BuildKit's checks and progress",
          "install the package docker-buildx-plugin (on Debian docker-buildx)",
        )
      : condition("buildx", "ok", buildx),
  ];
}

function disks({ freeBytes }: MachineFacts): readonly Condition[] {
  return freeBytes.map(({ what, bytes }) => {
    const free = `${(bytes / gigabyte).toFixed(1)} GB free on the disk of ${what}`;
    if (bytes >= scarceBytes) return condition("disk", "ok", free);
    const remedy = "docker system df shows what images and build caches take; docker builder prune frees caches";
    return condition("disk", bytes < almostNoBytes ? "error" : "warning", free, remedy);
  });
}

function files({ watchLimits, noFileEvents }: MachineFacts): readonly Condition[] {
  if (noFileEvents) {
    const remedy = "move it into the Linux file system (below your home), or set poll = true in .air.toml";
    return [
      condition("file events", "warning", "the project lies on a Windows drive: saves do not reach containers as events", remedy),
    ];
  }
  if (!watchLimits) return [];
  const { watches, instances } = watchLimits;
  const limits = `${watches} watches, ${instances} instances (inotify)`;
  if (watches >= fewWatches && instances >= fewInstances) return [condition("file events", "ok", limits)];
  const remedy = "sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512";
  return [condition("file events", "note", `${limits}: few for a large project`, remedy)];
}

function ports({ takenPorts }: MachineFacts): readonly Condition[] {
  return takenPorts.map(({ service, port, holder }) => {
    const message = `port ${port} of ${service} is taken${holder ? ` by ${holder}` : " by another program"}`;
    return condition("port", "warning", message, `stop that program, or publish ${service} on another port`);
  });
}

function condition(name: string, severity: Condition["severity"], message: string, remedy?: string): Condition {
  return { name, severity, message, ...(remedy ? { remedy } : {}) };
}
