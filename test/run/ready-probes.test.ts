import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import https from "node:https";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { exchange, firstReached } from "../../src/host/probes/exchange.ts";
import { askGreeting, askPort, askTcp, speaksTls } from "../../src/host/probes/port.ts";
import { knock, login, sayHello } from "../../src/host/probes/postgres.ts";
import { askFile, askUrl } from "../../src/host/probes/wait-on.ts";
import { certificate, privateKey } from "./ready-certificate.ts";
import { errorResponse, freePort, type Loopback, loopback, postgresLike, welcome } from "./ready-loopback.ts";

const never = new AbortController().signal;
const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function serve(behaviour: Parameters<typeof loopback>[0]): Promise<Loopback> {
  const server = await loopback(behaviour);
  open.push(server.close);
  return server;
}

describe("a question over TCP", () => {
  it("nobody listens", async () => {
    const address = { host: "127.0.0.1", port: await freePort() };
    expect(await exchange({ address, signal: never })).toEqual({ kind: "unreachable", code: "ECONNREFUSED" });
  });

  it("accepted and hung up without a byte, as docker-proxy does", async () => {
    const { address } = await serve({ onConnect: (socket) => socket.end() });
    expect(await exchange({ address, send: Buffer.from("hi"), signal: never })).toEqual({ kind: "closed" });
  });

  it("accepted and reset without a byte", async () => {
    const { address } = await serve({ onConnect: (socket) => socket.resetAndDestroy() });
    expect(await exchange({ address, send: Buffer.from("hi"), signal: never })).toEqual({ kind: "closed" });
  });

  it("open and silent", async () => {
    const { address } = await serve({});
    expect(await exchange({ address, silenceMs: 20, signal: never })).toEqual({ kind: "silent" });
  });

  it("says goodbye properly once it has heard", async () => {
    const server = await serve({ onConnect: (socket) => socket.write("hello") });
    expect(await exchange({ address: server.address, signal: never })).toEqual({ kind: "said", bytes: Buffer.from("hello") });
    await expect.poll(() => server.ends.length).toBe(1);
    expect(server.ends).toEqual(["end"]);
  });

  it("is given up at once when the signal is aborted", async () => {
    const { address } = await serve({});
    const stop = new AbortController();
    const reply = exchange({ address, silenceMs: 60_000, signal: stop.signal });
    stop.abort();
    expect(await reply).toEqual({ kind: "unreachable", code: "ABORTED" });
  });

  it("drops a connection to itself", async () => {
    const port = await freePort();
    const connect = net.connect;
    // The system does this by itself only now and then; binding the source port to the asked one does it every time.
    net.connect = ((options: net.TcpNetConnectOpts) =>
      connect({ ...options, localPort: port, localAddress: "127.0.0.1" })) as typeof connect;
    try {
      expect(await exchange({ address: { host: "127.0.0.1", port }, signal: never })).toEqual({ kind: "self" });
    } finally {
      net.connect = connect;
    }
    const server = net.createServer().listen(port, "127.0.0.1");
    await once(server, "listening");
    server.close();
  });

  it("takes the first address that is reached, and tells which", async () => {
    const { address } = await serve({ onConnect: (socket) => socket.end("x") });
    const nobody = { host: "127.0.0.1", port: await freePort() };
    const reached = await firstReached([nobody, address], (each) => exchange({ address: each, signal: never }));
    expect(reached).toEqual({ address, reply: { kind: "said", bytes: Buffer.from("x") } });
    expect((await firstReached([nobody], (each) => exchange({ address: each, signal: never }))).reply).toEqual({
      kind: "unreachable",
      code: "ECONNREFUSED",
    });
  });
});

