import { beforeEach, describe, expect, it } from "vitest";
import { withoutColours } from "../../src/core/logs/clip.ts";
import { type LogStore, logStore } from "../../src/core/logs/store.ts";
import { type LogView, logView } from "../../src/core/logs/view.ts";
import { line, lines } from "./logs-random.ts";

let store: LogStore;
let view: LogView;
const noTime = (): number => 0;

beforeEach(() => {
  store = logStore();
  view = logView(store);
  view.resize({ rows: 4, columns: 10 });
});

const add = (service: string, ...texts: readonly string[]): void => store.add(lines(service, ...texts));
const many = (count: number, first = 0): readonly string[] => Array.from({ length: count }, (_, at) => `l${first + at}`);
const work = (): boolean => view.work(1000, noTime);
const page = (): readonly string[] => view.page().map(({ sequence }) => withoutColours(view.text(sequence) ?? "-- mark"));

describe("following", () => {
  it("shows the latest lines as they come", () => {
    add("api", ...many(3));
    expect(page()).toEqual(["l0", "l1", "l2"]);
    add("api", ...many(3, 3));
    expect(page()).toEqual(["l2", "l3", "l4", "l5"]);
    expect(view.status()).toMatchObject({
      following: true,
      shown: 6,
      total: 6,
      first: 3,
      last: 6,
      newBelow: 0,
      lost: false,
      progress: 1,
    });
  });

  it("ends when the page is scrolled up, and the lines stay", () => {
    add("api", ...many(10));
    view.scrollRows(-2);
    expect(page()).toEqual(["l4", "l5", "l6", "l7"]);
    add("api", ...many(5, 10));
    expect(page()).toEqual(["l4", "l5", "l6", "l7"]);
    expect(view.status()).toMatchObject({ following: false, first: 5, last: 8, newBelow: 5 });
  });

  it("ends by a pause without a move, and goes on from the end", () => {
    add("api", ...many(10));
    view.pause();
    add("api", "new");
    expect(page()).toEqual(["l6", "l7", "l8", "l9"]);
    view.toLatest();
    expect(page()).toEqual(["l7", "l8", "l9", "new"]);
    expect(view.status()).toMatchObject({ following: true, newBelow: 0 });
  });

  it("begins again when the page is scrolled down to the end, and does not end when there is nothing above", () => {
    add("api", ...many(10));
    view.scrollPages(-1);
    expect(page()).toEqual(["l3", "l4", "l5", "l6"]);
    view.scrollRows(2);
    expect(view.status().following).toBe(false);
    view.scrollRows(1);
    expect(view.status().following).toBe(true);
    const small = logView(store);
    small.resize({ rows: 20, columns: 10 });
    small.scrollRows(-1);
    expect(small.status().following).toBe(true);
  });

  it("is not what a page at the oldest does, nor one that is not full", () => {
    add("api", ...many(3));
    view.toOldest();
    add("api", ...many(5, 3));
    expect(page()).toEqual(["l0", "l1", "l2", "l3"]);
    view.scrollPages(1);
    expect(page()).toEqual(["l3", "l4", "l5", "l6"]);
  });
});

