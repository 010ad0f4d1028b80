import { afterEach, describe, expect, it } from "vitest";
import { lineText } from "../../src/core/logs/bytes.ts";
import type { LogItem } from "../../src/core/logs/service-lines.ts";
import { followLogs, type LogsToFollow } from "../../src/run/follow/follow.ts";
import { type FakeEngine, fakeEngine } from "./follow-engine.ts";

let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

/** Reads the logs as texts: `api-1: hello` for lines, `-- api-1 restarted` for marks. */
function reader(engine: FakeEngine, wanted: Partial<LogsToFollow>) {
  const items = followLogs({
    engine,
    project: "demo",
    follow: true,
    signal: stop.signal,
    pause: () => new Promise(setImmediate),
    ...wanted,
  });
  const read: string[] = [];
  return {
    read,
    /** Reads on until `count` texts have come in all, or the logs end. */
    async until(count: number): Promise<string[]> {
      while (read.length < count) {
        const next = await items.next();
        if (next.done === true) break;
        read.push(...textsOf(next.value));
      }
      return read;
    },
    next: () => items.next(),
  };
}

function textsOf(item: LogItem): string[] {
  if (item.kind === "lines") return item.lines.map(({ bytes }) => `${item.service}-${item.number}: ${lineText(bytes)}`);
  const who = "service" in item ? `${item.service}-${item.number} ` : "";
  const more = item.what === "exited" ? ` ${item.exitCode}` : "why" in item ? `: ${item.why}` : "";
  return [`-- ${who}${item.what}${more}`];
}

describe("what there is", () => {
  it("is merged by time over all containers, stopped ones too, and then it ends", async () => {
    const engine = fakeEngine("demo");
    const [api, db] = [engine.create("api"), engine.create("db")];
    engine.print(api, "a1", 1);
    engine.print(db, "d2", 2);
    engine.print(db, "d3", 3, 2);
    engine.print(api, "a4", 4);
    engine.exit(db, 0);
    const logs = reader(engine, { follow: false });
    expect(await logs.until(99)).toEqual(["api-1: a1", "db-1: d2", "db-1: d3", "api-1: a4"]);
    expect(engine.asked.filter((path) => path.includes("/logs"))).toEqual([
      "/containers/c1/logs?stdout=1&stderr=1&timestamps=1&follow=0",
      "/containers/c2/logs?stdout=1&stderr=1&timestamps=1&follow=0",
    ]);
  });

  it("is limited to services, the last lines of each container, and a time", async () => {
    const engine = fakeEngine("demo");
    for (const service of ["api", "db"]) {
      const id = engine.create(service);
      for (const at of [1, 2, 3]) engine.print(id, `${service} ${at}`, at);
    }
    expect(await reader(engine, { follow: false, services: ["db"], tail: 2 }).until(99)).toEqual(["db-1: db 2", "db-1: db 3"]);
    expect(await reader(engine, { follow: false, services: ["api"], sinceNs: 3n }).until(99)).toEqual(["api-1: api 3"]);
    expect(await reader(engine, { follow: false, tail: 0 }).until(99)).toEqual([]);
  });

  it("says which log the engine cannot give, and gives the others", async () => {
    const engine = fakeEngine("demo");
    const [api, db] = [engine.create("api"), engine.create("db")];
    engine.refuseLog(api, 501, "configured logging driver does not support reading");
    engine.print(db, "d", 1);
    expect(await reader(engine, { follow: false }).until(99)).toEqual([
      "db-1: d",
      "-- api-1 unreadable: configured logging driver does not support reading",
    ]);
  });

  it("fails with the engine's own error when the engine goes away", async () => {
    const engine = fakeEngine("demo");
    engine.create("api");
    engine.goAway();
    await expect(reader(engine, { follow: false }).until(1)).rejects.toThrow("ECONNREFUSED");
  });
});

