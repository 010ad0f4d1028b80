import type { LogItem } from "../../core/logs/service-lines.ts";
import type { ServiceView } from "../../core/session/session.ts";
import { makeOverride } from "../../core/target/override.ts";
import type { Engine } from "../../docker/engine.ts";
import { chooseProbes } from "../decide.ts";
import type { LoadedProject } from "../project.ts";
import { openReload, type ReloadWatch } from "../reload/reload.ts";
import { chooseTargets } from "../targets.ts";
import type { StateBox } from "./state-box.ts";
import { runningWish } from "./wish.ts";

export interface ReloadsQuestion {
  readonly engine: Engine;
  readonly env: NodeJS.ProcessEnv;
  readonly box: StateBox;
  readonly signal: AbortSignal;
}

export interface Reloads {
  /** Takes what the project's logs say. */
  readonly take: (item: LogItem) => void;
  /** The services, or the files that define them, are others now. */
  readonly settle: (loaded: LoadedProject, services: readonly ServiceView[]) => void;
}

/** Keeps `reloads` true for the services that run in dev. What their logs said before they were known to is handed on to them then. */
export function followReloads({ engine, env, box, signal }: ReloadsQuestion): Reloads {
  let watch: ReloadWatch | undefined;
  let settled: { readonly loaded: LoadedProject; readonly names: string } | undefined;
  let early: LogItem[] = [];

  const settle = async (loaded: LoadedProject, services: readonly ServiceView[]): Promise<void> => {
    const dev = services.filter(({ mode, state }) => mode === "dev" && state === "running").map(({ name }) => name);
    const names = dev.join();
    if (settled?.loaded === loaded && settled.names === names) return;
    settled = { loaded, names };
    const targets = chooseTargets(loaded, runningWish(loaded, services, "dev"));
    const override = makeOverride(loaded.project, targets);
    const probes = await chooseProbes({ loaded, targets, override, imageHealthchecks: [] });
    if (signal.aborted || settled.names !== names) return;
    box.set({ reloads: new Map([...box.get().reloads].filter(([name]) => dev.includes(name))) });
    const wanted = { project: loaded.project, services: dev, probes };
    if (watch) watch.update(wanted);
    else if (dev.length > 0) {
      watch = openReload({
        ...wanted,
        engine,
        env,
        signal,
        report(change) {
          if (change.kind === "note") box.say(change.remedy ? `${change.text}: ${change.remedy}` : change.text, "bad");
          else box.set({ reloads: new Map(box.get().reloads).set(change.service, change.state) });
        },
      });
      for (const item of early) watch.take(item);
      early = [];
    }
  };

  return {
    settle: (loaded, services) => void settle(loaded, services),
    take(item) {
      if (watch) watch.take(item);
      else if (early.length < mostEarly) early.push(copied(item));
    },
  };
}

const mostEarly = 1000;

/** The bytes of a line are a view on what is being read. */
function copied(item: LogItem): LogItem {
  return item.kind === "mark" ? item : { ...item, lines: item.lines.map((line) => ({ ...line, bytes: line.bytes.slice() })) };
}
