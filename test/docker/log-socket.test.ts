import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { EngineError } from "../../src/core/error.ts";
import { lineText } from "../../src/core/logs/bytes.ts";
import { openEngine } from "../../src/docker/engine.ts";
import { type LogSocket, openLogSocket } from "../../src/docker/log-socket.ts";
import { type LogsWanted, readLogs } from "../../src/docker/logs.ts";

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

/** An engine at a unix socket; gives the socket's path. */
async function engineAt(listener: RequestListener): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "gdev-"));
  const path = join(folder, "docker.sock");
  const server = createServer(listener).listen(path);
  await once(server, "listening");
  endings.push(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });
  return path;
}

async function opened(path: string, isFollowed = false, signal?: AbortSignal): Promise<LogSocket> {
  const log = await openLogSocket({ path, resource: "/containers/c1/logs?follow=0", isFollowed, signal });
  if (!log) throw new Error("there is no log");
  return log;
}

async function rest({ next }: LogSocket): Promise<string> {
  let text = "";
  for (let read = await next(); read.done !== true; read = await next()) text += Buffer.from(read.value).toString();
  return text;
}

function frame(text: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = 1;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

it("gives the content type and the whole of an answer in chunks, followed or not", async () => {
  const lines = Array.from({ length: 3000 }, (_, line) => `line ${line} ${"x".repeat(line % 97)}\n`);
  const path = await engineAt(({ url }, response) => {
    response.setHeader("Content-Type", "application/vnd.docker.raw-stream");
    for (const line of lines) response.write(line);
    response.end(url);
  });
  for (const isFollowed of [false, true]) {
    const log = await opened(path, isFollowed);
    expect(log.contentType).toBe("application/vnd.docker.raw-stream");
    expect(await rest(log)).toBe(`${lines.join("")}/containers/c1/logs?follow=0`);
  }
});

it("leaves what it has given as it was", async () => {
  let write = (_text: string): void => {};
  let finish = (): void => {};
  const path = await engineAt((_, response) => {
    write = (text) => void response.write(text);
    finish = () => void response.end("third and longest");
    write("first");
  });
  const log = await opened(path);
  await log.next();
  write("second");
  const second = await log.next();
  finish();
  expect(await rest(log)).toBe("third and longest");
  expect(Buffer.from(second.value ?? []).toString()).toBe("second");
});

it("ends with the answer, also where the connection is kept", async () => {
  const path = await engineAt((_, response) => {
    response.socket?.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nall\r\n0\r\n\r\n");
  });
  expect(await rest(await opened(path))).toBe("all");
});

it("reads an answer without chunks until the connection ends", async () => {
  const path = await engineAt((_, response) => {
    response.useChunkedEncodingByDefault = false;
    response.setHeader("Connection", "close");
    response.end("all of it");
  });
  expect(await rest(await opened(path))).toBe("all of it");
});

it("throws where the connection breaks off within the answer", async () => {
  const path = await engineAt((_, response) => {
    response.write("a", () => response.destroy());
  });
  await expect(rest(await opened(path))).rejects.toThrow("broke off");
});

it("ends when it is aborted, whether it is being read or not", async () => {
  const path = await engineAt((_, response) => void response.write("a"));
  const aborting = new AbortController();
  const log = await opened(path, true, aborting.signal);
  await log.next();
  const next = log.next();
  aborting.abort();
  await expect(next).rejects.toThrow("aborted");
});

it("gives no log where the engine refuses, or where there is none", async () => {
  const path = await engineAt((_, response) => response.writeHead(404).end("{}"));
  const question = { resource: "/containers/c1/logs", isFollowed: false, signal: undefined };
  expect(await openLogSocket({ path, ...question })).toBeUndefined();
  expect(await openLogSocket({ path: `${path}.gone`, ...question })).toBeUndefined();
  expect(await openLogSocket({ path, ...question, signal: AbortSignal.abort() })).toBeUndefined();
});

it("is how logs are read at a unix socket: lines, refusals in the engine's words, and elsewhere over HTTP as it comes", async () => {
  const asked: string[] = [];
  const listener: RequestListener = ({ url = "", headers }, response) => {
    asked.push(headers.connection ?? "");
    if (url.includes("/gone/")) return void response.writeHead(404).end('{"message":"No such container: gone"}');
    response.write(frame("2026-01-02T03:04:05.000000001Z one\n"));
    response.end(frame("2026-01-02T03:04:05.000000002Z two\n"));
  };
  const texts = async (host: string, id: string, wanted: LogsWanted): Promise<readonly string[]> => {
    const engine = await openEngine({ DOCKER_HOST: host });
    const lines: string[] = [];
    for await (const batch of readLogs(engine, id, wanted)) lines.push(...batch.map(({ bytes }) => lineText(bytes)));
    return lines;
  };
  const unix = `unix://${await engineAt(listener)}`;
  expect(await texts(unix, "c1", { follow: true, tty: false })).toEqual(["one", "two"]);
  expect(asked).toEqual(["close"]);
  await expect(texts(unix, "gone", { follow: true })).rejects.toEqual(new EngineError(404, "No such container: gone"));

  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  endings.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  expect(await texts(`tcp://127.0.0.1:${port}`, "c1", { follow: false, tty: false })).toEqual(["one", "two"]);
  expect(asked.at(-1)).toBe("keep-alive");
});
