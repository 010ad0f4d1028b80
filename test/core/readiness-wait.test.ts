import { describe, expect, it } from "vitest";
import { UserError } from "../../src/core/error.ts";
import { parseDuration } from "../../src/core/readiness/duration.ts";
import { parseWaitArgs } from "../../src/core/readiness/wait-args.ts";
import { parseWaitTarget } from "../../src/core/readiness/wait-target.ts";

const split = (line: string): readonly string[] => line.split(" ").filter(Boolean);

describe("gdev wait's arguments", () => {
  const wish = { targets: ["db:5432"], timeoutMs: 30_000, quiet: false, json: false, help: false, command: [] };

  it.each([
    ["db:5432", {}],
    ["db:5432 --timeout 2m", { timeoutMs: 120_000 }],
    ["db:5432 --timeout=500ms", { timeoutMs: 500 }],
    ["db:5432 -t 15", { timeoutMs: 15_000 }],
    ["db:5432 -t15", { timeoutMs: 15_000 }],
    ["db:5432 --timeout=15", { timeoutMs: 15_000 }],
    ["-t 0 db:5432", { timeoutMs: undefined }],
    [
      "db:5432 -t 15 -q -- ./server --port 80 -- x",
      { timeoutMs: 15_000, quiet: true, command: ["./server", "--port", "80", "--", "x"] },
    ],
    ["-h db -p 5432", {}],
    ["-hdb -p5432 -s -t 5 -- ls", { timeoutMs: 5000, command: ["ls"] }],
    ["--host=db --port=5432 --strict", {}],
    ["-p 5432", { targets: ["localhost:5432"] }],
    ["api db:5432 http://x/y --json", { targets: ["api", "db:5432", "http://x/y"], json: true }],
    ["--help", { targets: [], help: true }],
    ["db -h", { targets: ["db"], help: true }],
  ])("%s", (line, change) => {
    expect(parseWaitArgs(split(line))).toEqual({ ...wish, ...change });
  });

  it.each(["", "-- ls", "db --nonsense", "db -t", "db -t soon", "db -t -q", "-h db"])("%j is wrong usage", (line) => {
    expect(() => parseWaitArgs(split(line))).toThrow(
      expect.toSatisfy((error: unknown) => error instanceof UserError && error.details.exitCode === 2),
    );
  });
});

describe("what to wait for", () => {
  it.each([
    ["db", { kind: "service", name: "db" }],
    ["my-api_2", { kind: "service", name: "my-api_2" }],
    ["db:5432", { kind: "port", host: "db", port: 5432 }],
    [":5432", { kind: "port", host: "localhost", port: 5432 }],
    ["[::1]:5432", { kind: "port", host: "::1", port: 5432 }],
    ["tcp:db:5432", { kind: "tcp", host: "db", port: 5432 }],
    ["tcp://db:5432", { kind: "tcp", host: "db", port: 5432 }],
    ["https://x.test/healthz", { kind: "url", url: "https://x.test/healthz" }],
    ["http://me:secret@x.test/", { kind: "url", shown: "http://me@x.test/" }],
    ["postgres://app:pw@db/shop", { kind: "postgres", host: "db", port: 5432, shown: "postgres://app@db/shop" }],
    ["file:/tmp/x", { kind: "file", path: "/tmp/x" }],
    ["file:///tmp/x", { kind: "file", path: "/tmp/x" }],
  ])("%s", (word, target) => {
    expect(parseWaitTarget(word)).toMatchObject(target);
  });

  it.each(["db:99999", "5432", "tcp:db", "redis://me:secret@db:6379", "a b", ""])("%j is nothing to wait for", (word) => {
    expect(() => parseWaitTarget(word)).toThrow(UserError);
  });

  it("never repeats a password", () => {
    expect(() => parseWaitTarget("redis://me:secret@db:6379")).not.toThrow(/secret/);
  });
});

describe("durations", () => {
  it.each([
    ["15", 15_000],
    ["1.5s", 1500],
    ["1m30s", 90_000],
    ["500ms", 500],
    ["1h", 3_600_000],
    ["soon", undefined],
    ["5 s", undefined],
    ["", undefined],
    ["-1", undefined],
  ])("%j", (text, durationMs) => {
    expect(parseDuration(text)).toBe(durationMs);
  });
});
