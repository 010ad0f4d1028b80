import { PassThrough, Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { EngineError } from "../../src/core/error.ts";
import { lineText } from "../../src/core/logs/bytes.ts";
import type { LogLine } from "../../src/core/logs/line.ts";
import type { Engine, EngineRequest } from "../../src/docker/engine.ts";
import { parseEvent, readEvents } from "../../src/docker/events.ts";
import { readLogs } from "../../src/docker/logs.ts";

const time = "2026-01-02T03:04:05.000000001Z";

function engineWith(stream: Readable, asked: EngineRequest[] = []): Engine {
  return {
    url: "fake",
    json: () => Promise.reject(new Error("not asked for")),
    stream: (request) => {
      asked.push(request);
      return Promise.resolve(stream);
    },
  };
}

function frame(kind: number, payload: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = kind;
  header.writeUInt32BE(Buffer.byteLength(payload), 4);
  return Buffer.concat([header, Buffer.from(payload)]);
}

const texts = (lines: readonly LogLine[] | undefined): string[] => (lines ?? []).map(({ bytes }) => lineText(bytes));

describe("readLogs", () => {
  it("asks for timestamps, both streams and its limits", async () => {
    const asked: EngineRequest[] = [];
    for await (const _ of readLogs(engineWith(Readable.from([]), asked), "c1", {
      follow: true,
      tail: 7,
      sinceNs: 1_700_000_000_000_000_042n,
      tty: false,
    }));
    expect(asked.map(({ path }) => path)).toEqual([
      "/containers/c1/logs?stdout=1&stderr=1&timestamps=1&follow=1&tail=7&since=1700000000.000000042",
    ]);
  });

  it("goes by the engine's content type where nobody says whether there is a terminal", async () => {
    const stream = Object.assign(Readable.from([Buffer.from(`${time} raw\r\n`)]), {
      headers: { "content-type": "application/vnd.docker.raw-stream" },
    });
    const batches: string[][] = [];
    for await (const batch of readLogs(engineWith(stream), "c1", { follow: false })) batches.push(texts(batch));
    expect(batches).toEqual([["raw"]]);
  });

  it("gives the unfinished last line when the log ends", async () => {
    const batches: string[][] = [];
    const stream = Readable.from([frame(1, `${time} a\n`), frame(1, `${time} prompt> `)]);
    for await (const batch of readLogs(engineWith(stream), "c1", { follow: false, tty: false })) batches.push(texts(batch));
    expect(batches).toEqual([["a"], ["prompt> "]]);
  });

  it("gives an unfinished line after a quiet moment when following, and its rest later", async () => {
    const stream = new PassThrough();
    const batches = readLogs(engineWith(stream), "c1", { follow: true, tty: false });
    stream.write(frame(1, `${time} prompt> `));
    expect(texts((await batches.next()).value as LogLine[])).toEqual(["prompt> "]);
    stream.write(frame(1, `${time} yes\n`));
    expect(texts((await batches.next()).value as LogLine[])).toEqual(["yes"]);
    stream.end();
    expect((await batches.next()).done).toBe(true);
  });

  it("throws what the engine says in the middle of the stream, after the lines", async () => {
    const stream = Readable.from([Buffer.concat([frame(1, `${time} a\n`), frame(3, "log file is broken")])]);
    const batches = readLogs(engineWith(stream), "c1", { follow: false, tty: false });
    expect(texts((await batches.next()).value as LogLine[])).toEqual(["a"]);
    await expect(batches.next()).rejects.toEqual(new EngineError(500, "log file is broken"));
  });

  it("closes the stream when its reader stops early", async () => {
    const stream = Readable.from([frame(1, `${time} a\n`), frame(1, `${time} b\n`)]);
    for await (const _ of readLogs(engineWith(stream), "c1", { follow: true, tty: false })) break;
    expect(stream.destroyed).toBe(true);
  });

  it("reads no further than it is asked to", async () => {
    let given = 0;
    const stream = new Readable({
      highWaterMark: 1,
      read() {
        this.push(given < 1000 ? frame(1, `${time} line ${++given}\n`) : null);
      },
    });
    const batches = readLogs(engineWith(stream), "c1", { follow: false, tty: false });
    await batches.next();
    await new Promise(setImmediate);
    expect(given).toBeLessThan(10);
  });
});

describe("readEvents", () => {
  const attributes = {
    "com.docker.compose.project": "demo",
    "com.docker.compose.service": "api",
    "com.docker.compose.container-number": "2",
    name: "demo-api-2",
  };
  const event = (action: string, more: Readonly<Record<string, string>> = {}): string =>
    `{"Type":"container","Action":"${action}","Actor":{"ID":"c1","Attributes":${JSON.stringify({ ...attributes, ...more })}},"time":1700000000,"timeNano":1700000000123456789}`;

  it("gives the events of the project's containers, however the stream is cut", async () => {
    const text = Buffer.from(`${event("start")}\n${event("die", { exitCode: "137" })}\n${event("health_status: healthy")}\n`);
    const asked: EngineRequest[] = [];
    let open = 0;
    const cut = Readable.from([text.subarray(0, 11), text.subarray(11, 500), text.subarray(500)], { objectMode: false });
    const events = [];
    for await (const each of readEvents(engineWith(cut, asked), { project: "demo", onOpen: () => open++ })) events.push(each);
    const common = {
      containerId: "c1",
      containerName: "demo-api-2",
      service: "api",
      number: 2,
      atNs: 1_700_000_000_123_456_789n,
    };
    expect(events).toEqual([
      { action: "start", ...common },
      { action: "die", exitCode: 137, ...common },
      { action: "health_status", detail: "healthy", ...common },
    ]);
    expect(open).toBe(1);
    expect(decodeURIComponent(asked[0]?.path ?? "")).toBe(
      '/events?filters={"type":["container"],"label":["com.docker.compose.project=demo"]}',
    );
  });

  it.each([
    ["an empty line", ""],
    ["a network", '{"Type":"network","Action":"connect","Actor":{"ID":"n","Attributes":{}},"time":1}'],
    ["a container of compose run", event("start", { "com.docker.compose.oneoff": "True" })],
    [
      "a container without a service",
      '{"Type":"container","Action":"start","Actor":{"ID":"c","Attributes":{"name":"x"}},"time":1}',
    ],
  ])("leaves out %s", (_, text) => {
    expect(parseEvent(text)).toBeUndefined();
  });
});
