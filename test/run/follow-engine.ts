import { PassThrough } from "node:stream";
import { EngineError } from "../../src/core/error.ts";
import { composeLabels } from "../../src/core/labels.ts";
import type { Engine, EngineRequest } from "../../src/docker/engine.ts";

/** An engine in memory with the containers of one project: it keeps their logs and gives them as the Engine API does. */
export interface FakeEngine extends Engine {
  /** The paths that were asked for. */
  readonly asked: string[];
  /** Makes and starts a container; answers its id. */
  create(service: string, number?: number): string;
  print(id: string, text: string, at: number, stream?: 1 | 2): void;
  exit(id: string, exitCode: number): void;
  start(id: string): void;
  remove(id: string): void;
  /** Cuts this container's open log streams in the middle of a frame. */
  cut(id: string): void;
  /** The engine's refusal to give this container's log. */
  refuseLog(id: string, status: number, words: string): void;
  /** Cuts all connections and refuses new ones until `comeBack`. */
  goAway(): void;
  comeBack(): void;
}

interface Entry {
  readonly at: number;
  readonly stream: 1 | 2;
  readonly text: string;
}

interface FakeContainer {
  readonly id: string;
  readonly name: string;
  readonly labels: Record<string, string>;
  readonly log: Entry[];
  running: boolean;
  runs: number;
  exitCode: number;
  refusal?: EngineError;
  readonly followers: Set<PassThrough>;
}

export function fakeEngine(project: string): FakeEngine {
  const containers = new Map<string, FakeContainer>();
  const listeners = new Set<PassThrough>();
  const asked: string[] = [];
  let away = false;
  let made = 0;

  const find = (id: string): FakeContainer => {
    const container = containers.get(id);
    if (!container) throw new EngineError(404, `No such container: ${id}`);
    return container;
  };
  const tell = (action: string, { id, name, labels }: FakeContainer): void => {
    const event = {
      Type: "container",
      Action: action,
      time: 1_700_000_000,
      timeNano: 1,
      Actor: { ID: id, Attributes: { name, ...labels } },
    };
    for (const listener of listeners) listener.write(`${JSON.stringify(event)}\n`);
  };
  const answer = async (request: EngineRequest): Promise<URL> => {
    asked.push(request.path);
    await new Promise(setImmediate);
    if (away) throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    return new URL(request.path, "http://engine");
  };
  const opened = (request: EngineRequest): PassThrough => {
    const stream = new PassThrough();
    // As an http.IncomingMessage, which keeps an error to itself when nobody listens.
    stream.on("error", () => undefined);
    request.signal?.addEventListener("abort", () => stream.destroy(new Error("aborted")), { once: true });
    return stream;
  };
  const endFollowers = (container: FakeContainer): void => {
    for (const follower of container.followers) follower.end();
    container.followers.clear();
  };
  const cutFollowers = (container: FakeContainer): void => {
    for (const follower of container.followers) {
      follower.write(Buffer.from([1, 0, 0, 0, 0, 0, 0, 99, 50, 48]));
      setImmediate(() => follower.destroy(Object.assign(new Error("aborted"), { code: "ECONNRESET" })));
    }
    container.followers.clear();
  };

  return {
    url: "fake",
    asked,
    async json<T>(request: EngineRequest): Promise<T> {
      const { pathname } = await answer(request);
      if (pathname === "/containers/json") {
        const listed = [...containers.values()].map(({ id, name, labels, running }) => {
          return { Id: id, Names: [`/${name}`], Labels: labels, State: running ? "running" : "exited" };
        });
        return listed as T;
      }
      const { running, runs, exitCode } = find(pathname.split("/")[2] ?? "");
      const StartedAt = `2026-01-01T00:00:0${runs}Z`;
      return { State: { Running: running, Restarting: false, StartedAt, ExitCode: exitCode }, Config: { Tty: false } } as T;
    },
    async stream(request) {
      const { pathname, searchParams } = await answer(request);
      const stream = opened(request);
      if (pathname === "/events") {
        listeners.add(stream);
        return stream;
      }
      const container = find(pathname.split("/")[2] ?? "");
      if (container.refusal) throw container.refusal;
      const sinceNs = BigInt((searchParams.get("since") ?? "0.000000000").replace(".", ""));
      const wanted = container.log.filter(({ at }) => BigInt(at) >= sinceNs);
      for (const entry of wanted.slice(-Number(searchParams.get("tail") ?? wanted.length))) stream.write(frame(entry));
      if (searchParams.get("follow") === "1" && container.running) container.followers.add(stream);
      else stream.end();
      return stream;
    },
    create(service, number = 1) {
      const id = `c${++made}`;
      const labels = {
        [composeLabels.project]: project,
        [composeLabels.service]: service,
        [composeLabels.number]: String(number),
      };
      const container = {
        id,
        name: `${project}-${service}-${number}`,
        labels,
        log: [],
        running: true,
        runs: 1,
        exitCode: 0,
        followers: new Set<PassThrough>(),
      };
      containers.set(id, container);
      tell("start", container);
      return id;
    },
    print(id, text, at, stream = 1) {
      const entry = { at, stream, text };
      find(id).log.push(entry);
      for (const follower of find(id).followers) follower.write(frame(entry));
    },
    exit(id, exitCode) {
      const container = find(id);
      Object.assign(container, { running: false, exitCode });
      endFollowers(container);
      tell("die", container);
    },
    start(id) {
      const container = find(id);
      Object.assign(container, { running: true, runs: container.runs + 1 });
      tell("start", container);
    },
    remove(id) {
      const container = find(id);
      containers.delete(id);
      endFollowers(container);
      tell("destroy", container);
    },
    cut: (id) => cutFollowers(find(id)),
    refuseLog(id, status, words) {
      find(id).refusal = new EngineError(status, words);
    },
    goAway() {
      away = true;
      for (const container of containers.values()) cutFollowers(container);
      for (const listener of listeners) listener.destroy(Object.assign(new Error("aborted"), { code: "ECONNRESET" }));
      listeners.clear();
    },
    comeBack() {
      away = false;
    },
  };
}

/** The engine's frame of a message; without a line end the line is unfinished. */
function frame({ at, stream, text }: Entry): Buffer {
  const time = `${new Date(Math.floor(at / 1e6)).toISOString().slice(0, 19)}.${String(at % 1e9).padStart(9, "0")}Z`;
  const payload = Buffer.from(`${time} ${text}${text.endsWith("…") ? "" : "\n"}`);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}
