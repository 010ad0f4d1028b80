import { lineText } from "../../core/logs/bytes.ts";
import type { LogLine } from "../../core/logs/line.ts";
import type { LogItem, LogSource } from "../../core/logs/service-lines.ts";
import type { Project, Service } from "../../core/project/project.ts";
import { type Answer, ready } from "../../core/readiness/answer.ts";
import type { Probe } from "../../core/readiness/probe.ts";
import { mayBeAirLine } from "../../core/reload/air-lines.ts";
import { awaitsCompiler, nextTickMs, type ReloadHappening, reduceReload } from "../../core/reload/reload.ts";
import { type AirRules, airRules, idleReload, type Reload } from "../../core/reload/state.ts";
import type { Engine } from "../../docker/engine.ts";
import { engineAheadMs } from "../../docker/engine-clock.ts";
import type { FileChange } from "../../host/watch.ts";
import { type DevContainer, findDevContainer } from "./container.ts";
import { askUntilServing, programProbe } from "./serving.ts";

/** The host's clock. */
export interface Clock {
  /** ms since the epoch. */
  readonly now: () => number;
  /** Runs something once, so much later; the answer cancels it. */
  readonly after: (delayMs: number, run: () => void) => () => void;
}

export interface DevService {
  readonly project: Project;
  readonly service: Service;
  readonly probe: Probe | undefined;
}

export interface ServiceReloadQuestion {
  readonly engine: Engine;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called when something that is shown has changed. */
  readonly changed: (state: Reload) => void;
  /** Called when the container has been found, or is gone: other folders may have to be watched. */
  readonly found: () => void;
}

/** Follows the reload of one dev service. */
export interface ServiceReload {
  readonly container: () => DevContainer | undefined;
  /** Its definition may have changed. */
  readonly update: (dev: DevService) => void;
  readonly take: (item: LogItem) => void;
  readonly saved: (changes: readonly FileChange[]) => void;
  /** Looks for the container again. */
  readonly look: () => void;
  readonly close: () => void;
}

/**
 * Begins by looking for the service's container; until that has been found, the last lines are kept, and nothing is told. Lines older than what was read before, such as a history that is filled in later, change nothing.
 */
