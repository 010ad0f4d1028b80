import { wordsOf } from "../../core/error.ts";
import type { LogItem } from "../../core/logs/service-lines.ts";
import { type LogStore, logStore } from "../../core/logs/store.ts";
import type { Session } from "../../core/session/session.ts";
import { type Engine, openEngine } from "../../docker/engine.ts";
import { locateComposeFiles } from "../../host/compose-files.ts";
import type { Converged } from "../converge.ts";
import type { Wish } from "../decide.ts";
import { type LoadedProject, loadProject } from "../project.ts";
import { findProjectName } from "../project-name.ts";
import type { ServiceReport } from "../summary.ts";
import { sessionDeeds } from "./actions.ts";
import { watchChanges } from "./changes.ts";
import { fillStore } from "./logs.ts";
import { observeProject } from "./observing.ts";
import type { SessionQuestion } from "./question.ts";
import { followReloads } from "./reloads.ts";
import { serviceViews } from "./services.ts";
import { stateBox } from "./state-box.ts";
import { watchUsage } from "./usage.ts";
import { openWorks } from "./work.ts";

/** A Session with what its opener needs beside it. */
export interface OpenSession extends Session {
  readonly engine: Engine;
  /** The logs of the project's containers, as far as they are kept. */
  readonly store: LogStore;
  /** Calls back after lines have come. */
  readonly onLogs: (changed: () => void) => void;
  /** The compose files, read; rejects with UserError where they cannot be. */
  readonly firstLoaded: Promise<LoadedProject>;
  /** Resolves when the engine has been looked at for the first time; rejects with UserError where none answers. */
  readonly firstLook: Promise<void>;
  /** Brings the project to a wish, at once. Resolves when that has ended: true for success. */
  readonly bringUp: (title: string, wish: Wish) => Promise<boolean>;
  /** What the works of this session have done, in their order, for undoing it. */
  readonly begun: () => readonly Converged[];
  /** Ends everything that the session does; containers stay as they are. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a project for looking and working: what runs is shown before the compose files have been resolved. Throws UserError where there is no
 * compose file or its name is none.
 */
export async function openSession(question: SessionQuestion): Promise<OpenSession> {
  const { env, services } = question;
  const [project, engine] = await Promise.all([findProjectName(question), openEngine(env)]);
  const closing = new AbortController();
  const { signal } = closing;
  const box = stateBox(project, { state: "connecting", name: engineName(env, engine) });
  let loaded: LoadedProject | undefined;
  let reports: readonly ServiceReport[] = [];
  let reasons: ReadonlyMap<string, string> = new Map();

  const show = (): void => {
    const shown = reports.filter(({ service }) => isShown(service, services, loaded));
    box.set({
      services: serviceViews({ reports: shown, reasons, before: box.get().services, ...(loaded ? { loaded } : {}) }),
      loaded: loaded !== undefined,
    });
    if (loaded) reloads.settle(loaded, box.get().services);
  };
  const reloads = followReloads({ engine, env, box, signal });

  const usage = watchUsage(engine, signal, (now) => box.set({ usage: now }));
  let looked: { readonly resolve: () => void; readonly reject: (error: unknown) => void };
  const firstLook = new Promise<void>((resolve, reject) => {
    looked = { resolve, reject };
  });
  const observer = observeProject({
    engine,
    project,
    env,
    signal,
    names: () => loaded?.project.services.map(({ name }) => name) ?? [],
    onReports(found, why) {
      reports = found;
      reasons = why;
      usage.update(found);
      show();
      looked.resolve();
    },
    onEngine(state, error) {
      if (state === "lost") looked.reject(error);
      const { why: _before, ...engineView } = box.get().engine;
      if (engineView.state === state) return;
      box.set({ engine: { ...engineView, state, ...(state === "lost" ? { why: wordsOf(error) } : {}) } });
    },
  });
  const works = openWorks(box, () => {
    observer.look();
    changes.again();
  });
  const deeds = sessionDeeds({ question, engine, box, works, loaded: () => loaded, firstLoaded: () => firstLoaded });

  const take = (next: LoadedProject): void => {
    loaded = next;
    show();
    observer.look();
  };
  // What runs is seen first: it takes a fraction of the time.
  const firstLoaded = firstLook.catch(() => {}).then(() => loadProject({ ...question, services }, signal));
  const changes = watchChanges({
    question,
    box,
    signal,
    planNow: deeds.planNow,
    onLoaded: take,
    apply: deeds.actions.applyChanges,
  });
  const store = logStore();
  let onLogs = (): void => {};
  const onItem = (item: LogItem): void => {
    reloads.take(item);
    onLogs();
  };
  const onOlder = (): void => onLogs();
  const filled = fillStore({ engine, project, services, store, signal, onItem, onOlder }).catch((error: unknown) => {
    if (!signal.aborted) box.say(`the logs cannot be followed: ${wordsOf(error)}`, "bad");
  });

  firstLoaded.then(
    (first) => {
      take(first);
      changes.watch(first);
    },
    async (error: unknown) => {
      if (signal.aborted) return;
      const { files } = await locateComposeFiles({ cwd: question.cwd, env, ...question.flags });
      changes.broken(files, error);
    },
  );
  void showVersion(engine, (version) => box.set({ engine: { ...box.get().engine, version } }));

  return {
    engine,
    store,
    onLogs: (changed) => {
      onLogs = changed;
    },
    state: box.get,
    subscribe: box.subscribe,
    actions: { ...deeds.actions, watchUsage: usage.want },
    firstLoaded,
    firstLook,
    bringUp: deeds.bringUp,
    begun: deeds.begun,
    async close() {
      await works.close();
      closing.abort();
      await Promise.all([observer.ended, filled]);
    },
  };
}

/** Where services were named, only they and what they depend on; before the files are read, only they. */
function isShown(service: string, wanted: readonly string[], loaded: LoadedProject | undefined): boolean {
  if (wanted.length === 0) return true;
  return loaded ? loaded.project.services.some(({ name }) => name === service) : wanted.includes(service);
}

/** As the user would name it: the docker context, or where the engine listens. */
function engineName({ DOCKER_CONTEXT, DOCKER_HOST }: NodeJS.ProcessEnv, engine: Engine): string {
  if (!DOCKER_HOST && DOCKER_CONTEXT) return DOCKER_CONTEXT;
  return engine.url === "unix:///var/run/docker.sock" ? "default" : engine.url;
}

async function showVersion(engine: Engine, show: (version: string) => void): Promise<void> {
  try {
    show((await engine.json<{ Version: string }>({ path: "/version" })).Version);
  } catch {
    // The observer says why the engine does not answer.
  }
}