describe("a page that stays", () => {
  it("moves to the oldest lines when its own are dropped, and says so", () => {
    store = logStore({ maxLines: 8 });
    view = logView(store);
    view.resize({ rows: 2, columns: 10 });
    add("api", ...many(8));
    view.scrollRows(-4);
    add("api", "x", "x");
    expect([page(), view.status().lost]).toEqual([["l2", "l3"], false]);
    add("api", "x", "x", "x");
    expect([page(), view.status().lost]).toEqual([["l5", "l6"], true]);
    view.toLatest();
    expect(view.status().lost).toBe(false);
  });

  it("stays when older history comes before it", () => {
    const log = Array.from({ length: 20 }, (_, at) => line(`l${at}`, BigInt(at)));
    store.add(lines("api", ...log.slice(10)));
    view.scrollRows(-3);
    const before = page();
    const older = store.backfill();
    older.add(lines("api", ...log));
    older.complete();
    expect(page()).toEqual(before);
    view.toOldest();
    expect(page()).toEqual(["l0", "l1", "l2", "l3"]);
  });

  it("goes along with a line that history gives another place", () => {
    store.add(lines("db", line("db1", 1n), line("db2", 40n)));
    store.add(lines("api", ...Array.from({ length: 9 }, (_, at) => line(`api${at}`, BigInt(50 + at)))));
    view.setSearch("db");
    work();
    view.toOldest();
    view.nextMatch();
    view.nextMatch();
    view.toOldest();
    view.scrollRows(1);
    expect(page()[0]).toBe("db2");
    const older = store.backfill();
    older.add(lines("api", ...Array.from({ length: 9 }, (_, at) => line(`old${at}`, BigInt(41 + at)))));
    older.add(lines("api", ...Array.from({ length: 9 }, (_, at) => line(`api${at}`, BigInt(50 + at)))));
    older.complete();
    work();
    expect(page()).toEqual(["db2", "old0", "old1", "old2"]);
    expect(view.status().matches?.current).toBe(2);
  });

  it("keeps its place while the lines above and below it are hidden and shown", () => {
    for (let at = 0; at < 20; at++) add(at % 2 === 0 ? "api" : "db", `l${at}`);
    view.scrollRows(-8);
    expect(page()[0]).toBe("l8");
    view.toggleService("api");
    work();
    expect(page()).toEqual(["l9", "l11", "l13", "l15"]);
    view.setFilter("l1");
    work();
    expect(page()).toEqual(["l11", "l13", "l15", "l17"]);
    view.setFilter("l3");
    work();
    expect(page()).toEqual(["l3"]);
    view.setFilter("");
    view.toggleService("api");
    expect(page()[0]).toBe("l8");
  });

  it("stays though too few lines came below its place when they were chosen", () => {
    for (let at = 0; at < 10; at++) add(at % 2 === 0 ? "api" : "db", `l${at}`);
    view.scrollRows(-2);
    view.toggleService("api");
    work();
    expect(page()).toEqual(["l3", "l5", "l7", "l9"]);
    add("db", "new");
    work();
    expect(page()).toEqual(["l3", "l5", "l7", "l9"]);
  });
});

describe("what is shown", () => {
  beforeEach(() => {
    add("api", "one", '{"level":"debug","msg":"two"}');
    add("db", "three");
    store.add({ kind: "mark", what: "restarted", service: "api", container: "api-1", number: 1 });
    add("api", '{"level":"error","msg":"four"}');
  });

  it.each<[string, () => unknown, readonly string[]]>([
    ["a hidden service is not", () => view.toggleService("api"), ["three"]],
    ["a service alone", () => view.toggleSolo("api"), ["one", "DEBUG two", "-- mark", "ERROR four"]],
    ["all again", () => [view.toggleSolo("api"), view.toggleSolo("api")], ["DEBUG two", "three", "-- mark", "ERROR four"]],
    [
      "what was hidden before a solo",
      () => [view.toggleService("db"), view.toggleSolo("db"), view.toggleSolo("db")],
      ["one", "DEBUG two", "-- mark", "ERROR four"],
    ],
    ["lines with a text, without marks", () => view.setFilter("o"), ["one", "DEBUG two", "ERROR four"]],
    ["lines that are laid out with it", () => view.setFilter("error f"), ["ERROR four"]],
    [
      "lines as their container wrote them",
      () => [view.setRaw(true), view.setFilter('":"')],
      ['{"level":"debug","msg":"two"}', '{"level":"error","msg":"four"}'],
    ],
    ["lines of a level, and those that name none", () => view.setLevel("info"), ["one", "three", "-- mark", "ERROR four"]],
    ["nothing", () => view.setFilter("five"), []],
  ])("%s", (_, choose, expected) => {
    choose();
    work();
    expect(page()).toEqual(expected);
    expect([...view.sequences()].slice(-4).map((sequence) => withoutColours(view.text(sequence) ?? "-- mark"))).toEqual(expected);
  });

  it("stays as it was when a filter cannot be read", () => {
    view.setFilter("o");
    expect(view.setFilter("/(/")).toBe("Unterminated group");
    work();
    expect(page()).toEqual(["one", "DEBUG two", "ERROR four"]);
    expect(view.status().filter?.typed).toBe("o");
  });

  it("tells which services are seen", () => {
    view.toggleService("api");
    expect([view.isVisible("api"), view.isVisible("db")]).toEqual([false, true]);
    view.showAllServices();
    expect([view.isVisible("api"), view.isVisible("db")]).toEqual([true, true]);
  });
});