describe("Postgres", () => {
  const credentials = { user: "app", password: "pw", database: "app" };

  it("answers a hello also while it starts up, and gets no login for it", async () => {
    const server = await serve(postgresLike(errorResponse("57P03", "the database system is starting up")));
    expect(await sayHello(server.address, never)).toEqual({ kind: "said", bytes: Buffer.from("N") });
    expect(server.heard.map((bytes) => bytes.length)).toEqual([8]);
  });

  it.each([
    ["57P03", "the database system is starting up"],
    ["28P01", 'password authentication failed for user "app"'],
    ["3D000", 'database "app" does not exist'],
  ])("%s, in its own words", async (code, words) => {
    const { address } = await serve(postgresLike(errorResponse(code, words)));
    expect(await login({ address, credentials }, never)).toEqual({ kind: "error", code, words });
    expect(await knock(address, never)).toEqual({ kind: "error", code, words });
  });

  it("serves when SELECT 1 answers, and is told goodbye", async () => {
    const server = await serve(postgresLike(welcome()));
    expect(await login({ address: server.address, credentials }, never)).toEqual({ kind: "serves" });
    const url = `postgres://app:pw@localhost:${server.address.port}/app`;
    expect(await login({ url, host: "127.0.0.1" }, never)).toEqual({ kind: "serves" });
    await expect.poll(() => server.heard.filter((bytes) => bytes.includes("X\0\0\0\x04")).length).toBe(2);
  });

  it("is not there: refused, hung up, something else", async () => {
    const address = { host: "127.0.0.1", port: await freePort() };
    expect(await login({ address, credentials }, never)).toEqual({ kind: "unreachable", code: "ECONNREFUSED" });
    const proxy = await serve({ onConnect: (socket) => socket.end() });
    expect(await login({ address: proxy.address, credentials }, never)).toEqual({ kind: "closed" });
    const web = await serve({ onBytes: (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n") });
    expect(await knock(web.address, never)).toEqual({ kind: "not-postgres" });
  });

  it("a login is given up at once when the signal is aborted", async () => {
    const stop = new AbortController();
    const { address } = await serve({ onConnect: () => stop.abort() });
    expect((await login({ address, credentials }, stop.signal)).kind).not.toBe("serves");
  });
});

describe("a published port", () => {
  it.each([
    ["HTTP 404", { onBytes: (socket: net.Socket) => socket.end("HTTP/1.1 404 Not Found\r\n\r\n") }, { kind: "ready" }],
    [
      "a server that speaks first",
      { onConnect: (socket: net.Socket) => socket.write("SSH-2.0-x\r\n") },
      { kind: "ready", isHttp: false },
    ],
    [
      "nobody behind docker-proxy",
      { onConnect: (socket: net.Socket) => socket.end() },
      { kind: "waiting", why: "connection closed without a word" },
    ],
  ])("%s", async (_, behaviour, answer) => {
    const { address } = await serve(behaviour as Parameters<typeof loopback>[0]);
    expect(await askPort([address], undefined, never)).toEqual(answer);
  });

  it("open and silent for a second is ready", async () => {
    const { address } = await serve({});
    expect(await askPort([address], undefined, never)).toEqual({ kind: "ready" });
  });

  it("tcp: accepted and kept is ready, hung up is not", async () => {
    const kept = await serve({});
    const hungUp = await serve({ onConnect: (socket) => socket.end() });
    expect(await askTcp([kept.address], never)).toEqual({ kind: "ready" });
    expect((await askTcp([hungUp.address], never)).kind).toBe("waiting");
  });

  it("a greeting sends its words and judges the reply", async () => {
    const redis = await serve({
      onBytes: (socket, bytes) => socket.write(bytes.toString() === "PING\r\n" ? "-LOADING not yet\r\n" : "?"),
    });
    const words = { send: Buffer.from("PING\r\n"), waiting: ["^-LOADING"] };
    expect(await askGreeting([redis.address], words, never)).toEqual({ kind: "waiting", why: "-LOADING not yet" });
  });

  it("TLS is recognised where plain HTTP is hung up on", async () => {
    const server = https.createServer({ key: privateKey, cert: certificate }).listen(0, "127.0.0.1");
    open.push(async () => server.close());
    await once(server, "listening");
    const address = { host: "127.0.0.1", port: (server.address() as net.AddressInfo).port };
    const plain = await serve({ onBytes: (socket) => socket.end("no") });
    expect(await speaksTls(address, never)).toBe(true);
    expect(await speaksTls(plain.address, never)).toBe(false);
  });
});

describe("URLs and files, through wait-on", () => {
  it.each([
    ["200 OK", { kind: "ready" }],
    ["503 Not Yet", { kind: "waiting", why: "HTTP 503" }],
  ])("HTTP %s", async (status, answer) => {
    const server = await serve({
      onBytes: (socket) => socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`),
    });
    expect(await askUrl(`http://localhost:${server.address.port}/x`, never)).toEqual(answer);
    expect(String(server.heard[0])).toMatch(
      new RegExp(`^GET /x HTTP/1.1\\r\\n(.*\\r\\n)*Host: localhost:${server.address.port}\\r\\n`, "i"),
    );
  });

  it("says why nobody answers", async () => {
    expect(await askUrl(`http://localhost:${await freePort()}/`, never)).toEqual({ kind: "waiting", why: "connection refused" });
  });

  it("a file is there or not", async () => {
    const folder = await mkdtemp(join(tmpdir(), "gdev-ready-"));
    open.push(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, "is"), "x");
    expect(await askFile(join(folder, "is"), never)).toEqual({ kind: "ready" });
    expect(await askFile(join(folder, "is-not"), never)).toEqual({ kind: "waiting", why: "no such file" });
  });
});
