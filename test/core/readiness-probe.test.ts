import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Service } from "../../src/core/project/project.ts";
import { addressesOf, type ContainerNetwork } from "../../src/core/readiness/address.ts";
import { endWords, type Life, lifeAnswer } from "../../src/core/readiness/life.ts";
import { dataPath, imageName, presetForImage, presetForPort } from "../../src/core/readiness/preset.ts";
import { parseImagePreset } from "../../src/core/readiness/preset-file.ts";
import { chooseProbe, type ProbeChoice, probeName } from "../../src/core/readiness/probe.ts";

const folder = new URL("../../presets/images/", import.meta.url);
const presets = readdirSync(folder).map((file) => parseImagePreset(readFileSync(new URL(file, folder), "utf8"), file));

function service(change: Partial<Service> = {}): Service {
  const none = { environment: {}, mounts: [], ports: [], dependsOn: [], tty: false, secrets: {}, gdev: {}, config: {} };
  return { name: "svc", ...none, ...change };
}

function published(...targets: readonly number[]): Service["ports"] {
  return targets.map((target) => ({ target, protocol: "tcp", published: String(target) }));
}

function chosen(change: Partial<Service>, more: Partial<ProbeChoice> = {}): string {
  const choice = {
    service: service(change),
    until: "ready",
    images: [],
    presets,
    runsAir: false,
    imageHealthcheck: false,
  } as const;
  return probeName(chooseProbe({ ...choice, ...(change.image ? { images: [change.image] } : {}), ...more }));
}

const check = { test: ["CMD", "true"], disabled: false };

describe("which Probe a service gets", () => {
  it.each<[string, string, Partial<Service>, Partial<ProbeChoice>]>([
    ["what a dependant waits to end", "exit 0", { image: "postgres:17" }, { until: "completed" }],
    ["x-gdev.probe before the preset", "tcp :9000", { image: "postgres:17", gdev: { probe: "tcp :9000" } }, {}],
    ["x-gdev.probe with a path", "http :8080/healthz", { gdev: { probe: "http :8080/healthz" } }, {}],
    ["x-gdev.probe naming a preset", "redis", { gdev: { probe: "redis :6380" } }, {}],
    ["the preset before the healthcheck", "postgres", { image: "postgres:17", healthcheck: check }, {}],
    ["the healthcheck before the port", "healthcheck", { healthcheck: check, ports: published(8080) }, {}],
    [
      "a disabled healthcheck is none",
      "http :8080",
      { healthcheck: { test: [], disabled: true }, ports: published(8080) },
      { imageHealthcheck: true },
    ],
    ["the image's HEALTHCHECK before the port", "healthcheck", { ports: published(8080) }, { imageHealthcheck: true }],
    ["a published port", "http :8080", { ports: published(8080) }, {}],
    ["not the debugger's port", "http :8080", { ports: published(2345, 8080) }, {}],
    ["the debugger's port when there is no other", "http :2345", { ports: published(2345) }, {}],
    ["no UDP port", "running", { ports: [{ target: 53, protocol: "udp" }] }, {}],
    ["nothing known", "running", {}, {}],
    ["air before a port", "air + http :8080", { ports: published(8080) }, { runsAir: true }],
    ["air alone", "air", {}, { runsAir: true }],
    ["the base image of a built stage", "postgres", {}, { images: ["postgres:17-alpine"] }],
    ["a database in an image of another name, by its port", "postgres", { image: "corp/our-db", ports: published(5432) }, {}],
    ["nginx on its own port", "http :80", { image: "nginx:1.28", ports: published(80) }, {}],
    ["a client in the database's image", "running", { image: "postgres:17", command: ["psql", "-U", "postgres"] }, {}],
    ["a client in a shell line", "running", { image: "postgres:17", command: ["sh", "-c", "psql -c 'TABLE a' && sleep 9"] }, {}],
    [
      "a client behind a wait",
      "running",
      { image: "redis:8", entrypoint: ["wait-for.sh", "db:1", "--"], command: ["redis-cli"] },
      {},
    ],
    ["the server's own flags", "postgres", { image: "postgres:17", command: ["-c", "fsync=off"] }, {}],
    ["the server with flags", "postgres", { image: "postgres:17", command: ["postgres", "-c", "fsync=off"] }, {}],
    ["the server in a shell line", "redis", { image: "redis:8", command: ["sh", "-c", 'exec redis-server --save ""'] }, {}],
    ["the server behind its entrypoint", "postgres", { image: "postgres", entrypoint: ["docker-entrypoint.sh", "postgres"] }, {}],
    ["a script that may start the server", "postgres", { image: "postgres", command: ["/scripts/primary.sh"] }, {}],
    ["minio, whose server is a verb", "http :9000", { image: "minio/minio", command: ["server", "/data"] }, {}],
    ["nginx moved to another port", "http :8080", { image: "nginx:1.28", ports: published(8080) }, {}],
  ])("%s: %s", (_, name, change, more) => {
    expect(chosen(change, more)).toBe(name);
  });

  it.each<[number, Partial<Service>]>([
    [5432, { image: "postgres" }],
    [5433, { image: "postgres", environment: { PGPORT: "5433" } }],
    [6432, { image: "postgres", ports: published(6432) }],
    [5432, { image: "postgres", ports: published(8008, 5432) }],
  ])("asks Postgres at the container's port %i", (port, change) => {
    const probe = chooseProbe({
      service: service(change),
      until: "ready",
      images: ["postgres"],
      presets,
      runsAir: false,
      imageHealthcheck: false,
    });
    expect(probe).toMatchObject({ kind: "postgres", port });
  });

  it("refuses an x-gdev.probe that it does not know, and says what is nearest and what there is", () => {
    expect(() => chosen({ gdev: { probe: "postgras" } })).toThrow(
      expect.objectContaining({
        message: expect.stringContaining("postgras"),
        details: expect.objectContaining({ remedy: expect.stringMatching(/^did you mean postgres\? .*valkey$/) }),
      }),
    );
  });
});

