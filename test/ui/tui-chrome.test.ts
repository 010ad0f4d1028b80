import { describe, expect, it } from "vitest";
import { UserError } from "../../src/core/error.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import { styleFor } from "../../src/ui/style.ts";
import { type BlocksLook, blocksOf } from "../../src/ui/tui/blocks.ts";
import { footerRow } from "../../src/ui/tui/footer.ts";
import { headerRow } from "../../src/ui/tui/header.ts";
import { helpRows } from "../../src/ui/tui/help.ts";
import { actionOf, keyBindings, keysMarkdown } from "../../src/ui/tui/key-table.ts";
import { layOut } from "../../src/ui/tui/layout.ts";
import { fillMarks } from "../../src/ui/tui/screen-marks.ts";
import { type ServicesLook, serviceRows } from "../../src/ui/tui/services.ts";
import { widthOf } from "../../src/ui/width.ts";
import { progressOf, service, sessionState } from "./tui-session.ts";

const style = styleFor(false);
const now = 1_800_000_000_000;
/** Rows as they look at `now`, with the spinner at rest and wide gaps made small. */
const seen = (row: string): string =>
  fillMarks(row, now)
    .text.replace(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/u, "*")
    .replaceAll(/(?<=\S) {3,}/g, "   ")
    .trimEnd();

const services: ServicesLook = {
  columns: 100,
  rows: 10,
  style,
  colours: "none",
  selected: "api",
  focused: true,
  isHidden: () => false,
  showUsage: false,
  reloads: new Map(),
};

const plan: Plan = {
  project: "shop",
  steps: [
    {
      id: 1,
      kind: "build",
      service: "api",
      mode: "dev",
      stage: "dev",
      image: "shop-api:dev",
      inputs: "",
      cause: "not built yet",
      after: [],
    },
    { id: 2, kind: "wait", service: "db", until: "ready", probe: "postgres", cause: "api depends on it", after: [] },
  ],
};

describe("the header", () => {
  it("names project, common mode and engine", () => {
    const state = sessionState({ services: [service("api", { mode: "dev" }), service("db")] });
    expect(seen(headerRow(state, { columns: 70, style }))).toBe(" gdev  shop dev  all 2 running   docker 28.5.2");
  });

  it("says what is being waited for and for how long", () => {
    const progress = progressOf(
      { type: "plan", at: now, plan },
      { type: "step-started", at: now - 12_000, step: 2, service: "db" },
      {
        type: "answer",
        at: now,
        service: "db",
        probe: "postgres",
        afterMs: 100,
        answer: { kind: "waiting", why: "the database system is starting up" },
      },
    );
    const state = sessionState({ progress, work: { title: "up", startedAt: now - 20_000, cancelling: false } });
    expect(seen(headerRow(state, { columns: 120, style }))).toContain(
      "* waiting for db: the database system is starting up · 12 s",
    );
  });

  it("says the stage and the step of a build", () => {
    const buildStep = { id: "1", name: "RUN go build", stage: "builder", index: 3, total: 6 };
    const progress = progressOf(
      { type: "plan", at: now, plan },
      { type: "step-started", at: now - 3000, step: 1, service: "api" },
      { type: "build-step-started", at: now, service: "api", buildStep },
    );
    const state = sessionState({ progress, work: { title: "up", startedAt: now, cancelling: false } });
    expect(seen(headerRow(state, { columns: 100, style }))).toContain("* building api: builder 3/6 · 3 s");
  });

  it("says that the engine is gone, and why", () => {
    const state = sessionState({ engine: { state: "lost", name: "default", why: "nothing listens there" } });
    expect(seen(headerRow(state, { columns: 80, style }))).toMatch(/shop {2}trying again: nothing listens there .*engine lost$/);
  });

  it("keeps its width whatever the names are", () => {
    const state = sessionState({ project: "ショップ".repeat(20), message: { text: "x".repeat(200), tone: "plain", at: now } });
    expect(widthOf(headerRow(state, { columns: 80, style }))).toBe(80);
  });

  it("lets no escape sequence through", () => {
    const state = sessionState({ project: "a\x1b]52;c;AAAA\x07b\u{10f000}" });
    expect(headerRow(state, { columns: 80, style })).toContain(" ab\ufffd  ");
  });
});

