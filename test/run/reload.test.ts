import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { EngineError } from "../../src/core/error.ts";
import { composeLabels } from "../../src/core/labels.ts";
import type { LogItem, LogMark } from "../../src/core/logs/service-lines.ts";
import type { Probe } from "../../src/core/readiness/probe.ts";
import type { Reload } from "../../src/core/reload/state.ts";
import { pinnedError, reloadWords } from "../../src/core/reload/words.ts";
import type { Engine, EngineRequest } from "../../src/docker/engine.ts";
import type { FoldersToWatch } from "../../src/host/watch-folders.ts";
import { openReload, type ReloadServices, type ReloadWatch } from "../../src/run/reload/reload.ts";
import { projectOf } from "../core/project-of.ts";
import { folderOf } from "../host/folder.ts";
import { type Loopback, loopback } from "./ready-loopback.ts";

let stop = new AbortController();
const servers: Loopback[] = [];
afterEach(async () => {
  stop.abort();
  stop = new AbortController();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** The time at which the tests begin, ms since the epoch. */
const beginMs = 1_780_000_000_000;

interface Stage {
  readonly reload: ReloadWatch;
  /** The phases told, in order, each once in a row. */
  readonly phases: string[];
  readonly notes: string[];
  readonly watched: FoldersToWatch[];
  readonly state: () => Reload | undefined;
  /** Hands in lines of the log, `seconds text` each, of api's container (or another number of it). */
  readonly lines: (text: string, number?: number) => void;
  readonly mark: (what: "started" | "restarted" | "removed") => void;
  /** A save of a file of the project, so many seconds after the beginning. */
  readonly save: (file: string, seconds: number) => void;
  /** Lets the clock go to so many seconds after the beginning, and rings what is due. */
  readonly goTo: (seconds: number) => void;
  /** How many alarms the clock has to ring. */
  readonly alarms: () => number;
  readonly until: (phase: string) => Promise<void>;
}

interface Given {
  readonly files?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly probe?: Probe;
  /** What the program answers on its port: nothing at first. */
  readonly answers?: { now: boolean };
  readonly aheadMs?: number;
  readonly running?: { now: boolean };
  /** Whether the engine can be reached. */
  readonly there?: { now: boolean };
}

async function open(given: Given = {}): Promise<Stage> {
  const folder = await folderOf({ "main.go": "", ".air.toml": "[build]\ndelay = 100", ...given.files });
  const project = projectOf(`api: { build: { context: ${folder} }, volumes: [{ type: bind, source: ${folder}, target: /app }] }`);
  const services: ReloadServices = {
    project,
    services: ["api"],
    probes: new Map([["api", given.probe ?? { kind: "air" }]]),
  };
  let nowMs = beginMs;
  const alarms = new Map<symbol, { readonly atMs: number; readonly run: () => void }>();
  const told: Reload[] = [];
  const phases: string[] = [];
  const notes: string[] = [];
  const watched: FoldersToWatch[] = [];
  const reload = openReload({
    ...services,
    engine: await engineOf(given, () => nowMs),
    env: {},
    signal: stop.signal,
    clock: {
      now: () => nowMs,
      after(delayMs, run) {
        const key = Symbol();
        alarms.set(key, { atMs: nowMs + delayMs, run });
        return () => alarms.delete(key);
      },
    },
    watch: async (wanted) => void watched.push(wanted),
    report(change) {
      if (change.kind === "note") return void notes.push(change.text);
      told.push(change.state);
      if (phases.at(-1) !== change.state.phase) phases.push(change.state.phase);
    },
  });
  const item = (number: number) => ({ service: "api", container: `demo-api-${number}`, number });
  const stage: Stage = {
    reload,
    phases,
    notes,
    watched,
    state: () => told.at(-1),
    lines(text, number = 1) {
      const lines = text.split("\n").map((line) => {
        const [, seconds = "0", words = ""] = /^\s*(-?[\d.]+) (.*)$/.exec(line) ?? [];
        const atNs = BigInt(Math.round(beginMs + (given.aheadMs ?? 0) + Number(seconds) * 1000)) * 1_000_000n;
        return { atNs, stream: "stderr" as const, bytes: new TextEncoder().encode(words) };
      });
      reload.take({ kind: "lines", ...item(number), lines });
    },
    mark: (what) => reload.take({ kind: "mark", what, ...item(1) } satisfies LogMark),
    save(file, seconds) {
      const changes = [{ path: join(folder, file), kind: "changed" as const, atMs: beginMs + seconds * 1000 }];
      watched.at(-1)?.onChange(changes);
    },
    goTo(seconds) {
      nowMs = beginMs + seconds * 1000;
      for (const [key, { atMs, run }] of [...alarms]) {
        if (atMs > nowMs) continue;
        alarms.delete(key);
        run();
      }
    },
    alarms: () => alarms.size,
    until: (phase) => vi.waitFor(() => expect(told.at(-1)?.phase).toBe(phase), { timeout: 4000, interval: 5 }),
  };
  return stage;
}

/** An engine with one container of api, whose program is asked on a port of this machine. */
async function engineOf({ command = ["air"], answers, aheadMs = 0, running, there }: Given, now: () => number): Promise<Engine> {
  const server = await loopback({
    onBytes: (socket) => (answers?.now ? socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") : socket.destroy()),
  });
  servers.push(server);
  const labels = { [composeLabels.project]: "demo", [composeLabels.service]: "api", [composeLabels.number]: "1" };
  const json = (path: string): unknown => {
    if (there?.now === false) throw new Error("the engine is gone");
    if (path.startsWith("/info")) return { SystemTime: new Date(now() + aheadMs).toISOString() };
    if (path.startsWith("/containers/json"))
      return [{ Id: "c1", Names: ["/demo-api-1"], Labels: labels, State: running?.now === false ? "exited" : "running" }];
    return {
      Id: "c1",
      State: { Status: "running", StartedAt: "2026-01-01T00:00:00Z" },
      Config: { Entrypoint: command, WorkingDir: "/app" },
      HostConfig: { NetworkMode: "demo" },
      NetworkSettings: { Ports: { "8080/tcp": [{ HostIp: "127.0.0.1", HostPort: String(server.address.port) }] }, Networks: {} },
    };
  };
  return {
    url: "fake",
    json: async <T>({ path }: EngineRequest) => json(path) as T,
    stream: async () => {
      throw new EngineError(404, "no such file");
    },
  };
}

const http: Probe = { kind: "air", next: { kind: "http", port: 8080 } };
const start = "0.1 building...\n0.8 running...";

describe("a save", () => {
  it("goes from saved to serving when the program answers", async () => {
    const answers = { now: true };
    const stage = await open({ probe: http, answers });
    stage.lines(start);
    await stage.until("serving");
    stage.goTo(9);
    answers.now = false;
    stage.save("main.go", 9);
    stage.lines("9.1 main.go has changed\n9.1 building...");
    stage.goTo(10);
    stage.lines("10.1 running...");
    await vi.waitFor(() => expect(stage.state()?.why).toBeDefined());
    stage.goTo(10.4);
    answers.now = true;
    await stage.until("serving");
    expect(reloadWords(stage.state() as Reload, 0)).toBe("saved → built 1.1 s → serving 1.4 s");
    expect(stage.phases).toEqual(["built", "serving", "saved", "building", "built", "serving"]);
  });

  it("of a file that air leaves out is none", async () => {
    const stage = await open({ files: { ".air.toml": '[build]\nexclude_dir = ["web"]' } });
    stage.lines(start);
    await stage.until("serving");
    for (const file of ["main_test.go", "web/app.go", "README.md"]) stage.save(file, 5);
    expect(stage.state()?.phase).toBe("serving");
    expect(stage.alarms()).toBe(0);
    const ignored = stage.watched[0]?.ignored;
    const folder = stage.watched[0]?.paths[0] ?? "";
    expect([ignored?.(`${folder}/web`, "folder"), ignored?.(`${folder}/api`, "folder")]).toEqual([true, false]);
    expect([ignored?.(`${folder}/a.md`, "file"), ignored?.(`${folder}/api/a.go`, "file")]).toEqual([true, false]);
  });

  it("that air does not take up is told when its time is over, and nothing ticks otherwise", async () => {
    const stage = await open();
    stage.lines(start);
    await stage.until("serving");
    expect(stage.alarms()).toBe(0);
    stage.goTo(5);
    stage.save("main.go", 5);
    expect(stage.alarms()).toBe(1);
    stage.goTo(8.09);
    expect(stage.state()?.phase).toBe("saved");
    stage.goTo(8.1);
    expect(stage.state()).toMatchObject({ phase: "not-picked-up", trouble: "no-events" });
    expect(stage.alarms()).toBe(0);
    stage.save("main.go", 8.2);
    stage.lines("8.3 main.go has changed\n8.3 building...");
    expect(stage.alarms()).toBe(1);
    stage.lines("8.4 # x");
    expect(stage.alarms()).toBe(1);
    stage.lines("8.5 running...");
    expect(stage.alarms()).toBe(0);
  });

  it("is measured on one clock, also where the engine's is ahead", async () => {
    const stage = await open({ aheadMs: 42_000 });
    stage.lines(start);
    await stage.until("serving");
    stage.goTo(5);
    stage.save("main.go", 5);
    stage.lines("5.1 building...\n5.9 running...");
    expect(stage.state()).toMatchObject({ savedAtMs: beginMs + 5000, builtAtMs: beginMs + 5900 });
  });
});

describe("what was there before", () => {
  it("is told from the history, once the container is known", async () => {
    const stage = await open();
    stage.lines(
      "-60 building...\n-59 running...\n-50 building...\n-49.9 ./main.go:3:1: no\n-49.8 failed to build, error: exit status 1\n-49.799 running...",
    );
    expect(stage.state()).toBeUndefined();
    await stage.until("failed");
    expect(pinnedError(stage.state() as Reload, { service: "api", clock: String })).toEqual({
      title: "api: main.go:3:1: no",
      lines: ["./main.go:3:1: no"],
      serving: `still serving the build of ${beginMs - 59_000}`,
    });
  });

  it("serves without a time of its own, and is not asked: the question would stand in its log", async () => {
    const stage = await open({ probe: http, answers: { now: false } });
    stage.lines("-60 building...\n-59 running...");
    await stage.until("serving");
    expect(stage.state()?.servingAtMs).toBeUndefined();
  });

  it("does not undo what is newer", async () => {
    const stage = await open();
    stage.lines(start);
    stage.lines("-60 building...\n-59 failed to build, error: exit status 1");
    await stage.until("serving");
  });
});

describe("a container", () => {
  it("that is started anew begins anew, and is looked for", async () => {
    const running = { now: true };
    const stage = await open({ running });
    stage.lines("0.1 building...\n0.2 no\n0.3 failed to build, error: exit status 1");
    await stage.until("failed");
    stage.mark("restarted");
    expect(stage.state()?.phase).toBe("idle");
    stage.lines("3.0 building...\n3.5 running...");
    await stage.until("serving");
    running.now = false;
    stage.mark("removed");
    await vi.waitFor(() => expect(stage.watched[0]?.signal.aborted).toBe(true));
    expect(stage.state()?.phase).toBe("idle");
  });

  it("beside the first does not count", async () => {
    const stage = await open();
    stage.lines(start);
    await stage.until("serving");
    stage.lines("5.0 building...", 2);
    expect(stage.state()?.phase).toBe("serving");
  });
});

it("looks for its container again when the engine is back", async () => {
  const there = { now: false };
  const stage = await open({ there });
  await new Promise(setImmediate);
  expect(stage.watched).toEqual([]);
  there.now = true;
  stage.reload.take({ kind: "mark", what: "engine-back" });
  await vi.waitFor(() => expect(stage.watched).toHaveLength(1));
});

describe("a program", () => {
  it("that has ended is asked for one that holds its port", async () => {
    const stage = await open({ probe: http, answers: { now: true } });
    stage.lines("0.1 building...\n0.8 running...\n0.81 bind: address already in use\n0.82 Process Exit with Code: 1");
    await vi.waitFor(() => expect(stage.state()).toMatchObject({ phase: "exited", stale: "yes" }));
  });

  it("under another reloader only shows its saves", async () => {
    const stage = await open({ command: ["reflex", "-r", "go$", "go", "run", "."] });
    await vi.waitFor(() => expect(stage.watched).toHaveLength(1));
    stage.lines(start);
    stage.save("main.go", 3);
    stage.save("node_modules/x.js", 4);
    expect(stage.state()).toMatchObject({ phase: "idle", lastSavedAtMs: beginMs + 3000 });
    expect(stage.phases).toEqual(["idle"]);
  });
});

describe("the services", () => {
  it("that leave dev mode are followed and watched no more", async () => {
    const stage = await open();
    stage.lines(start);
    await stage.until("serving");
    stage.reload.update({ project: projectOf("api: { image: a }"), services: [], probes: new Map() });
    expect(stage.watched[0]?.signal.aborted).toBe(true);
    stage.lines("5.0 building...");
    expect(stage.state()?.phase).toBe("serving");
  });

  it("are told of what keeps saves from being seen", async () => {
    const stage = await open();
    await vi.waitFor(() => expect(stage.watched).toHaveLength(1));
    stage.watched[0]?.onTrouble({ text: "saves are seen a second late" });
    expect(stage.notes).toEqual(["saves are seen a second late"]);
  });

  it("bear what is not theirs", async () => {
    const stage = await open();
    const others: readonly LogItem[] = [
      { kind: "mark", what: "engine-lost", why: "gone" },
      { kind: "mark", what: "engine-back" },
      { kind: "lines", service: "db", container: "demo-db-1", number: 1, lines: [] },
    ];
    for (const item of others) stage.reload.take(item);
    stage.lines(start);
    await stage.until("serving");
  });
});