describe("filtering", () => {
  it("takes no longer than it may, and finds the latest first", () => {
    store.add(lines("api", ...Array.from({ length: 20_000 }, (_, at) => `line ${at} of many`)));
    view.setFilter("9 of");
    let clock = 0;
    const tick = (): number => clock++;
    expect(view.work(3, tick)).toBe(false);
    expect(page()).toEqual(["line 19969 of many", "line 19979 of many", "line 19989 of many", "line 19999 of many"]);
    expect(clock).toBeLessThan(8);
    const { shown, progress } = view.status();
    expect(shown).toBeLessThan(2000);
    expect(progress).toBeLessThan(1);
    while (!view.work(3, tick));
    expect(view.status()).toMatchObject({ shown: 2000, progress: 1 });
    add("api", "line 9 of few");
    expect(view.work(3, tick)).toBe(true);
    expect(view.status().shown).toBe(2001);
  });
});

describe("searching", () => {
  beforeEach(() => {
    add("api", ...many(100));
    view.setSearch("9");
    work();
  });

  it("tells how many lines match, and goes through them in a circle", () => {
    expect(view.status().matches).toEqual({ current: undefined, total: 19, complete: true });
    view.previousMatch();
    expect(view.status().matches?.current).toBe(19);
    expect(view.status().following).toBe(false);
    view.previousMatch();
    expect(view.status().matches?.current).toBe(18);
    view.nextMatch();
    view.nextMatch();
    expect([view.status().matches?.current, page()]).toEqual([1, ["l7", "l8", "l9", "l10"]]);
    view.nextMatch();
    expect([view.status().matches?.current, page()]).toEqual([2, ["l17", "l18", "l19", "l20"]]);
    view.previousMatch();
    view.previousMatch();
    expect(view.status().matches?.current).toBe(19);
  });

  it("goes on from the page when that has been moved", () => {
    view.toOldest();
    view.nextMatch();
    view.scrollRows(30);
    view.nextMatch();
    expect(view.status().matches?.current).toBe(4);
  });

  it("looks only through lines that are shown", () => {
    view.setFilter("5");
    work();
    expect(view.status().matches?.total).toBe(2);
    view.previousMatch();
    view.previousMatch();
    expect(page()).toContain("l59");
  });

  it("goes to a match as soon as it is found, unless the page is moved meanwhile", () => {
    store.add(lines("api", ...Array.from({ length: 5000 }, () => "nothing in here")));
    view.setSearch("l42");
    let clock = 0;
    view.previousMatch();
    expect(view.status()).toMatchObject({ following: true, matches: { current: undefined, complete: false } });
    while (!view.work(1, () => clock++)) expect(view.status().following).toBe(true);
    expect(page()).toContain("l42");
    view.toLatest();
    view.setSearch("l43");
    view.nextMatch();
    view.scrollRows(-1);
    work();
    expect(page()).not.toContain("l43");
  });

  it("does not pass over lines that have just come", () => {
    add("api", "new 9");
    view.previousMatch();
    expect(page()).not.toContain("l89");
    work();
    expect(page()).toContain("new 9");
    expect(view.status().matches?.current).toBe(20);
  });

  it("scrolls sideways to a match that is not seen", () => {
    add("api", `${"x".repeat(50)}here${"x".repeat(50)}`);
    view.setSearch("here");
    work();
    view.nextMatch();
    expect(view.skip()).toBe(47);
    view.setSearch("l99");
    work();
    view.nextMatch();
    expect(view.skip()).toBe(0);
  });

  it("ends with an empty text, and stays when its expression cannot be read", () => {
    expect(view.setSearch("/[/")).toBe("Unterminated character class");
    expect(view.places("l9")).toEqual([1, 2]);
    view.setSearch("");
    expect(view.places("l9")).toEqual([]);
    expect(view.status().matches).toBeUndefined();
    view.nextMatch();
    expect(view.status().following).toBe(true);
  });
});

