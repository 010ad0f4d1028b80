import { Interrupted } from "../../core/error.ts";
import type { Report } from "../../core/event.ts";
import { isEmpty, type Plan } from "../../core/plan/plan.ts";
import { progressStart, reduceProgress } from "../../core/progress/reduce.ts";
import type { StateBox } from "./state-box.ts";

/** What a piece of work gets: where it reports to, and what ends it. */
export interface WorkWorld {
  readonly report: Report;
  readonly signal: AbortSignal;
}

export interface Works {
  /** Begins work at once; while other work runs, says so and does nothing. Resolves when it has ended, however it did: true for success. */
  readonly begin: (title: string, work: (world: WorkWorld) => Promise<void>) => Promise<boolean>;
  /** Makes a Plan, shows it for a moment, and then begins the work; says so where there is nothing to do. */
  readonly propose: (title: string, plan: () => Promise<Plan>, work: (world: WorkWorld) => Promise<void>) => void;
  readonly accept: () => void;
  /** Takes back the proposal, else ends the work that runs, else forgets the failure. */
  readonly cancel: () => void;
  /** Ends everything and resolves when it has ended. */
  readonly close: () => Promise<void>;
}

/** How long a Plan can be read before its work begins by itself. */
const proposalMs = 1500;

/** One piece of work at a time, as the project's lock wants it; `onEnd` hears when one has ended. */
export function openWorks(box: StateBox, onEnd: () => void): Works {
  let running: { readonly abort: AbortController; readonly ended: Promise<boolean> } | undefined;
  let proposed: { readonly begin: () => void; timer?: NodeJS.Timeout } | undefined;

  const begin: Works["begin"] = (title, work) => {
    if (running) {
      box.say(`${box.get().work?.title ?? "other work"} is still running: esc ends it`, "bad");
      return Promise.resolve(false);
    }
    const abort = new AbortController();
    box.set({
      work: { title, startedAt: Date.now(), cancelling: false },
      progress: { ...progressStart, sizes: box.get().progress.sizes },
      failure: undefined,
      message: undefined,
    });
    const report: Report = (happening) =>
      box.set({ progress: reduceProgress(box.get().progress, { ...happening, at: Date.now() }) });
    const ended = work({ report, signal: abort.signal }).then(
      () => true,
      (error: unknown) => {
        if (abort.signal.aborted || error instanceof Interrupted) box.say(`${title}: cancelled`);
        else box.set({ failure: error });
        return false;
      },
    );
    running = { abort, ended };
    return ended.finally(() => {
      running = undefined;
      box.set({ work: undefined });
      onEnd();
    });
  };

  const withdraw = (): void => {
    clearTimeout(proposed?.timer);
    proposed = undefined;
    box.set({ proposal: undefined });
  };

  const propose: Works["propose"] = (title, plan, work) => {
    if (running) return void begin(title, work);
    withdraw();
    const mine: NonNullable<typeof proposed> = {
      begin: () => {
        withdraw();
        void begin(title, work);
      },
    };
    proposed = mine;
    box.set({ proposal: { title }, failure: undefined });
    plan().then(
      (made) => {
        if (proposed !== mine) return;
        if (isEmpty(made)) {
          withdraw();
          box.say(`${title}: nothing to do, it is so already`);
          return;
        }
        box.set({ proposal: { title, plan: made, beginsAt: Date.now() + proposalMs } });
        mine.timer = setTimeout(mine.begin, proposalMs);
      },
      (error: unknown) => {
        if (proposed !== mine) return;
        withdraw();
        box.set({ failure: error });
      },
    );
  };

  return {
    begin,
    propose,
    accept: () => proposed?.begin(),
    cancel() {
      if (proposed) {
        const title = box.get().proposal?.title ?? "";
        withdraw();
        return box.say(`${title}: not done`);
      }
      const { work } = box.get();
      if (running && work) {
        box.set({ work: { ...work, cancelling: true } });
        return running.abort.abort();
      }
      box.set({ failure: undefined, message: undefined });
    },
    async close() {
      withdraw();
      running?.abort.abort();
      await running?.ended;
    },
  };
}
