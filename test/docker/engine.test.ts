import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { EngineError, UserError } from "../../src/core/error.ts";
import { type Engine, openEngine } from "../../src/docker/engine.ts";
import { folderOf } from "../host/folder.ts";

/** An engine that answers as `answer` says, on a socket of its own. */
async function engineWith(answer: http.RequestListener): Promise<{ engine: Engine; path: string; server: http.Server }> {
  const path = join(await folderOf({}), "docker.sock");
  const server = http.createServer(answer).listen(path);
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { engine: await openEngine({ DOCKER_HOST: `unix://${path}` }), path, server };
}

describe("json", () => {
  it("sends method, path and body, and parses the answer", async () => {
    const { engine } = await engineWith(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { method, url, headers } = request;
      response.end(JSON.stringify({ method, url, type: headers["content-type"], body: Buffer.concat(chunks).toString() }));
    });
    expect(await engine.json({ path: "/_ping?x=1" })).toEqual({ method: "GET", url: "/_ping?x=1", body: "" });
    expect(await engine.json({ method: "POST", path: "/volumes/create", body: { Name: "ü" } })).toEqual({
      method: "POST",
      url: "/volumes/create",
      type: "application/json",
      body: '{"Name":"ü"}',
    });
  });

  it("an empty answer is undefined", async () => {
    const { engine } = await engineWith((_, response) => response.writeHead(204).end());
    expect(await engine.json({ method: "DELETE", path: "/containers/x" })).toBeUndefined();
  });

  it("speaks TCP as well", async () => {
    const server = http.createServer((_, response) => response.end('"OK"')).listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    expect(await (await openEngine({ DOCKER_HOST: `tcp://127.0.0.1:${port}` })).json({ path: "/" })).toBe("OK");
  });

  it.each([
    ['{"message":"No such container: x"}', "No such container: x"],
    ["plain words", "plain words"],
    ["{}", "{}"],
  ])("a refusal %s keeps the engine's words and status", async (body, words) => {
    const { engine } = await engineWith((_, response) => response.writeHead(404).end(body));
    const error = await engine.json({ path: "/" }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EngineError);
    expect(error).toMatchObject({ status: 404, message: words });
  });

  it("an engine that goes away in the middle of its answer is told as such", async () => {
    const { engine, path } = await engineWith((_, response) => {
      response.writeHead(200, { "Content-Length": "100" }).write("{");
      setImmediate(() => response.destroy());
    });
    await expect(engine.json({ path: "/" })).rejects.toMatchObject({
      message: `no Docker engine answers at unix://${path}`,
      details: { why: "the connection broke off" },
    });
  });

  it("an idle connection that the engine has closed meanwhile is no failure", async () => {
    const { engine, server } = await engineWith((_, response) => response.end('"OK"'));
    expect(await engine.json({ path: "/" })).toBe("OK");
    server.closeAllConnections();
    expect(await engine.json({ path: "/" })).toBe("OK");
  });

  it("nobody there, and a socket that is not for this user, are errors with a remedy", async () => {
    const path = join(await folderOf({}), "gone.sock");
    const error = await (await openEngine({ DOCKER_HOST: `unix://${path}` }))
      .json({ path: "/" })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ details: { why: "there is no such socket", remedy: expect.stringContaining("start Docker") } });
    await expect((await openEngine({ DOCKER_HOST: "tcp://127.0.0.1:1" })).json({ path: "/" })).rejects.toMatchObject({
      details: { why: "nothing listens there" },
    });
  });

  it("an aborted request fails with the abort, not with a story about the engine", async () => {
    const abort = new AbortController();
    const { engine } = await engineWith(() => abort.abort());
    const answer = engine.json({ path: "/events", signal: abort.signal });
    await expect(answer).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("stream", () => {
  it("gives the bytes as they come", async () => {
    const next = new Map<string, () => void>();
    const { engine } = await engineWith((_, response) => {
      response.write("one\n");
      next.set("two", () => response.end("two\n"));
    });
    const received: string[] = [];
    for await (const chunk of await engine.stream({ path: "/events" })) {
      received.push(String(chunk));
      next.get("two")?.();
    }
    expect(received.join("")).toBe("one\ntwo\n");
    expect(received[0]).toBe("one\n");
  });

  it("refuses like json does", async () => {
    const { engine } = await engineWith((_, response) => response.writeHead(409).end('{"message":"not running"}'));
    await expect(engine.stream({ path: "/" })).rejects.toThrow("not running");
  });
});
