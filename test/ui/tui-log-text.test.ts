import { describe, expect, it } from "vitest";
import type { LogItem } from "../../src/core/logs/service-lines.ts";
import { logStore } from "../../src/core/logs/store.ts";
import { type LogView, logView } from "../../src/core/logs/view.ts";
import { savedLines, visibleText } from "../../src/ui/tui/log-text.ts";

const atNs = 1_767_323_045_678_000_007n;
const stamp = "2026-01-02T03:04:05.678000007Z";

function lines(service: string, ...texts: readonly string[]): LogItem {
  return {
    kind: "lines",
    service,
    number: 1,
    container: `demo-${service}-1`,
    lines: texts.map((text) => ({ atNs, stream: "stdout", bytes: Buffer.from(text) })),
  };
}

function viewOf(...items: readonly LogItem[]): { readonly store: ReturnType<typeof logStore>; readonly view: LogView } {
  const store = logStore();
  for (const item of items) store.add(item);
  const view = logView(store);
  view.resize({ rows: 3, columns: 20 });
  return { store, view };
}

const json = '{"level":"info","msg":"up","n":1}';
const restarted: LogItem = { kind: "mark", what: "restarted", service: "api", container: "demo-api-1", number: 1 };

describe("visibleText", () => {
  it("is what is on the page, whole and without colours", () => {
    const { store, view } = viewOf(
      lines("api", "gone", "\x1b[31mred\x1b[0m"),
      restarted,
      lines("worker", `${json.slice(0, -1)},"s":"${"x".repeat(50)}"}`),
    );
    expect(visibleText(view, store)).toBe(`api    | red\n-- api restarted\nworker | INFO  up n=1 s=${"x".repeat(50)}\n`);
  });
});

describe("savedLines", () => {
  it("are all lines that are shown, as the containers wrote them, harmless, with their full time", () => {
    const { store, view } = viewOf(
      lines("api", "one\x1b]0;evil\x07", json),
      restarted,
      lines("worker", "two"),
      lines("db", "hidden"),
    );
    view.toggleService("db");
    expect([...savedLines(view, store)].join("")).toBe(
      `api    | ${stamp} one\napi    | ${stamp} ${json}\n-- api restarted\nworker | ${stamp} two\n`,
    );
  });

  it("do not wait for the filter, and come in pieces", () => {
    const { store, view } = viewOf(lines("api", ...Array.from({ length: 9000 }, (_, at) => `line ${at}`)));
    view.setFilter("/[05]$/");
    const pieces = [...savedLines(view, store)];
    expect(pieces.length).toBe(2);
    expect(pieces.join("").split("\n").length).toBe(1801);
    expect(pieces.join("")).toContain(`api | ${stamp} line 5995\n`);
  });

  it("join the pieces of a line that was too long to be kept whole", () => {
    const { store, view } = viewOf(lines("api", "日".repeat(50_000), "next"));
    expect([...savedLines(view, store)].join("")).toBe(`api | ${stamp} ${"日".repeat(50_000)}\napi | ${stamp} next\n`);
  });

  it("are none of an empty log", () => {
    const { store, view } = viewOf();
    expect([...savedLines(view, store)]).toEqual([]);
  });
});
