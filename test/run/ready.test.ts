import { Readable } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import { Interrupted, UserError } from "../../src/core/error.ts";
import type { Happening } from "../../src/core/event.ts";
import { bareService, type Project } from "../../src/core/project/project.ts";
import { parseImagePreset } from "../../src/core/readiness/preset-file.ts";
import type { Probe } from "../../src/core/readiness/probe.ts";
import type { ContainerDetails } from "../../src/docker/containers.ts";
import type { Engine, EngineRequest } from "../../src/docker/engine.ts";
import { readImagePresets } from "../../src/host/presets.ts";
import { type ReadyQuestion, waitUntilReady } from "../../src/run/ready/ready.ts";
import { secretReader } from "../../src/run/ready/secrets.ts";
import { errorResponse, freePort, type Loopback, loopback, postgresLike, welcome } from "./ready-loopback.ts";

const open: Loopback[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

type State = ContainerDetails["State"];

const running: State = {
  Status: "running",
  Running: true,
  Restarting: false,
  OOMKilled: false,
  ExitCode: 0,
  Error: "",
  StartedAt: "2026-01-01T00:00:00Z",
  FinishedAt: "0001-01-01T00:00:00Z",
};

/** A container as an engine would show it: its states one after the other (the last one stays), its port, its log. */
interface Scene {
  readonly states: readonly Partial<State>[];
  readonly restarts?: number;
  readonly publishedPort?: number;
  readonly env?: readonly string[];
  readonly log?: readonly string[];
  /** What follows the log; told the path that is asked. */
  readonly followed?: Readable | ((path: string) => Readable);
}

function fakeEngine(scene: Scene): Engine & { readonly asked: string[] } {
  let looks = 0;
  const asked: string[] = [];
  const inspect = (): ContainerDetails => {
    const state = scene.states[Math.min(looks, scene.states.length - 1)];
    looks += 1;
    const ports = { "5432/tcp": [{ HostIp: "127.0.0.1", HostPort: String(scene.publishedPort) }] };
    return {
      Id: "c1",
      Name: "/c1",
      Image: "sha256:0",
      RestartCount: scene.restarts ?? 0,
      State: { ...running, ...state },
      Config: { Image: "postgres:17", Env: scene.env ?? [], Labels: {}, Tty: false },
      HostConfig: { NetworkMode: "bridge" },
      NetworkSettings: { Ports: scene.publishedPort ? ports : {}, Networks: {} },
    };
  };
  const forever = ({ signal }: EngineRequest): Promise<never> =>
    new Promise((_, reject) => signal?.addEventListener("abort", () => reject(new Error("aborted")), { once: true }));
  return {
    url: "unix:///x",
    asked,
    json: (async (request: EngineRequest) => {
      asked.push(request.path);
      return request.path.endsWith("/json") ? inspect() : forever(request);
    }) as Engine["json"],
    stream: async ({ path }) => {
      const { followed = Readable.from([], { objectMode: false }) } = scene;
      if (path.includes("follow=1")) return typeof followed === "function" ? followed(path) : followed;
      return Readable.from((scene.log ?? []).map(frame));
    },
  };
}

/** A line of the engine's log stream: 8 bytes of header, its time, the text. */
function frame(line: string): Buffer {
  const body = Buffer.from(`2026-01-01T00:00:01.000000000Z ${line}\n`);
  const header = Buffer.from([2, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(body.length, 4);
  return Buffer.concat([header, body]);
}

const service = bareService("db");
const project: Project = { name: "p", directory: "/p", files: [], services: [service], secrets: {} };

function question(
  scene: Scene,
  probe: Probe,
  change: Partial<ReadyQuestion> = {},
): ReadyQuestion & { readonly told: Happening[] } {
  const told: Happening[] = [];
  const report = (happening: Happening): void => void told.push(happening);
  const signal = new AbortController().signal;
  return {
    engine: fakeEngine(scene),
    project,
    service,
    containerId: "c1",
    probe,
    deadlineMs: 5000,
    report,
    signal,
    env: {},
    told,
    ...change,
  };
}

const postgres = async (): Promise<Probe> => {
  const preset = (await readImagePresets()).find(({ name }) => name === "postgres") ?? parseImagePreset("", "postgres.yml");
  return { kind: "postgres", preset, port: 5432 };
};

async function server(behaviour: Parameters<typeof loopback>[0]): Promise<Loopback> {
  const started = await loopback(behaviour);
  open.push(started);
  return started;
}

const words = ({ told }: { readonly told: readonly Happening[] }): readonly string[] =>
  told.flatMap((each) => (each.type === "answer" ? [each.answer.kind === "ready" ? "ready" : each.answer.why] : []));

describe("waiting for a container", () => {
  it("that ends with 0 where its end is waited for", async () => {
    const states = [{}, {}, { Status: "exited", Running: false, FinishedAt: "2026-01-01T00:00:02.5Z" }];
    const asked = question({ states }, { kind: "exit" });
    expect(await waitUntilReady(asked)).toEqual({ answer: { kind: "ready" }, probe: "exit 0", afterMs: 2500 });
    expect(words(asked)).toEqual(["still running", "ready"]);
  });

  it("that dies: its exit code and the last lines of its log", async () => {
    const scene = { states: [{ Status: "exited", Running: false, ExitCode: 3 }], log: ["starting", "\x1b[31mboom\x1b[0m"] };
    const { answer } = await waitUntilReady(question(scene, { kind: "http", port: 8080 }));
    expect(answer).toEqual({ kind: "failed", why: "exited with code 3", output: ["starting", "boom"] });
  });

  it("that keeps restarting: said once with its last word, and 124 at the deadline", async () => {
    const resting = { Status: "restarting", ExitCode: 1 };
    const states = [resting, resting, {}, resting, {}, resting];
    const asked = question({ states, restarts: 2, log: ["no config"] }, { kind: "http", port: 80 }, { deadlineMs: 300 });
    const late = await waitUntilReady(asked).catch((error: unknown) => error);
    expect(late).toBeInstanceOf(UserError);
    expect(late).toMatchObject({ message: "db is not ready after 0.3 s", details: { exitCode: 124, output: ["no config"] } });
    expect(words(asked)).toEqual(["it keeps restarting, exited with code 1: no config"]);
  });

  it("with a healthcheck: its state and its last words", async () => {
    const unhealthy = { Status: "unhealthy", Log: [{ ExitCode: 1, Output: "connecting\nno route\n" }] };
    const asked = question(
      { states: [{ Health: { Status: "starting" } }, { Health: unhealthy }, { Health: { Status: "healthy" } }] },
      { kind: "healthcheck" },
    );
    await waitUntilReady(asked);
    expect(words(asked).at(-1)).toBe("ready");
    expect(words(asked)).toContain("unhealthy: no route");
  });

  it("with a healthcheck that only its image has: not just running", async () => {
    const states = [{ Health: { Status: "starting" } }, { Health: { Status: "healthy" } }];
    expect((await waitUntilReady(question({ states }, { kind: "running" }))).probe).toBe("healthcheck");
  });

  it("Ctrl-C is Interrupted, and asks nothing more", async () => {
    const stop = new AbortController();
    const asked = question({ states: [{}] }, { kind: "exit" }, { signal: stop.signal, report: () => stop.abort() });
    await expect(waitUntilReady(asked)).rejects.toBeInstanceOf(Interrupted);
  });
});

describe("waiting for Postgres in a container", () => {
  const at = "2026-01-01 00:00:00 UTC [1] LOG:  ";

  it("logs in when the log says that it accepts, with the container's own credentials", async () => {
    const followed = new Readable({ read: () => {} });
    const db = await server(postgresLike(welcome()));
    const env = ["POSTGRES_USER=app", "POSTGRES_PASSWORD=a=b", "POSTGRES_DB=shop"];
    const asked = question({ states: [{}], publishedPort: db.address.port, env, followed }, await postgres());
    const report: ReadyQuestion["report"] = (happening) => {
      asked.report(happening);
      // A hello was answered: now the server's log goes on.
      for (const line of [`${at}starting PostgreSQL 17.5`, `${at}database system is ready to accept connections`])
        followed.push(frame(line));
    };
    expect((await waitUntilReady({ ...asked, report })).answer).toEqual({ kind: "ready" });
    expect(words(asked)).toEqual(["the database system is starting up", "ready"]);
    const startups = db.heard.map(String).filter((bytes) => bytes.includes("user\0"));
    expect(startups).toHaveLength(1);
    expect(startups[0]).toMatch(/user\0app\0database\0shop\0/);
  });

  it("is not taken in by the temporary init server's ready line: nobody answers over TCP", async () => {
    const followed = Readable.from([frame(`${at}database system is ready to accept connections`)]);
    const proxy = await server({ onConnect: (socket) => socket.end() });
    const asked = question({ states: [{}], publishedPort: proxy.address.port, followed }, await postgres(), { deadlineMs: 400 });
    await expect(waitUntilReady(asked)).rejects.toMatchObject({
      details: { exitCode: 124, why: "postgres: connection closed without a word" },
    });
  });

  it("without a log to read, logs in once the hello has been answered for a while", async () => {
    const db = await server(postgresLike(welcome()));
    const asked = question({ states: [{}], publishedPort: db.address.port }, await postgres());
    expect((await waitUntilReady(asked)).answer.kind).toBe("ready");
    expect(db.heard.filter((bytes) => bytes.length === 8).length).toBeGreaterThan(3);
  });

  it("that refuses the credentials is ready, with a warning in its words", async () => {
    const followed = Readable.from([frame(`${at}database system is ready to accept connections`)]);
    const db = await server(postgresLike(errorResponse("28P01", "password authentication failed")));
    const asked = question({ states: [{}], publishedPort: db.address.port, followed }, await postgres());
    expect((await waitUntilReady(asked)).answer).toEqual({
      kind: "ready",
      warning: expect.stringContaining("password authentication failed"),
    });
  });

  it("that nobody listens for yet says so", async () => {
    const asked = question({ states: [{}], publishedPort: await freePort() }, await postgres(), { deadlineMs: 100 });
    await expect(waitUntilReady(asked)).rejects.toMatchObject({ details: { why: "postgres: connection refused" } });
  });
});

describe("waiting for air", () => {
  const error = ["building...", "# x", "./main.go:4:28: undefined: y", "failed to build, error: exit status 1"];

  it("a compile error is failed, with the compiler's lines", async () => {
    const followed = Readable.from(error.map(frame));
    const { answer } = await waitUntilReady(question({ states: [{}], followed }, { kind: "air" }));
    expect(answer).toEqual({
      kind: "failed",
      why: "failed to build, error: exit status 1",
      output: ["# x", "./main.go:4:28: undefined: y"],
    });
  });

  it("a compile error that the log has gone on from is none", async () => {
    const log = [...error, "main.go has changed", "building...", "running..."];
    const fromTheStart = `since=${Date.parse(running.StartedAt) / 1000}.`;
    const followed = (path: string): Readable => {
      const stream = new Readable({ read: () => {} });
      if (path.includes(fromTheStart)) for (const line of error) stream.push(frame(line));
      return stream;
    };
    const asked = question({ states: [{}], log, followed }, { kind: "air" });
    expect((await waitUntilReady(asked)).answer).toEqual({ kind: "ready" });
  });

  it("until mended: the error is reported, and the wait goes on to the next build", async () => {
    const followed = new Readable({ read: () => {} });
    for (const line of error) followed.push(frame(line));
    const asked = question({ states: [{}], followed }, { kind: "air" }, { untilMended: true });
    const report: ReadyQuestion["report"] = (happening) => {
      asked.report(happening);
      if (happening.type === "answer" && happening.answer.kind === "failed")
        for (const line of ["building...", "running..."]) followed.push(frame(line));
    };
    expect((await waitUntilReady({ ...asked, report })).answer).toEqual({ kind: "ready" });
    expect(words(asked)).toContain("failed to build, error: exit status 1");
  });

  it("then asks the program's own port", async () => {
    const followed = Readable.from(["building...", "running..."].map(frame));
    const proxy = await server({ onConnect: (socket) => socket.end() });
    const probe: Probe = { kind: "air", next: { kind: "http", port: 5432 } };
    const asked = question({ states: [{}], followed, publishedPort: proxy.address.port }, probe, { deadlineMs: 300 });
    await expect(waitUntilReady(asked)).rejects.toMatchObject({
      details: { why: "air + http :5432: connection closed without a word" },
    });
  });
});

describe("secrets of a container, read on this machine", () => {
  const own = new URL(import.meta.url).pathname;
  const holder = {
    project: { ...project, secrets: { pw: { environment: "DB_PW" }, file: { file: own } } },
    service: {
      ...service,
      secrets: { pw: "/run/secrets/pw", file: "/run/secrets/file" },
      mounts: [{ type: "bind", source: own.replace(/\/[^/]*$/, ""), target: "/conf" }],
    },
    env: { DB_PW: "deep" },
  };
  it("from an environment variable, a file, a file under a bind mount", async () => {
    const read = secretReader(holder);
    expect(await read("/run/secrets/pw")).toBe("deep");
    expect(await read("/run/secrets/file")).toContain("secrets of a container");
    expect(await read("/conf/ready.test.ts")).toContain("secrets of a container");
    expect(await read("/elsewhere")).toBeUndefined();
  });
});