describe("wrapping", () => {
  beforeEach(() => {
    add("api", "a".repeat(25), "b", "c".repeat(11), "d".repeat(10));
    view.setWrap(true);
  });

  it("counts rows", () => {
    expect(view.page()).toEqual([
      { sequence: 1, row: 0, rows: 1 },
      { sequence: 2, row: 0, rows: 2 },
      { sequence: 3, row: 0, rows: 1 },
    ]);
    view.scrollRows(-1);
    expect(view.page()).toEqual([
      { sequence: 0, row: 2, rows: 1 },
      { sequence: 1, row: 0, rows: 1 },
      { sequence: 2, row: 0, rows: 2 },
    ]);
    view.scrollRows(-10);
    expect(view.page()).toEqual([
      { sequence: 0, row: 0, rows: 3 },
      { sequence: 1, row: 0, rows: 1 },
    ]);
    view.scrollRows(2);
    expect(view.page()[0]).toEqual({ sequence: 0, row: 2, rows: 1 });
    view.scrollRows(1);
    expect(view.status().following).toBe(true);
  });

  it("takes the width that there is", () => {
    view.toOldest();
    view.resize({ rows: 4, columns: 25 });
    expect(view.page().map(({ rows }) => rows)).toEqual([1, 1, 1, 1]);
  });

  it("shows a part of a line that is higher than the page", () => {
    add("api", "e".repeat(100));
    expect(view.page()).toEqual([{ sequence: 4, row: 6, rows: 4 }]);
  });

  it("brings the row of a match to the middle, and has no columns to skip", () => {
    add("api", `${"e".repeat(55)}here${"e".repeat(50)}`);
    view.setSearch("here");
    work();
    view.nextMatch();
    expect(view.page()).toEqual([{ sequence: 4, row: 3, rows: 4 }]);
    view.scrollColumns(5);
    expect(view.skip()).toBe(0);
  });
});

describe("columns", () => {
  it("are scrolled as far as the longest line on the page", () => {
    add("api", "short", "x".repeat(30));
    view.scrollColumns(8);
    expect(view.skip()).toBe(8);
    view.scrollColumns(80);
    expect(view.skip()).toBe(20);
    view.scrollColumns(-80);
    expect(view.skip()).toBe(0);
  });
});

describe("stamp", () => {
  it.each<[string, () => unknown]>([
    ["a new line comes", () => add("api", "new")],
    ["the page is scrolled", () => view.scrollRows(-1)],
    ["it is scrolled sideways", () => view.scrollColumns(3)],
    ["it gets another size", () => view.resize({ rows: 5, columns: 10 })],
    ["lines are wrapped", () => view.setWrap(true)],
    ["something is looked for", () => view.setSearch("l")],
    ["other lines are shown", () => view.toggleService("db")],
    ["lines look otherwise", () => view.setRaw(true)],
  ])("changes when %s", (_, change) => {
    add("api", ...many(10), "a long line to scroll");
    const before = view.stamp();
    expect(view.stamp()).toBe(before);
    change();
    expect(view.stamp()).not.toBe(before);
  });

  it("does not change with lines that are not seen", () => {
    add("api", ...many(10));
    view.scrollRows(-3);
    view.setFilter("l");
    work();
    const before = view.stamp();
    add("api", "l of new");
    work();
    view.resize({ rows: 4, columns: 10 });
    expect(view.stamp()).toBe(before);
  });
});
