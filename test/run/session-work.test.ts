import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Interrupted, UserError } from "../../src/core/error.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import { type StateBox, stateBox } from "../../src/run/session/state-box.ts";
import { openWorks, type Works, type WorkWorld } from "../../src/run/session/work.ts";

const step = { id: 1, kind: "start", service: "api", cause: "not running", after: [], config: "" } as const;
const plan: Plan = { project: "shop", steps: [step] };
const emptyPlan: Plan = { project: "shop", steps: [] };

let box: StateBox;
let works: Works;
let ends: number;

beforeEach(() => {
  vi.useFakeTimers();
  box = stateBox("shop", { state: "connected", name: "default" });
  ends = 0;
  works = openWorks(box, () => ends++);
});

afterEach(() => {
  vi.useRealTimers();
});

/** Work that lasts until it is told to end, or is cancelled. */
function lasting(): {
  readonly work: (world: WorkWorld) => Promise<void>;
  readonly end: (error?: Error) => void;
  readonly begun: () => boolean;
} {
  let isBegun = false;
  let settle: (error?: Error) => void = () => {};
  return {
    work: ({ signal }) => {
      isBegun = true;
      return new Promise((resolve, reject) => {
        settle = (error) => (error ? reject(error) : resolve());
        signal.addEventListener("abort", () => reject(new Interrupted()));
      });
    },
    end: (error) => settle(error),
    begun: () => isBegun,
  };
}

describe("work", () => {
  it("is shown while it runs, with what it reports", async () => {
    const { work, end } = lasting();
    const done = works.begin("up", async (world) => {
      world.report({ type: "note", text: "hello" });
      await work(world);
    });
    expect(box.get().work?.title).toBe("up");
    expect(box.get().progress.notes).toEqual(["hello"]);
    end();
    expect(await done).toBe(true);
    expect(box.get().work).toBeUndefined();
    expect(ends).toBe(1);
  });

  it("runs alone: a second one is refused in words", async () => {
    const first = lasting();
    const second = lasting();
    void works.begin("up", first.work);
    expect(await works.begin("restart api", second.work)).toBe(false);
    expect(second.begun()).toBe(false);
    expect(box.get().message?.text).toBe("up is still running: esc ends it");
  });

  it("keeps why it failed until that is dismissed or new work begins", async () => {
    const why = new UserError("no space left");
    expect(await works.begin("up", () => Promise.reject(why))).toBe(false);
    expect(box.get().failure).toBe(why);
    works.cancel();
    expect(box.get().failure).toBeUndefined();
    await works.begin("up", () => Promise.reject(why));
    void works.begin("up", lasting().work);
    expect(box.get().failure).toBeUndefined();
  });

  it("ends when it is cancelled, and that is no failure", async () => {
    const { work } = lasting();
    const done = works.begin("up", work);
    works.cancel();
    expect(box.get().work?.cancelling).toBe(true);
    expect(await done).toBe(false);
    expect(box.get().failure).toBeUndefined();
    expect(box.get().message?.text).toBe("up: cancelled");
  });

  it("is ended, and waited for, by closing", async () => {
    const { work } = lasting();
    void works.begin("up", work);
    await works.close();
    expect(box.get().work).toBeUndefined();
  });
});

describe("a proposal", () => {
  const proposed = async (made: Plan, work = lasting()): Promise<ReturnType<typeof lasting>> => {
    works.propose("switch api to prod", async () => made, work.work);
    await vi.advanceTimersByTimeAsync(0);
    return work;
  };

  it("shows its plan for a moment and then begins", async () => {
    const work = await proposed(plan);
    expect(box.get().proposal).toMatchObject({ title: "switch api to prod", plan });
    expect(work.begun()).toBe(false);
    await vi.advanceTimersByTimeAsync(1500);
    expect(work.begun()).toBe(true);
    expect(box.get().proposal).toBeUndefined();
  });

  it("begins at once when it is accepted, and only once", async () => {
    const work = await proposed(plan);
    works.accept();
    expect(work.begun()).toBe(true);
    await vi.advanceTimersByTimeAsync(1500);
    expect(box.get().message).toBeUndefined();
  });

  it("is taken back without a trace", async () => {
    const work = await proposed(plan);
    works.cancel();
    await vi.advanceTimersByTimeAsync(5000);
    expect(work.begun()).toBe(false);
    expect(box.get()).toMatchObject({ proposal: undefined, work: undefined, failure: undefined });
  });

  it("with nothing to do says so", async () => {
    const work = await proposed(emptyPlan);
    await vi.advanceTimersByTimeAsync(5000);
    expect(work.begun()).toBe(false);
    expect(box.get().message?.text).toContain("nothing to do");
  });

  it("gives way to a newer one", async () => {
    const first = await proposed(plan);
    const second = await proposed(plan);
    await vi.advanceTimersByTimeAsync(1500);
    expect([first.begun(), second.begun()]).toEqual([false, true]);
  });

  it("shows why no plan could be made", async () => {
    const why = new UserError("no such stage");
    works.propose("switch api to x", () => Promise.reject(why), lasting().work);
    await vi.advanceTimersByTimeAsync(0);
    expect(box.get()).toMatchObject({ proposal: undefined, failure: why });
  });

  it("does not come up while work runs", async () => {
    void works.begin("up", lasting().work);
    await proposed(plan);
    expect(box.get().proposal).toBeUndefined();
    expect(box.get().message?.text).toContain("still running");
  });
});