describe("presets", () => {
  it.each([
    ["postgres:17", "postgres"],
    ["docker.io/library/postgres:17@sha256:0a", "postgres"],
    ["localhost:5000/bitnami/postgresql", "bitnami/postgresql"],
    ["ghcr.io/corp/db/pg:1", "corp/db/pg"],
  ])("the name of image %s is %s", (reference, name) => {
    expect(imageName(reference)).toBe(name);
  });

  it.each([
    ["bitnami/postgresql:16", "postgres"],
    ["postgis/postgis:17-3.5", "postgres"],
    ["timescale/timescaledb:latest-pg17", "postgres"],
    ["pgvector/pgvector:pg17", "postgres"],
    ["mirror.corp:443/cache/postgres:17", "postgres"],
    ["mysql:8", "mysql"],
    ["valkey/valkey:8", "valkey"],
    ["oliver006/redis_exporter", undefined],
    ["prometheuscommunity/postgres-exporter:v0.15", undefined],
    ["corp/api", undefined],
  ])("image %s has preset %s", (image, name) => {
    expect(presetForImage(image, presets)?.name).toBe(name);
  });

  it("knows no image twice", () => {
    const all = presets.flatMap(({ images }) => images);
    expect(all.filter((image, index) => all.indexOf(image) !== index)).toEqual([]);
  });

  it("guesses from a port only where a server owns it", () => {
    expect([5432, 6379, 80, 8080].map((port) => presetForPort(port, presets)?.name)).toEqual([
      "postgres",
      "redis",
      undefined,
      undefined,
    ]);
  });

  it.each([
    ["postgres:17-alpine", "/var/lib/postgresql/data"],
    ["postgres:18.1", "/var/lib/postgresql"],
    ["mirror.corp:443/postgres@sha256:0a", "/var/lib/postgresql"],
    ["pgvector/pgvector:0.8.0-pg17", "/var/lib/postgresql/data"],
    ["timescale/timescaledb:2.24.0-pg18", "/var/lib/postgresql"],
    ["bitnami/postgresql:16", "/bitnami/postgresql"],
    ["mysql:8.4", "/var/lib/mysql"],
    ["valkey/valkey", "/data"],
    ["nginx:1.28", undefined],
  ])("%s keeps its data in %s", (image, path) => {
    const preset = presetForImage(image, presets);
    expect(preset && dataPath(preset, image)).toBe(path);
  });

  it("sends Kafka a request as long as its header says", () => {
    const speaks = presets.find(({ name }) => name === "kafka")?.speaks;
    const send = speaks?.protocol === "greeting" ? speaks.send : undefined;
    expect(send?.[3]).toBe((send?.length ?? 0) - 4);
  });

  it("sends MongoDB a message as long as its header says", () => {
    const speaks = presets.find(({ name }) => name === "mongo")?.speaks;
    const send = speaks?.protocol === "greeting" ? speaks.send : undefined;
    expect(send?.length).toBe(send?.[0]);
    expect(send?.[21]).toBe((send?.length ?? 0) - 21);
  });

  it.each([
    ["name: x\nimages: [x]\nserver: [x]\nport: x", "port"],
    ["name: x\nimages: x\nport: 1", "images"],
    ["name: x\nimages: [x]\nserver: [x]\nport: 1\nspeaks: latin", "speaks"],
    ["name: x\nimages: [x]\nserver: [x]\nport: 1\nspeaks: postgres", "credentials"],
  ])("names the wrong field of %j", (text, field) => {
    expect(() => parseImagePreset(text, "x.yml")).toThrow(`x.yml: \`${field}\``);
  });
});

