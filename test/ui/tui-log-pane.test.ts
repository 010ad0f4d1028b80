import { describe, expect, it } from "vitest";
import type { LogLine } from "../../src/core/logs/line.ts";
import type { LogItem, LogMark } from "../../src/core/logs/service-lines.ts";
import { type LogStore, logStore } from "../../src/core/logs/store.ts";
import { type LogView, logView } from "../../src/core/logs/view.ts";
import { type LogPaneQuestion, logPane } from "../../src/ui/tui/log-pane.ts";
import { widthOf } from "../../src/ui/width.ts";

const atNs = 1_767_323_045_678_000_000n;

function lines(service: string, number: number, ...texts: readonly (string | { readonly err: string })[]): LogItem {
  const all = texts.map(
    (text): LogLine =>
      typeof text === "string"
        ? { atNs, stream: "stdout", bytes: Buffer.from(text) }
        : { atNs, stream: "stderr", bytes: Buffer.from(text.err) },
  );
  return { kind: "lines", service, number, container: `demo-${service}-${number}`, lines: all };
}

const mark: LogMark = { kind: "mark", what: "exited", exitCode: 2, service: "api", container: "demo-api-1", number: 1 };

interface Shown {
  readonly store: LogStore;
  readonly view: LogView;
  readonly rows: (look?: Partial<LogPaneQuestion>) => readonly string[];
  readonly stamp: (look?: Partial<LogPaneQuestion>) => string;
}

function show(...items: readonly LogItem[]): Shown {
  const store = logStore();
  const view = logView(store, { zoneMinutes: 60 });
  for (const item of items) store.add(item);
  const pane = (look: Partial<LogPaneQuestion>): ReturnType<typeof logPane> =>
    logPane({ view, entries: store, columns: 60, height: 4, colours: "none", timestamps: false, ...look });
  const work = (): void => {
    while (!view.work(100, () => 0));
  };
  return {
    store,
    view,
    rows(look = {}) {
      const { rows } = pane(look);
      work();
      return rows();
    },
    stamp(look = {}) {
      const { stamp } = pane(look);
      work();
      return stamp();
    },
  };
}

describe("a row", () => {
  it("begins with its service, aligned, and a sign for stderr", () => {
    const { rows } = show(lines("api", 1, "up", { err: "oops" }), lines("worker", 1, "job"));
    expect(rows()).toEqual(["api    │ up", "api    ! oops", "worker │ job", ""]);
  });

  it("has its service's colour, and a red bar for stderr", () => {
    const { rows } = show(lines("web", 1, "\x1b[1mup"), lines("api", 1, { err: "oops" }));
    expect(rows({ colours: "16", height: 2 })).toEqual([
      "\x1b[32mweb\x1b[0m \x1b[2m│\x1b[22m \x1b[1mup\x1b[0m",
      "\x1b[36mapi\x1b[0m \x1b[31m│\x1b[39m oops",
    ]);
    expect(rows({ colours: "16", height: 1, colourPlaces: new Map([["api", 2]]) })[0]).toContain("\x1b[35mapi");
  });

  it("has no colours where none are wanted, not even the container's", () => {
    expect(show(lines("api", 1, "\x1b[31mred\x1b[0m", '{"level":"error","msg":"x"}')).rows({ height: 2 })).toEqual([
      "api │ red",
      "api │ ERROR x",
    ]);
  });

  it("numbers a service with several containers, and aligns only what is shown", () => {
    const { rows, view } = show(lines("api", 1, "one"), lines("api", 2, "two"), lines("very-long-name", 1, "three"));
    expect(rows()).toEqual(["api-1          │ one", "api-2          │ two", "very-long-name │ three", ""]);
    view.toggleService("very-long-name");
    expect(rows()).toEqual(["api-1 │ one", "api-2 │ two", "", ""]);
  });

  it("leaves a quarter of the pane to names", () => {
    expect(show(lines("a-service-with-a-very-long-name", 1, "text")).rows({ columns: 40, height: 1 })).toEqual([
      "a-service… │ text",
    ]);
  });

  it("has the engine's time in the reader's zone when asked for", () => {
    expect(show(lines("api", 1, "up")).rows({ timestamps: true, height: 1 })).toEqual(["api │ 04:04:05.678 up"]);
    expect(show(lines("api", 1, '{"time":"2026-01-02T03:04:05Z","msg":"up"}')).rows({ height: 1 })).toEqual([
      "api │ 04:04:05.000 up",
    ]);
  });

  it("is cut at the pane's width, or begins further right", () => {
    const { rows, view } = show(lines("api", 1, "0123456789".repeat(8)));
    expect(rows({ columns: 30, height: 1 })).toEqual([`api │ ${"0123456789".repeat(2)}0123`]);
    view.scrollColumns(5);
    expect(rows({ columns: 30, height: 1 })).toEqual([`api │ 56789${"0123456789".repeat(1)}012345678`]);
  });

  it("goes on under its text when wrapped, and so do the pieces of a line that is too long to be kept whole", () => {
    const { rows, view } = show(lines("api", 1, `${"0123456789".repeat(4)}end`), lines("db", 1, { err: "x".repeat(70_000) }));
    view.setWrap(true);
    view.toOldest();
    expect(rows({ columns: 46, height: 3, timestamps: true })).toEqual([
      `api │ 04:04:05.678 ${"0123456789".repeat(2)}0123456`,
      "    │              7890123456789end",
      `db  ! 04:04:05.678 ${"x".repeat(27)}`,
    ]);
    view.setWrap(false);
    view.toLatest();
    expect(rows({ columns: 20, height: 2 })).toEqual([`db  ! ${"x".repeat(14)}`, `    ! ${"x".repeat(14)}`]);
  });

  it("sets off what is looked for, also in colours and without them", () => {
    const { rows, view } = show(lines("api", 1, "a \x1b[31mred err\x1b[0mor"));
    view.setSearch("error");
    expect(rows({ height: 1 })).toEqual(["api │ a red \x1b[7merror\x1b[0m"]);
    expect(rows({ height: 1, colours: "16" })[0]).toContain("\x1b[31mred \x1b[0m\x1b[7merror\x1b[0m");
  });

  it("of a mark says what happened", () => {
    const { rows } = show(lines("api", 1, "up"), mark, { kind: "mark", what: "engine-lost", why: "gone\x1b[2J" });
    expect(rows({ height: 3 })).toEqual([
      "api │ up",
      "── api exited with code 2 ──",
      "── the Docker engine is gone, trying again (gone) ──",
    ]);
    expect(rows({ height: 2, colours: "256", columns: 20 })[0]).toBe("\x1b[2m── api exited with c\x1b[22m");
  });
});

