import type { LogItem } from "../../core/logs/service-lines.ts";
import { type Project, serviceNamed } from "../../core/project/project.ts";
import type { Probe } from "../../core/readiness/probe.ts";
import type { Reload } from "../../core/reload/state.ts";
import type { Engine } from "../../docker/engine.ts";
import { watchFolders } from "../../host/watch-folders.ts";
import { type Clock, openServiceReload, type ServiceReload } from "./service.ts";

/** The services whose reload is followed: those that run in dev mode. */
export interface ReloadServices {
  readonly project: Project;
  /** Names. */
  readonly services: readonly string[];
  /** By service; one without counts as serving when its program has started. */
  readonly probes: ReadonlyMap<string, Probe>;
}

export interface ReloadQuestion extends ReloadServices {
  readonly engine: Engine;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly report: (change: ReloadChange) => void;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: the host's files. */
  readonly watch?: typeof watchFolders;
}

export type ReloadChange =
  | { readonly kind: "state"; readonly service: string; readonly state: Reload }
  /** Saves are seen late, or not at all. */
  | { readonly kind: "note"; readonly text: string; readonly remedy?: string };

/** The reload of a project's dev services, while a session lasts. */
export interface ReloadWatch {
  /** Takes what following the project's logs gives, its history too: from that comes the state that the services are in. */
  readonly take: (item: LogItem) => void;
  /** Other services are in dev mode now, or their definitions have changed. */
  readonly update: (services: ReloadServices) => void;
}

/**
 * Follows the reload of each dev service until the signal is aborted: the saves on the host, air's lines, and after each build the
 * service's Probe until it answers. Reports the state of a service whenever something in it changes; a service that runs no reloader stays
 * `idle`. Returns at once, and never throws; what is not known yet is found in the background.
 */
export function openReload(question: ReloadQuestion): ReloadWatch {
  const { engine, env, signal, report, clock = systemClock, watch = watchFolders } = question;
  const all = new Map<string, ServiceReload>();
  let watched = "";
  let watching = new AbortController();

  const heeds = (path: string, kind: "file" | "folder"): boolean =>
    [...all.values()].some((service) => service.container()?.heeds(path, kind));

  const watchAgain = (): void => {
    const folders = [...new Set([...all.values()].flatMap((service) => service.container()?.folders ?? []))].sort();
    const outer = folders.filter((folder) => !folders.some((other) => folder !== other && folder.startsWith(`${other}/`)));
    if (signal.aborted || outer.join("\n") === watched) return;
    watched = outer.join("\n");
    watching.abort();
    watching = new AbortController();
    if (outer.length === 0) return;
    void watch({
      paths: outer,
      ignored: (path, kind) => !heeds(path, kind),
      onChange: (changes) => {
        for (const service of all.values()) service.saved(changes);
      },
      onTrouble: (trouble) => report({ kind: "note", ...trouble }),
      signal: AbortSignal.any([signal, watching.signal]),
    });
  };

  const update = ({ project, services, probes }: ReloadServices): void => {
    for (const [name, reload] of all) {
      if (services.includes(name) && serviceNamed(project, name)) continue;
      reload.close();
      all.delete(name);
    }
    for (const name of services) {
      const service = serviceNamed(project, name);
      if (!service) continue;
      const dev = { project, service, probe: probes.get(name) };
      const known = all.get(name);
      if (known) known.update(dev);
      else {
        const changed = (state: Reload): void => report({ kind: "state", service: name, state });
        all.set(name, openServiceReload(dev, { engine, env, clock, signal, changed, found: watchAgain }));
      }
    }
    watchAgain();
  };

  update(question);
  return {
    update,
    take(item) {
      if ("service" in item) all.get(item.service)?.take(item);
      else if (item.what === "engine-back") for (const service of all.values()) service.look();
    },
  };
}

const systemClock: Clock = {
  now: Date.now,
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