describe("the services", () => {
  it("stand in aligned columns, those that are built first", () => {
    const state = sessionState({
      services: [
        service("api", {
          mode: "dev",
          stage: "dev",
          stages: ["dev", "runner"],
          ports: ["8080"],
          sizeBytes: 607e6,
          ready: { probe: "air", afterMs: 1400 },
        }),
        service("db", { ports: ["5433→5432"], sizeBytes: 453e6, ready: { probe: "postgres", afterMs: 800 } }),
        service("worker", { mode: "prod", stage: "runner", stages: ["dev", "runner"], sizeBytes: 16.7e6 }),
      ],
    });
    expect(serviceRows(state, services).map(seen)).toEqual([
      "    SERVICE  STATE   STAGE   PORTS   IMAGE",
      "▸●  api   running  dev   ready: air, 1.4 s   :8080   607MB",
      " ●  worker   running  prod runner   16.7MB",
      " ●  db   running   ready: postgres, 0.8 s   :5433→5432   453MB",
    ]);
  });

  it("show in its own row why one has failed", () => {
    const state = sessionState({
      services: [
        service("api", { state: "exited", status: "Exited (3) 2 minutes ago", why: "exited with code 3: no such table" }),
      ],
    });
    expect(seen(serviceRows(state, services)[1] ?? "")).toBe("▸✖  api   exited 3   exited with code 3: no such table");
  });

  it("mark a hidden one and say what work is being done on one", () => {
    const progress = progressOf({ type: "plan", at: now, plan }, { type: "step-started", at: now, step: 1, service: "api" });
    const state = sessionState({ services: [service("api")], progress });
    expect(seen(serviceRows(state, { ...services, isHidden: () => true })[1] ?? "")).toBe("▸*⊘ api   running   building");
  });

  it("show the change of an image's size where there is room", () => {
    const progress = progressOf({
      type: "image-size",
      at: now,
      service: "api",
      stage: "dev",
      sizeBytes: 20e6,
      beforeBytes: 21.5e6,
    });
    const state = sessionState({ services: [service("api", { sizeBytes: 20e6, stage: "dev", mode: "dev" })], progress });
    expect(seen(serviceRows(state, services)[1] ?? "")).toMatch(/20MB +−1.5MB$/);
    expect(seen(serviceRows(state, { ...services, columns: 80 })[1] ?? "")).toMatch(/20MB$/);
  });

  it("show CPU and memory on request", () => {
    const state = sessionState({
      services: [service("api")],
      usage: new Map([["api", { cpuPercent: 12.34, memoryBytes: 30e6 }]]),
    });
    expect(seen(serviceRows(state, { ...services, showUsage: true })[1] ?? "")).toMatch(/12% +30MB/);
  });

  it("scroll to the selected one where there are too many", () => {
    const state = sessionState({
      services: Array.from({ length: 20 }, (_, index) => service(`s${String(index).padStart(2, "0")}`)),
    });
    const rows = serviceRows(state, { ...services, rows: 6, selected: "s10" }).map(seen);
    expect(rows).toHaveLength(6);
    expect(rows.some((row) => row.startsWith("▸●  s10"))).toBe(true);
    expect(rows.at(-1)).toBe("    ↑ 8 more  ↓ 8 more");
  });

  it("never are wider than the screen", () => {
    const state = sessionState({
      services: [
        service("日本".repeat(20), {
          stages: ["dev"],
          mode: "dev",
          stage: "x".repeat(60),
          ports: ["1→2", "3→4", "5→6"],
          why: "y".repeat(300),
          sizeBytes: 1e9,
        }),
      ],
    });
    for (const columns of [60, 80, 100, 200]) {
      for (const row of serviceRows(state, { ...services, columns, showUsage: true }))
        expect(widthOf(row)).toBeLessThanOrEqual(columns);
    }
  });
});