describe("any pane", () => {
  it("has as many rows as it is high, none wider than it is, and only characters and colours", () => {
    const hostile = "\x1b]0;evil\x07\x1b[2J日本語\t\u202ex\r\x9b31m";
    const { rows, view } = show(
      lines(`s${hostile}`, 1, hostile, hostile.repeat(20), `{"msg":${JSON.stringify(hostile)},"${"k".repeat(90)}":"a\\nb"}`),
      { kind: "mark", what: "restarted", service: `s${hostile}`, container: "c", number: 2 },
    );
    view.setSearch("x");
    for (const wrap of [false, true]) {
      view.setWrap(wrap);
      for (const columns of [30, 45, 120]) {
        for (const timestamps of [false, true]) {
          for (const colours of ["none", "16", "256"] as const) {
            const all = rows({ columns, height: 12, timestamps, colours });
            expect(all.length).toBe(12);
            for (const row of all) {
              expect(row).toMatch(/^(?:[^\x00-\x1f\x7f-\x9f\u202e]|\x1b\[[\d;]+m)*$/u);
              expect(widthOf(row)).toBeLessThanOrEqual(columns);
            }
          }
        }
      }
    }
  });

  it("has another stamp when it looks otherwise", () => {
    const { stamp, store, view } = show(lines("api", 1, "up"));
    const seen = new Set([stamp()]);
    const next = (look: Partial<LogPaneQuestion> = {}): void => {
      const size = seen.size;
      seen.add(stamp(look));
      expect(seen.size).toBe(size + 1);
    };
    expect(stamp()).toBe(stamp());
    next({ columns: 61 });
    next({ colours: "16" });
    next({ timestamps: true });
    store.add(lines("worker", 1));
    next();
    store.add(lines("api", 1, "more"));
    next();
    view.setSearch("u");
    next();
  });
});

describe("an empty pane", () => {
  it.each<[string, (view: LogView) => unknown, string]>([
    ["a filter", (view) => view.setFilter("/x\\d/"), "no line matches /x\\d/ (2 hidden) · esc clears"],
    ["a hostile filter", (view) => view.setFilter("x\x1b[2J"), "no line matches x (2 hidden) · esc clears"],
    [
      "hidden services",
      (view) => view.toggleService("api"),
      "no line of a service that is shown (2 hidden) · a shows all services",
    ],
    ["a solo", (view) => view.toggleSolo("db"), "no line of db (2 hidden) · a shows all services"],
    ["a level", (view) => view.setLevel("error"), "no line of level error or above (2 hidden) · l changes it"],
  ])("says why: %s", (_, choose, words) => {
    const { rows, view } = show(lines("api", 1, '{"level":"info","msg":"up"}', "level=debug msg=up"));
    choose(view);
    expect(rows({ columns: 80 })).toEqual([words, "", "", ""]);
  });

  it("says that there is nothing yet, and that something is being looked for", () => {
    expect(show().rows()[0]).toBe("no lines yet");
    const { view, store } = show(lines("api", 1, "up"));
    view.setFilter("x");
    expect(logPane({ view, entries: store, columns: 60, height: 1, colours: "none", timestamps: false }).rows()).toEqual([
      "looking for x …",
    ]);
  });
});
