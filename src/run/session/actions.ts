import { UserError } from "../../core/error.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { ServiceView, SessionActions } from "../../core/session/session.ts";
import { compose } from "../../docker/compose.ts";
import type { Engine } from "../../docker/engine.ts";
import { effectiveConfig } from "../config.ts";
import { type Converged, converge } from "../converge.ts";
import { decide, type Wish } from "../decide.ts";
import { reportCauses } from "../doctor/causes.ts";
import type { LoadedProject } from "../project.ts";
import { restartServices } from "../restart.ts";
import type { SessionQuestion } from "./question.ts";
import type { StateBox } from "./state-box.ts";
import { runningWish, withDependencies, withTarget } from "./wish.ts";
import type { Works, WorkWorld } from "./work.ts";

export interface ActionsQuestion {
  readonly question: SessionQuestion;
  readonly engine: Engine;
  readonly box: StateBox;
  readonly works: Works;
  /** The project as its files are now; undefined while they have not been read. */
  readonly loaded: () => LoadedProject | undefined;
  /** Settles when the files have been read for the first time; rejects with UserError where they cannot be. */
  readonly firstLoaded: () => Promise<unknown>;
}

export interface SessionDeeds {
  readonly actions: Omit<SessionActions, "watchUsage">;
  /** Brings the project to a wish, at once. Resolves when that has ended: true for success. */
  readonly bringUp: (title: string, wish: Wish) => Promise<boolean>;
  /** The Plan of what the files say now, for what runs as it runs. */
  readonly planNow: (loaded: LoadedProject) => Promise<Plan>;
  /** What the works of this session have done so far, in their order. */
  readonly begun: () => readonly Converged[];
}

/** What a session's keys do. Every deed is one of the commands' own: `up`, `switch`, `build`, `restart`, Compose's `stop`. */
export function sessionDeeds({ question, engine, box, works, loaded, firstLoaded }: ActionsQuestion): SessionDeeds {
  const { env, mode, timeoutMs } = question;
  const begun: Converged[] = [];

  const known = (): LoadedProject => {
    const project = loaded();
    if (!project) throw new UserError("the compose files have not been read yet", { remedy: "try again in a moment" });
    return project;
  };
  /** A key may be pressed before the files have been read. */
  const whenKnown = async (): Promise<LoadedProject> => {
    if (!loaded()) await firstLoaded();
    return known();
  };
  const asRunning = (project: LoadedProject) => runningWish(project, box.get().services, mode);
  const reach = async (wish: Wish, { report, signal }: WorkWorld): Promise<void> => {
    const world = { loaded: known(), engine, wish, env, report, signal, timeoutMs, untilMended: true };
    try {
      await converge(world, (converged) => begun.push(converged));
    } catch (error) {
      if (!signal.aborted) await reportCauses(error, question, report);
      throw error;
    }
  };
  const propose = (title: string, wish: () => Wish): void =>
    works.propose(
      title,
      async () => (await decide(await whenKnown(), engine, wish(), env)).plan,
      (world) => reach(wish(), world),
    );
  const urls = (services: readonly ServiceView[]): readonly string[] =>
    services.flatMap(({ url = "" }) => (/^http/.test(url) ? [url] : []));
  const stopped = ({ state }: ServiceView): boolean => state !== "running" && state !== "restarting" && state !== "paused";
  const stop = async (service: string, { signal }: WorkWorld): Promise<void> => {
    await compose((await whenKnown()).call, ["stop", service], signal);
  };

  return {
    begun: () => begun,
    async bringUp(title, wish) {
      const succeeded = await works.begin(title, (world) => reach(wish, world));
      if (succeeded) box.say(["everything is ready", ...urls(box.get().services)].join(" · "), "good");
      return succeeded;
    },
    planNow: async (project) => (await decide(project, engine, { targets: asRunning(project), build: "auto" }, env)).plan,
    actions: {
      switchTo: (service, wanted) =>
        propose(`switch ${service} to ${wanted}`, () => ({
          targets: withTarget(asRunning(known()), service, wanted),
          build: "auto",
          only: [service],
        })),
      rebuild: (service) =>
        propose(`rebuild ${service}`, () => ({ targets: asRunning(known()), build: "always", only: [service] })),
      restart: (service) =>
        void works.begin(`restart ${service}`, async ({ report, signal }) =>
          restartServices({ loaded: await whenKnown(), engine, services: [service], env, report, signal, timeoutMs }),
        ),
      stopOrStart(service) {
        const view = box.get().services.find(({ name }) => name === service);
        if (view && !stopped(view)) return void works.begin(`stop ${service}`, (world) => stop(service, world));
        propose(`start ${service}`, () => ({
          targets: asRunning(known()),
          build: "auto",
          only: withDependencies(known(), service),
        }));
      },
      applyChanges() {
        if (!box.get().changes?.plan) return;
        const apply = (world: WorkWorld): Promise<void> => reach({ targets: asRunning(known()), build: "auto" }, world);
        void works.begin("apply the changed files", apply).then((done) => {
          if (done) box.set({ changes: undefined });
        });
      },
      bringUpAll: () => propose("bring everything up", () => ({ targets: asRunning(known()), build: "auto" })),
      accept: works.accept,
      cancel: works.cancel,
      async config() {
        const project = await whenKnown();
        const { reasonsText, resolve } = await effectiveConfig(project, asRunning(project));
        return `${reasonsText}${await resolve("yaml")}\n`;
      },
    },
  };
}