describe("following", () => {
  it("goes on from the history without a line doubled or lost, lines of one time included", async () => {
    const engine = fakeEngine("demo");
    const api = engine.create("api");
    engine.print(api, "one", 5);
    engine.print(api, "two", 5);
    const logs = reader(engine, {});
    await logs.until(2);
    engine.print(api, "three", 5);
    engine.print(api, "four", 6);
    expect(await logs.until(4)).toEqual(["api-1: one", "api-1: two", "api-1: three", "api-1: four"]);
  });

  it("with tail 0 gives only what is new", async () => {
    const engine = fakeEngine("demo");
    const api = engine.create("api");
    engine.print(api, "old", 5);
    const logs = reader(engine, { tail: 0 });
    const first = logs.until(1);
    await settled(() => engine.asked.includes("/containers/c1/logs?stdout=1&stderr=1&timestamps=1&follow=1&since=0.000000005"));
    engine.print(api, "new", 6);
    expect(await first).toEqual(["api-1: new"]);
  });

  it("goes over restarts", async () => {
    const engine = fakeEngine("demo");
    const api = engine.create("api");
    engine.print(api, "run 1", 1);
    const logs = reader(engine, {});
    await logs.until(1);
    for (const run of [2, 3]) {
      const before = logs.read.length;
      engine.print(api, `last words of ${run - 1}`, run * 10 - 1);
      engine.exit(api, 1);
      await logs.until(before + 2);
      engine.start(api);
      engine.print(api, `run ${run}`, run * 10);
      await logs.until(before + 4);
    }
    expect(logs.read).toEqual([
      "api-1: run 1",
      ...["api-1: last words of 1", "-- api-1 exited 1", "-- api-1 restarted", "api-1: run 2"],
      ...["api-1: last words of 2", "-- api-1 exited 1", "-- api-1 restarted", "api-1: run 3"],
    ]);
  });

  it("does not miss a run that is over before it is looked at", async () => {
    const engine = fakeEngine("demo");
    const api = engine.create("api");
    const logs = reader(engine, {});
    engine.print(api, "run 1", 1);
    await logs.until(1);
    engine.exit(api, 0);
    await logs.until(2);
    engine.start(api);
    engine.print(api, "short", 2);
    engine.exit(api, 3);
    expect(await logs.until(5)).toEqual([
      "api-1: run 1",
      "-- api-1 exited 0",
      "-- api-1 restarted",
      "api-1: short",
      "-- api-1 exited 3",
    ]);
  });

  it("takes up containers that are made anew or scaled up, and lets go of removed ones", async () => {
    const engine = fakeEngine("demo");
    const old = engine.create("api");
    engine.print(old, "old", 1);
    const logs = reader(engine, {});
    await logs.until(1);
    engine.remove(old);
    await logs.until(2);
    const fresh = engine.create("api");
    engine.print(fresh, "fresh", 2);
    await logs.until(4);
    const second = engine.create("api", 2);
    engine.print(second, "second", 3);
    expect(await logs.until(6)).toEqual([
      "api-1: old",
      "-- api-1 removed",
      "-- api-1 started",
      "api-1: fresh",
      "-- api-2 started",
      "api-2: second",
    ]);
  });

  it("does not take up other services", async () => {
    const engine = fakeEngine("demo");
    const api = engine.create("api");
    const logs = reader(engine, { services: ["api"] });
    engine.print(api, "a", 1);
    await logs.until(1);
    engine.print(engine.create("db"), "d", 2);
    engine.print(api, "b", 3);
    expect(await logs.until(2)).toEqual(["api-1: a", "api-1: b"]);
    expect(engine.asked.some((path) => path.startsWith("/containers/c2/"))).toBe(false);
  });

  it("survives a connection that breaks in the middle of a line", async () => {
    const engine = fakeEngine("demo");
    const api = engine.create("api");
    engine.print(api, "one", 1);
    const logs = reader(engine, {});
    await logs.until(1);
    engine.print(api, "two", 2);
    await logs.until(2);
    engine.cut(api);
    engine.print(api, "three", 3);
    expect(await logs.until(3)).toEqual(["api-1: one", "api-1: two", "api-1: three"]);
  });

  it("survives the engine, says so, and finds what happened meanwhile", async () => {
    const engine = fakeEngine("demo");
    const [api, db] = [engine.create("api"), engine.create("db")];
    engine.print(api, "before", 1);
    const logs = reader(engine, {});
    await logs.until(1);
    engine.print(db, "live", 2);
    await logs.until(2);
    await settled(() => engine.asked.some((path) => path.startsWith("/events")));
    engine.goAway();
    await logs.until(3);
    engine.print(api, "meanwhile", 3);
    engine.remove(db);
    engine.print(engine.create("web"), "new", 4);
    engine.comeBack();
    const read = await logs.until(8);
    expect(read.slice(0, 3)).toEqual(["api-1: before", "db-1: live", "-- engine-lost: the connection broke off"]);
    expect(read.slice(3).sort()).toEqual(
      ["-- db-1 removed", "-- engine-back", "-- web-1 started", "api-1: meanwhile", "web-1: new"].sort(),
    );
  });

  it("says once that a log cannot be read, and takes it up when the container starts again", async () => {
    const engine = fakeEngine("demo");
    const api = engine.create("api");
    engine.refuseLog(api, 500, "error reading log");
    const logs = reader(engine, {});
    expect(await logs.until(1)).toEqual(["-- api-1 unreadable: error reading log"]);
    const db = engine.create("db");
    engine.print(db, "d", 1);
    expect(await logs.until(3)).toEqual(["-- api-1 unreadable: error reading log", "-- db-1 started", "db-1: d"]);
  });

  it("ends when the signal aborts, without an error", async () => {
    const engine = fakeEngine("demo");
    const api = engine.create("api");
    engine.print(api, "one", 1);
    const logs = reader(engine, {});
    await logs.until(1);
    const ending = logs.next();
    stop.abort();
    expect(await ending).toEqual({ done: true, value: undefined });
  });
});

/** Lets the event loop turn until the condition holds. */
async function settled(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000 && !condition(); turn++) await new Promise(setImmediate);
  expect(condition()).toBe(true);
}
