import { describe, expect, it } from "vitest";
import { type AirLog, airAnswer, emptyAirLog, reduceAirLog, startsAir } from "../../src/core/readiness/air.ts";
import { greetingAnswer } from "../../src/core/readiness/greeting.ts";
import { portAnswer } from "../../src/core/readiness/port.ts";
import {
  helloAnswer,
  parsePostgresUrl,
  parseStartupReply,
  postgresAnswer,
  startupMessage,
} from "../../src/core/readiness/postgres.ts";
import { postgresCredentials } from "../../src/core/readiness/postgres-credentials.ts";
import { emptyPostgresLog, reducePostgresLog } from "../../src/core/readiness/postgres-log.ts";
import { isSelfConnection, type Reply } from "../../src/core/readiness/reply.ts";

const said = (text: string): Reply => ({ kind: "said", bytes: Buffer.from(text, "latin1") });
const refused: Reply = { kind: "unreachable", code: "ECONNREFUSED" };

describe("what Postgres says", () => {
  it.each([
    ["refused", refused, "waiting", "connection refused"],
    ["closed before a byte", { kind: "closed" }, "waiting", "connection closed without a word"],
    ["silent", { kind: "silent" }, "waiting", "accepts connections but does not answer"],
    [
      "57P03",
      { kind: "error", code: "57P03", words: "the database system is starting up" },
      "waiting",
      "the database system is starting up",
    ],
    ["57P01", { kind: "error", code: "57P01", words: "terminating" }, "waiting", "terminating"],
  ] as const)("%s is waiting with its words, whoever asks", (_, reply, kind, why) => {
    for (const credentials of ["service", "caller", "none"] as const)
      expect(postgresAnswer(reply, credentials)).toEqual({ kind, why });
  });

  it.each(["28P01", "28000", "3D000", "XX000"])("%s: ready with a warning for a service, failed for a caller", (code) => {
    const reply = { kind: "error", code, words: "no" } as const;
    expect(postgresAnswer(reply, "service")).toEqual({ kind: "ready", warning: expect.stringContaining("no") });
    expect(postgresAnswer(reply, "caller")).toEqual({ kind: "failed", why: "no" });
    expect(postgresAnswer(reply, "none")).toEqual({ kind: "ready" });
  });

  it("waits for a free connection rather than failing", () => {
    expect(postgresAnswer({ kind: "error", code: "53300", words: "too many" }, "caller").kind).toBe("waiting");
  });

  it("knows the hello's answer from other servers' words", () => {
    expect(["S", "N", "SSH-2.0", "HTTP/1.1 400", ""].map((text) => helloAnswer(said(text)))).toEqual([
      "tls",
      "plain",
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("writes a StartupMessage as long as it says", () => {
    const message = Buffer.from(startupMessage("app", "db"));
    expect(message.readUInt32BE(0)).toBe(message.length);
    expect(message.toString("latin1", 8)).toBe("user\0app\0database\0db\0application_name\0gdev\0\0");
  });

  it("reads the first reply to it", () => {
    expect(parseStartupReply(said("R\0\0\0\x17\0\0\0\x0aSCRAM-SHA-256\0\0")).kind).toBe("serves");
    expect(parseStartupReply(said("E\0\0\0\x2fSFATAL\0VFATAL\0C57P03\0Mstarting up\0Fpostmaster.c\0\0"))).toEqual({
      kind: "error",
      code: "57P03",
      words: "starting up",
    });
    expect(parseStartupReply(said("HTTP/1.1 400")).kind).toBe("not-postgres");
    expect(parseStartupReply(refused)).toBe(refused);
  });

  it.each([
    ["postgres://app:s3cret@db:5433/shop?sslmode=require", "db", 5433, "postgres://app@db:5433/shop"],
    ["postgresql://localhost/shop", "localhost", 5432, "postgresql://localhost/shop"],
    ["postgres://app@[::1]:5432/shop", "::1", 5432, "postgres://app@[::1]:5432/shop"],
  ])("reads %s and never shows its password", (url, host, port, shown) => {
    expect(parsePostgresUrl(url)).toEqual({ url, host, port, shown });
  });

  it("leaves other URLs alone", () => {
    expect(parsePostgresUrl("http://db:5432/")).toBeUndefined();
  });
});

describe("a Postgres server's log", () => {
  const heard = (...lines: readonly string[]) => lines.reduce(reducePostgresLog, emptyPostgresLog);
  const at = "2026-11-22 04:08:57.982 UTC [1] LOG:  ";

  it("accepts after its ready line", () => {
    expect(heard(`${at}starting PostgreSQL 17.11`, `${at}database system is ready to accept connections`)).toMatchObject({
      visible: true,
      accepts: true,
    });
  });
  it("does not accept while the temporary init server shuts down, nor while the next one starts", () => {
    const init = [`${at}database system is ready to accept connections`, `${at}received fast shutdown request`];
    expect(heard(...init).accepts).toBe(false);
    expect(heard(`${at}database system is ready to accept connections`, `${at}starting PostgreSQL 17.11`).accepts).toBe(false);
  });
  it("tells a server on the network from one on a socket only", () => {
    const start = `${at}starting PostgreSQL 17.11`;
    const socket = `${at}listening on Unix socket "/var/run/postgresql/.s.PGSQL.5432"`;
    expect(heard(start, `${at}listening on IPv4 address "0.0.0.0", port 5432`, socket).onNetwork).toBe(true);
    expect(heard(start, `${at}listening on IPv4 address "0.0.0.0", port 5432`, start, socket).onNetwork).toBe(false);
  });
  it("a read-only replica accepts too", () => {
    expect(heard(`${at}database system is ready to accept read-only connections`).accepts).toBe(true);
  });
  it("tells what it does meanwhile", () => {
    expect(heard(`${at}database system was not properly shut down; automatic recovery in progress`).doing).toContain("recovery");
  });
  it("knows nothing from a log in another language", () => {
    expect(heard("LOG:  Datenbanksystem ist bereit, um Verbindungen anzunehmen")).toEqual(emptyPostgresLog);
  });
});

describe("a Postgres container's credentials", () => {
  const settings = {
    user: ["POSTGRES_USER"],
    password: ["POSTGRES_PASSWORD"],
    database: ["POSTGRES_DB"],
    defaultUser: "postgres",
  };
  const nothing = async (): Promise<undefined> => undefined;

  it("the image's defaults", async () => {
    expect(await postgresCredentials(settings, { POSTGRES_PASSWORD: "pw" }, nothing)).toEqual({
      user: "postgres",
      password: "pw",
      database: "postgres",
    });
  });
  it("the database is named as the user", async () => {
    expect((await postgresCredentials(settings, { POSTGRES_USER: "app" }, nothing)).database).toBe("app");
  });
  it("from files", async () => {
    const files: Record<string, string> = { "/run/secrets/pw": "deep", "/run/secrets/user": "me" };
    const env = { POSTGRES_PASSWORD_FILE: "/run/secrets/pw", POSTGRES_USER_FILE: "/run/secrets/user", POSTGRES_DB: "shop" };
    expect(await postgresCredentials(settings, env, async (path) => files[path])).toEqual({
      user: "me",
      password: "deep",
      database: "shop",
    });
  });
});

describe("what a port says", () => {
  it.each([
    ["HTTP 200", said("HTTP/1.1 200 OK\r\n"), { kind: "ready" }],
    ["HTTP 404", said("HTTP/1.0 404 Not Found\r\n"), { kind: "ready" }],
    ["bytes that are not HTTP", said("SSH-2.0-OpenSSH"), { kind: "ready", isHttp: false }],
    ["open and silent", { kind: "silent" }, { kind: "ready" }],
    ["closed without a byte", { kind: "closed" }, { kind: "waiting", why: "connection closed without a word" }],
    ["refused", refused, { kind: "waiting", why: "connection refused" }],
    ["a connection to itself", { kind: "self" }, { kind: "waiting", why: "connection refused" }],
  ] as const)("%s", (_, reply, answer) => {
    expect(portAnswer(reply)).toEqual(answer);
  });

  it.each([
    ["HTTP/1.1 204 ", "ready"],
    ["HTTP/1.1 302 ", "ready"],
    ["HTTP/1.1 503 ", "waiting"],
    ["SSH-2.0", "waiting"],
  ])("with a path, %s is %s", (text, kind) => {
    expect(portAnswer(said(text), "/healthz").kind).toBe(kind);
  });

  it("a server that greets", () => {
    const redis = { waiting: ["^-LOADING"] };
    expect(greetingAnswer(said("+PONG\r\n"), redis).kind).toBe("ready");
    expect(greetingAnswer(said("-NOAUTH Authentication required.\r\n"), redis).kind).toBe("ready");
    expect(greetingAnswer(said("-LOADING Redis is loading\r\nx"), redis)).toEqual({
      kind: "waiting",
      why: "-LOADING Redis is loading",
    });
    expect(greetingAnswer({ kind: "silent" }, redis).kind).toBe("waiting");
    expect(greetingAnswer({ kind: "silent" }, redis, true).kind).toBe("ready");
  });

  it("tells a connection to itself from one to a neighbour", () => {
    const end = { address: "127.0.0.1", port: 45000 };
    expect(isSelfConnection(end, end)).toBe(true);
    expect(isSelfConnection(end, { ...end, port: 45001 })).toBe(false);
    expect(isSelfConnection({ address: undefined, port: undefined }, { address: undefined, port: undefined })).toBe(false);
  });
});

describe("air's lines", () => {
  const heard = (text: string): AirLog => text.split("\n").reduce(reduceAirLog, emptyAirLog);
  const build = "watching .\n!exclude tmp\nbuilding...";
  const broken = `${build}\n# x\n./main.go:4:28: cannot use "x" (untyped string constant) as int value\nfailed to build, error: exit status 1`;

  it.each([
    ["nothing yet", "", { kind: "waiting", why: "air is starting" }],
    ["building", build, { kind: "waiting", why: "air is building" }],
    ["running", `${build}\nrunning...`, { kind: "ready" }],
    ["colours and times", `\x1b[33m[15:04:05] building...\x1b[0m\n\x1b[32mrunning...\n\x1b[0m`, { kind: "ready" }],
    ["a terminal's line ends", "building...\r\nrunning...\r", { kind: "ready" }],
    ["ended with 0", `${build}\nrunning...\nProcess Exit with Code 0`, { kind: "ready" }],
    [
      "crashed",
      `${build}\nrunning...\npanic: no db\nProcess Exit with Code: 3`,
      { kind: "failed", why: "the program exited with code 3", output: ["panic: no db"] },
    ],
  ] as const)("%s", (_, text, answer) => {
    expect(airAnswer(heard(text))).toEqual(answer);
  });

  it("a compile error fails with the compiler's lines alone", () => {
    expect(airAnswer(heard(broken.replace("# x", "GET / 200\n# x")))).toEqual({
      kind: "failed",
      why: "failed to build, error: exit status 1",
      output: ["# x", './main.go:4:28: cannot use "x" (untyped string constant) as int value'],
    });
  });

  it("stays failed when air starts the old program again (stop_on_error = false)", () => {
    expect(
      airAnswer(heard(`${broken}\nrunning...\n/bin/sh: 1: /app/tmp/main: not found\nProcess Exit with Code: 127`)).kind,
    ).toBe("failed");
  });

  it("is mended by the next build", () => {
    expect(airAnswer(heard(`${broken}\nrunning...\nmain.go has changed\nbuilding...\nrunning...`)).kind).toBe("ready");
  });

  it.each([
    [["air"], true],
    [["/go/bin/air", "-c", ".air.toml"], true],
    [["sh", "-c", "go mod download && air"], true],
    [["./server"], false],
    [["/usr/bin/airflow"], false],
  ])("%j runs air: %s", (words, yes) => {
    expect(startsAir(words)).toBe(yes);
  });
});