export function openServiceReload(first: DevService, question: ServiceReloadQuestion): ServiceReload {
  const { engine, env, clock, changed, found } = question;
  const over = new AbortController();
  const signal = AbortSignal.any([question.signal, over.signal]);
  let dev = first;
  let state = idleReload;
  let told = idleReload;
  let rules: AirRules | undefined;
  let container: DevContainer | undefined;
  let looks = 0;
  let hasLooked = false;
  let kept: readonly ServiceItem[] = [];
  let aheadMs = 0;
  let newestNs = 0n;
  let tick: { readonly dueMs: number; readonly cancel: () => void } | undefined;
  let asking: { readonly about: string; readonly stop: AbortController } | undefined;

  const reduce = (happening: ReloadHappening): void => {
    state = reduceReload(state, happening, rules);
  };

  /** After each batch: tells what has changed, asks the Probe of a new program, and sets the clock for what must not take too long. */
  const settle = (): void => {
    if (!hasLooked || signal.aborted) return;
    if (looksDifferent(state, told)) changed(state);
    told = state;
    ask();
    const dueMs = rules && nextTickMs(state, rules);
    if (dueMs === tick?.dueMs) return;
    tick?.cancel();
    tick = dueMs === undefined ? undefined : { dueMs, cancel: clock.after(Math.max(0, dueMs - clock.now()), ring) };
  };
  const ring = (): void => {
    tick = undefined;
    reduce({ type: "tick", at: clock.now() });
    settle();
  };

  const ask = (): void => {
    const { phase, builtAtMs, exitCode } = state;
    const about = phase === "built" || (phase === "exited" && exitCode !== 0) ? `${phase} ${builtAtMs}` : undefined;
    if (about === asking?.about) return;
    asking?.stop.abort();
    asking = undefined;
    if (about === undefined || !container) return;
    const stop = new AbortController();
    asking = { about, stop };
    const isLate = clock.now() - (builtAtMs ?? 0) > lateMs;
    const answered = (answer: Answer): void => {
      if (stop.signal.aborted || signal.aborted) return;
      reduce({ type: "answered", at: clock.now(), answer, isLate });
      settle();
    };
    // A program that was there long before gdev looked is not asked: each question is a line in its log.
    const probe = isLate && phase === "built" ? undefined : programProbe(dev.probe);
    const deadlineMs = phase === "built" ? slowestStartMs : lostProgramMs;
    if (probe)
      void askUntilServing({
        ...dev,
        engine,
        env,
        probe,
        container,
        answered,
        deadlineMs,
        signal: AbortSignal.any([signal, stop.signal]),
      });
    else if (phase === "built") answered(ready);
  };

  const look = async (): Promise<void> => {
    const turn = ++looks;
    const [seen, ahead] = await Promise.all([
      findDevContainer(engine, dev.project.name, dev.service, signal).catch(() => undefined),
      engineAheadMs(engine, clock.now).catch(() => aheadMs),
    ]);
    if (turn !== looks || signal.aborted) return;
    hasLooked = true;
    container = seen;
    aheadMs = ahead;
    rules = seen?.air && airRules(seen.air);
    if (!rules) reduce({ type: "container-ended", at: clock.now() });
    const items = kept;
    kept = [];
    for (const item of items) takeItem(item);
    found();
    settle();
  };

  const takeLine = ({ bytes, atNs }: LogLine): void => {
    const at = Number(atNs / 1000n) / 1000 - aheadMs;
    if (atNs < newestNs - disorderNs || !(awaitsCompiler(state, at) || mayBeAirLine(bytes))) return;
    if (atNs > newestNs) newestNs = atNs;
    reduce({ type: "line", at, text: lineText(bytes.subarray(0, longestLine)) });
  };

  const takeItem = (item: ServiceItem): void => {
    if (item.number !== (container?.number ?? 1)) return;
    if (item.kind === "lines") item.lines.forEach(takeLine);
    else if (item.what !== "unreadable") {
      const isStart = item.what === "started" || item.what === "restarted";
      reduce({ type: isStart ? "container-started" : "container-ended", at: clock.now() });
      void look();
    }
  };

  signal.addEventListener(
    "abort",
    () => {
      asking?.stop.abort();
      tick?.cancel();
    },
    { once: true },
  );
  void look();

  return {
    container: () => container,
    update(next) {
      dev = next;
      void look();
    },
    take(item) {
      if (!("service" in item) || item.service !== dev.service.name) return;
      if (!hasLooked) kept = [...kept.slice(-keptBatches), item];
      else {
        takeItem(item);
        settle();
      }
    },
    saved(changes) {
      const heeded = changes.filter(({ path }) => container?.heeds(path, "file"));
      for (const { atMs } of [...heeded].sort((one, other) => one.atMs - other.atMs)) reduce({ type: "saved", at: atMs });
      settle();
    },
    look: () => void look(),
    close: () => over.abort(),
  };
}

/** A program that was started so long ago was started before anybody looked. */
const lateMs = 1500;
const slowestStartMs = 180_000;
/** How long one that has ended is asked: another may hold its port. */
const lostProgramMs = 1000;
/** The two streams of a container are not in order of time. */
const disorderNs = 1_000_000_000n;
const longestLine = 4096;
/** A batch is what one read of a log gave. */
const keptBatches = 500;

type ServiceItem = LogItem & LogSource;

function looksDifferent({ memory: _, ...state }: Reload, { memory: __, ...told }: Reload): boolean {
  const keys = Object.keys(state) as (keyof typeof state)[];
  return keys.some((key) => state[key] !== told[key]);
}