describe("the blocks", () => {
  const look: BlocksLook = { columns: 80, style, colour: false, cwd: "/p", showBuild: false, dismissed: undefined, pinned: [] };

  it("show a proposed plan with its causes", () => {
    const state = sessionState({ proposal: { title: "switch api to dev", plan, beginsAt: now } });
    const [block] = blocksOf(state, look);
    expect(block?.rows.map(seen)).toEqual([
      "▌ switch api to dev   enter now · esc not",
      "   #1 api  build  stage dev  not built yet",
      "   #2 db   wait   postgres   api depends on it",
    ]);
  });

  it("keep the output of a failed build step, and do not print it twice", () => {
    const buildStep = { id: "1", name: "RUN go build", stage: "builder", index: 3, total: 6 };
    const output = ["./main.go:12:2: undefined: foo"];
    const progress = progressOf(
      { type: "plan", at: now, plan },
      { type: "step-started", at: now, step: 1, service: "api" },
      { type: "build-step-failed", at: now, service: "api", buildStep, why: "exit code 1", output },
      { type: "step-failed", at: now, step: 1, service: "api", why: "exit code 1" },
    );
    const state = sessionState({ progress, failure: new UserError("build of api failed", { output }) });
    const text = blocksOf(state, look)
      .flatMap(({ rows }) => rows)
      .map(seen)
      .join("\n");
    expect(text).toContain("└ builder  3/6  RUN go build");
    expect(text.match(/undefined: foo/g)).toHaveLength(1);
    expect(text).toContain("error: build of api failed");
  });

  it("name changed files and what applying them does; an unreadable one shows its error", () => {
    const changed = blocksOf(sessionState({ changes: { files: ["Dockerfile"], plan } }), look);
    expect(seen(changed[0]?.rows[0] ?? "")).toBe("▌ Dockerfile changed: 1 step: build api   u to apply");
    const error = new UserError("bad YAML", { place: { file: "/p/compose.yml", line: 3, column: 2, lineText: " x" } });
    const broken = blocksOf(sessionState({ changes: { files: ["compose.yml"], error } }), look);
    expect(broken[0]?.rows.map(seen).join("\n")).toContain("compose.yml:3:2");
  });

  it("pin a compile error with what is served meanwhile", () => {
    const pinned = [
      {
        title: "api: main.go:3:1: undefined: x",
        lines: ["main.go:3:1: undefined: x"],
        serving: "still serving the build of 12:03:11",
      },
    ];
    const [block] = blocksOf(sessionState(), { ...look, pinned });
    expect(seen(block?.rows[0] ?? "")).toBe("▌ api: main.go:3:1: undefined: x   still serving the build of 12:03:11");
  });
});

describe("the layout", () => {
  const tall = { kind: "failure" as const, keep: "first" as const, rows: Array.from({ length: 50 }, (_, row) => `row ${row}`) };

  it.each([
    [24, 3, 0],
    [24, 3, 1],
    [50, 20, 2],
    [15, 30, 3],
  ])("of %i rows with %i services and %i tall blocks fills the screen and leaves a third to the logs", (rows, count, blocks) => {
    const layout = layOut({ rows, services: count, blocks: Array.from({ length: blocks }, () => tall) });
    const blockRows = layout.blocks.reduce((sum, block) => sum + block.length, 0);
    expect(1 + layout.services + blockRows + 1).toBe(layout.pane.row);
    expect(layout.pane.row + layout.pane.height + 1).toBe(rows);
    expect(layout.pane.height).toBeGreaterThanOrEqual(Math.min(4, Math.floor(rows / 3)));
  });

  it("keeps a block's title and the end that matters", () => {
    const layout = layOut({ rows: 24, services: 3, blocks: [{ ...tall, keep: "last" }] });
    expect(layout.blocks[0]?.[0]).toBe("row 0");
    expect(layout.blocks[0]?.at(-1)).toBe("row 49");
  });
});

describe("the key table", () => {
  it("gives no key two meanings", () => {
    const keys = keyBindings.flatMap((binding) => binding.keys);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it("finds the action of every key, and none for others", () => {
    expect([actionOf("k"), actionOf("ctrl-c"), actionOf("Q")]).toEqual(["select-up", "interrupt", undefined]);
  });

  it("makes the help and the README's table", () => {
    for (const { help } of keyBindings) {
      expect(helpRows(80, style).join("\n")).toContain(help);
      expect(helpRows(200, style).join("\n")).toContain(help);
      expect(keysMarkdown()).toContain(`| ${help} |`);
    }
  });

  it("always shows how to get help and how to leave in the last row", () => {
    expect(footerRow(undefined, { columns: 60, style })).toMatch(/\? keys {2}q quit/);
  });
});

describe("the prompt", () => {
  it("shows the end of what is typed, and what is wrong with it", () => {
    const row = footerRow({ kind: "filter", text: "a".repeat(100), problem: "not a regex" }, { columns: 60, style });
    expect(widthOf(row)).toBeLessThanOrEqual(60);
    expect(footerRow({ kind: "filter", text: "(", problem: "not a regex" }, { columns: 60, style })).toContain(
      "filter: (   not a regex".replace("   ", "   "),
    );
  });
});
