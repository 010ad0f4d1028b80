import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { UserError } from "../../src/core/error.ts";
import type { BuildStep, Event } from "../../src/core/event.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import { idleReload } from "../../src/core/reload/state.ts";
import { type OpenedTui, openedTui, type TuiSetting } from "../ui/tui-opened.ts";
import { progressOf, service } from "../ui/tui-session.ts";
import { screenSvg } from "./svg.ts";

/**
 * The README's pictures: the real UI on a terminal without a process, with a session whose state stands still. A picture that the UI would paint otherwise
 * today fails; `npm run unit -- pictures -u` paints all of them anew.
 */
const now = Date.UTC(2026, 4, 4, 10, 30, 12);

let open: OpenedTui | undefined;

beforeEach(() => {
  vi.stubEnv("TZ", "UTC");
  vi.useFakeTimers({ toFake: ["Date"], now });
});

afterEach(() => {
  open?.close();
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const dev = {
  mode: "dev",
  stage: "dev",
  stages: ["dev", "runner", "runner-distroless"],
  ready: { probe: "air + http :8080", afterMs: 1400 },
} as const;
const services = [
  service("api", { ...dev, ports: ["8080"], url: "http://localhost:8080", sizeBytes: 607e6 }),
  service("db", { ports: ["5432"], sizeBytes: 403e6, ready: { probe: "postgres", afterMs: 800 } }),
  service("worker", {
    mode: "prod",
    stage: "runner",
    stages: ["dev", "runner"],
    sizeBytes: 16.7e6,
    ready: { probe: "running", afterMs: 1000 },
  }),
];

async function opened(setting: TuiSetting): Promise<OpenedTui> {
  open = await openedTui({
    columns: 112,
    rows: 26,
    env: { COLORTERM: "truecolor" },
    startNs: BigInt(now - 60_000) * 1_000_000n,
    ...setting,
  });
  return open;
}

async function picture(tui: OpenedTui, name: string, description: string): Promise<void> {
  await tui.screen();
  const svg = screenSvg(tui.terminal.term, { title: "gdev", description });
  await expect(svg).toMatchFileSnapshot(`../../docs/pictures/${name}.svg`);
}

const request = (path: string, status: number, level = "INFO"): string =>
  JSON.stringify({
    time: "2026-05-04T10:29:31.4Z",
    level,
    msg: "request",
    method: "GET",
    path,
    status,
    took: `${path.length * 37}µs`,
  });

async function startUp(tui: OpenedTui): Promise<void> {
  await tui.log(
    "db",
    "LOG:  starting PostgreSQL 17.5 on x86_64-pc-linux-gnu",
    'LOG:  listening on IPv4 address "0.0.0.0", port 5432',
  );
  await tui.log("db", "LOG:  database system is ready to accept connections");
  await tui.log("api", "watching .", "building...", "running...");
  await tui.log("api", '{"time":"2026-05-04T10:29:20.1Z","level":"INFO","msg":"listening","addr":":8080"}');
  await tui.log("worker", '{"time":"2026-05-04T10:29:21.7Z","level":"INFO","msg":"waiting for jobs","queue":"mail"}');
  await tui.log("api", request("/notes", 200), request("/notes/7", 200), request("/notes/8", 404, "WARN"));
  await tui.log(
    "worker",
    '!{"time":"2026-05-04T10:29:40.2Z","level":"ERROR","msg":"mail not sent","job":17,"error":"connection refused"}',
  );
  await tui.log("api", request("/users", 200), request("/notes/9", 500, "ERROR"), request("/health", 200));
}

it("services and logs", async () => {
  const tui = await opened({ state: { services } });
  await startUp(tui);
  await picture(tui, "services", "gdev: three services with their stages, ports and image sizes, and below their logs, merged");
});

it("a filter and a search at once", async () => {
  const tui = await opened({ state: { services } });
  await startUp(tui);
  tui.type("/notes\rfstatus=5\r");
  await picture(tui, "filter", "gdev: only log lines with the word notes, those with status=5 marked");
});

const builder = (index: number, name: string): BuildStep => ({ id: `builder ${index}`, name, stage: "builder", index, total: 4 });
const plan: Plan = {
  project: "shop",
  steps: [
    {
      id: 1,
      kind: "build",
      service: "api",
      mode: "prod",
      stage: "runner",
      image: "shop-api:prod",
      inputs: "",
      cause: "not built yet",
      after: [],
    },
    { id: 2, kind: "start", service: "api", cause: "image rebuilt by #1", after: [1], config: "" },
  ],
};

it("a build", async () => {
  const at = now - 14_000;
  const steps: readonly Event[] = [
    { type: "plan", at, plan },
    { type: "step-started", at, step: 1, service: "api" },
    {
      type: "build-step-finished",
      at,
      service: "api",
      buildStep: { id: "base", name: "WORKDIR /src", stage: "base", index: 2, total: 2 },
      durationMs: 0,
      cached: true,
    },
    {
      type: "build-step-finished",
      at,
      service: "api",
      buildStep: { id: "deps", name: "RUN go mod download", stage: "deps", index: 2, total: 2 },
      durationMs: 3100,
      cached: false,
    },
    {
      type: "build-step-finished",
      at,
      service: "api",
      buildStep: { id: "runner", name: "FROM alpine:3.22", stage: "runner", index: 1, total: 4 },
      durationMs: 0,
      cached: true,
    },
    {
      type: "build-step-started",
      at: now - 9000,
      service: "api",
      buildStep: builder(3, 'RUN go build -trimpath -ldflags "-s -w" -o /out/api .'),
    },
    {
      type: "build-output",
      at: now,
      service: "api",
      buildStep: builder(3, 'RUN go build -trimpath -ldflags "-s -w" -o /out/api .'),
      text: "github.com/jackc/pgx/v5/pgconn",
    },
    {
      type: "build-output",
      at: now,
      service: "api",
      buildStep: builder(3, 'RUN go build -trimpath -ldflags "-s -w" -o /out/api .'),
      text: "example.com/shop/internal/store",
    },
  ];
  const work = { title: "switch api to prod", startedAt: at, cancelling: false };
  const tui = await opened({ state: { services, progress: progressOf(...steps), work } });
  await startUp(tui);
  await picture(tui, "build", "gdev: the stages of a build with the running step's last lines, while the old container goes on");
});

it("a pinned compile error", async () => {
  const why = "failed to build, error: exit status 1";
  const lines = ["# example.com/shop/internal/notes", "internal/notes/handler.go:41:17: undefined: store.Newest"];
  const first = { file: "internal/notes/handler.go", line: 41, column: 17, words: "undefined: store.Newest" };
  const reload = {
    ...idleReload,
    phase: "failed" as const,
    served: { builtAtMs: now - 74_000 },
    error: { atMs: now, why, lines, first },
  };
  const tui = await opened({ state: { services, reloads: new Map([["api", reload]]) } });
  await startUp(tui);
  await tui.log("api", "internal/notes/handler.go has changed", "building...", ...lines, why);
  await picture(tui, "compile-error", "gdev: a compile error pinned above the logs, with the build that is still served");
});

it("a failed start", async () => {
  const failure = new UserError("port 8080 is taken", {
    why: "python3 (pid 4711) listens on it",
    remedy: 'stop it, or publish another port: ports: ["8081:8080"]',
  });
  const tui = await opened({ state: { services, failure } });
  expect(await tui.screen()).toMatch(/error: port 8080 is taken {2}esc closes\n {2}python3 \(pid 4711\)/);
});