describe("where a port is asked", () => {
  const here = { engineUrl: "unix:///var/run/docker.sock", sameMachine: true };
  const network: ContainerNetwork = {
    networkMode: "app_default",
    ports: {
      "5432/tcp": [
        { HostIp: "0.0.0.0", HostPort: "5433" },
        { HostIp: "::", HostPort: "5433" },
      ],
    },
    addresses: ["172.18.0.2", ""],
  };
  const list = (changed: Partial<ContainerNetwork>, from: Partial<typeof here> = {}): readonly string[] =>
    addressesOf({ ...network, ...changed }, 5432, { ...here, ...from }).map(({ host, port }) => `${host} ${port}`);

  it("published: both loopback addresses once, then the container's own", () => {
    expect(list({})).toEqual(["127.0.0.1 5433", "::1 5433", "172.18.0.2 5432"]);
  });
  it("published on one IP", () => {
    expect(list({ ports: { "5432/tcp": [{ HostIp: "10.1.1.1", HostPort: "1" }] } })[0]).toBe("10.1.1.1 1");
  });
  it("not published", () => {
    expect(list({ ports: {} })).toEqual(["172.18.0.2 5432"]);
  });
  it("the host's network", () => {
    expect(list({ networkMode: "host", ports: {}, addresses: [] })).toEqual(["127.0.0.1 5432", "::1 5432"]);
  });
  it("an engine behind ssh", () => {
    expect(list({}, { engineUrl: "ssh://me@build.corp:22" })).toEqual(["build.corp 5433"]);
  });
  it("an engine in a virtual machine of this host", () => {
    expect(list({}, { sameMachine: false })).toEqual(["127.0.0.1 5433", "::1 5433"]);
  });
  it("no network at all: only from inside", () => {
    expect(list({ networkMode: "none", ports: {}, addresses: [""] })).toEqual([]);
  });
});

describe("a container answers for itself", () => {
  const alive: Life = { status: "running", exitCode: 0, oomKilled: false, error: "", restartCount: 0, runningMs: 10_000 };
  const http = { kind: "http", port: 8080 } as const;
  const running = { kind: "running" } as const;
  it.each([
    ["a running server: the Probe is asked", {}, http, undefined],
    ["a server that ended with 0 never answered", { status: "exited" }, http, { kind: "failed", why: "exited with code 0" }],
    ["a one-shot that ended with 0", { status: "exited" }, running, { kind: "ready" }],
    ["a one-shot that others wait for", { status: "exited" }, { kind: "exit" }, { kind: "ready" }],
    ["... and still runs", {}, { kind: "exit" }, { kind: "waiting", why: "still running" }],
    ["a program under air without a port", { status: "exited" }, { kind: "air" }, { kind: "ready" }],
    ["ended with 3", { status: "exited", exitCode: 3 }, running, { kind: "failed", why: "exited with code 3" }],
    ["just started", { runningMs: 100 }, running, { kind: "waiting", why: "just started" }],
    ["runs for a moment", { runningMs: 1001 }, running, { kind: "ready" }],
    [
      "runs for a moment after a crash",
      { runningMs: 1001, restartCount: 2 },
      running,
      { kind: "waiting", why: "restarted 2 times" },
    ],
    ["restarting", { status: "restarting", exitCode: 1 }, http, { kind: "waiting", why: "restarting, exited with code 1" }],
    ["created", { status: "created" }, http, { kind: "waiting", why: "not started yet" }],
    [
      "could not be started",
      { status: "created", error: "exec: no such file" },
      http,
      { kind: "failed", why: "exec: no such file" },
    ],
    ["paused", { status: "paused" }, http, { kind: "waiting", why: "paused" }],
  ] as const)("%s", (_, change, probe, answer) => {
    expect(lifeAnswer({ ...alive, ...change }, probe)).toEqual(answer);
  });

  it.each([
    [{ exitCode: 137, oomKilled: true }, "killed: out of memory (exit code 137)"],
    [{ exitCode: 137 }, "exited with code 137 (killed)"],
    [{ exitCode: 127 }, "exited with code 127 (command not found)"],
  ])("says how it ended: %j", (change, words) => {
    expect(endWords({ ...alive, status: "exited", ...change })).toBe(words);
  });
});
