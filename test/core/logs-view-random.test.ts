import { expect, it } from "vitest";
import { levels } from "../../src/core/logs/level.ts";
import { shownText } from "../../src/core/logs/line-text.ts";
import { parsePattern } from "../../src/core/logs/pattern.ts";
import type { LogItem } from "../../src/core/logs/service-lines.ts";
import { type LogStore, logStore } from "../../src/core/logs/store.ts";
import { levelOfLine } from "../../src/core/logs/structured.ts";
import { type LogView, logView } from "../../src/core/logs/view.ts";
import { generator, line, lines, pick, type Random, textOf } from "./logs-random.ts";

const services = ["api", "db", "web"];
const words = ["error", "\x1b[31mWarn\x1b[0m", "日本", "tick", "GET /x", "ſ"];
const patterns = ["", "tick", "ERROR", "日", "/^GET/", "k", "level", "x n=1", "s"];

it("shows, counts and finds what going through all lines gives, at any moment", () => {
  for (let seed = 1; seed <= 20; seed++) play(seed);
});

/** One user, one project: random lines, keys, evictions and a back-fill, a little work between them; in the end all must be right. */
function play(seed: number): void {
  const random = generator(seed);
  const isSmall = random(2) === 0;
  const store = logStore({
    maxLines: isSmall ? 300 + random(900) : 10_000,
    maxBytes: isSmall ? 20_000 + random(60_000) : 10 ** 7,
  });
  const view = logView(store);
  const history = newHistory(random);
  let clock = 0;
  let atNs = 10_000n;
  const newLines = (): LogItem =>
    lines(pick(random, services), ...Array.from({ length: random(60) }, () => line(text(random), atNs++)));
  view.resize({ rows: 8, columns: 30 });
  for (const { item, isTail } of history) if (isTail) store.add(item);
  const older = store.backfill();
  let read = 0;

  for (let round = 0; round < 80; round++) {
    // In the end the lines that are wanted stay the same: what was found before the history came must be right after it.
    const action = round < 60 ? random(13) : pick(random, [0, 4, 9, 10, 11]);
    if (action < 4) store.add(newLines());
    else if (action === 4) store.add({ kind: "mark", what: "restarted", service: "api", container: "api-1", number: 1 });
    else if (action === 5) view.toggleService(pick(random, services));
    else if (action === 6) view.setLevel(pick(random, [undefined, ...levels]));
    else if (action === 7) view.setFilter(pick(random, patterns));
    else if (action === 8) view.setSearch(pick(random, patterns));
    else if (action === 9) pick(random, [view.nextMatch, view.previousMatch])();
    else if (action === 10) view.scrollRows(random(60) - 30);
    else if (action === 11) pick(random, [view.toOldest, view.toLatest, view.pause])();
    else pick(random, [() => view.setWrap(random(2) === 0), () => view.setRaw(random(2) === 0)])();
    const upTo = read + random(60);
    while (read < history.length && read < upTo) older.add(history[read++]?.item ?? newLines());
    if (round === 65) older.complete();
    view.work(random(3), () => clock++);
    checkPage(view, seed);
  }
  while (!view.work(5, () => clock++));
  if (!isSmall) expect([seed, store.backfills()]).toEqual([seed, 1]);
  checkAll(store, view, seed);
}

/** The whole logs merged by time, a line an item, and which of them are in the tails that are shown first. */
function newHistory(random: Random): readonly { readonly item: LogItem; readonly isTail: boolean }[] {
  const logs = services.flatMap((service) => {
    let atNs = 0n;
    const log = Array.from({ length: random(250) }, () => {
      atNs += BigInt(random(2 * services.indexOf(service) + 5));
      return { service, atNs };
    });
    return log.map((each, at) => ({ ...each, isTail: at >= log.length - 20 }));
  });
  logs.sort((left, right) => Number(left.atNs - right.atNs));
  return logs.map(({ service, atNs, isTail }) => ({ item: lines(service, line(text(random), atNs)), isTail }));
}

function text(random: Random): string {
  const message = Array.from({ length: 1 + random(4) }, () => pick(random, words)).join(" ");
  const kind = random(4);
  if (kind === 0)
    return JSON.stringify({ level: pick(random, ["debug", "info", "WARN", "error", "?"]), msg: message, n: random(20) });
  return kind === 1 ? `level=${pick(random, ["debug", "error"])} msg="tick" n=${random(20)}` : message;
}

function checkPage(view: LogView, seed: number): void {
  const page = view.page();
  const rows = page.reduce((sum, each) => sum + each.rows, 0);
  const isSorted = page.every(({ sequence }, at) => at === 0 || sequence > (page[at - 1]?.sequence ?? 0));
  const { shown, first, last } = view.status();
  if (rows > 8 || !isSorted || (rows < 8 && first > 1 && last < shown))
    throw new Error(`page of ${rows} rows, seed ${seed}: ${JSON.stringify(page)}`);
}

function checkAll(store: LogStore, view: LogView, seed: number): void {
  const { filter, search, leastLevel, raw, shown, total, matches, progress } = view.status();
  const isIn = (typed: string | undefined, shownLine: string): boolean => {
    const pattern = parsePattern(typed ?? "");
    return "error" in pattern || pattern.test(shownLine);
  };
  const wanted: number[] = [];
  const matching: number[] = [];
  for (let sequence = store.tail(); sequence < store.head(); sequence++) {
    const entry = store.entry(sequence);
    if (entry === undefined) throw new Error(`no entry ${sequence}`);
    if (entry.kind === "mark") {
      if (!view.isVisible("api") || filter !== undefined) continue;
      wanted.push(sequence);
      continue;
    }
    const written = textOf(entry.bytes);
    const shownLine = shownText(entry.bytes, { raw, zoneMinutes: 0 }, "none");
    const level = levelOfLine(written);
    const isLow = leastLevel !== undefined && level !== undefined && levels.indexOf(level) < levels.indexOf(leastLevel);
    if (!view.isVisible(entry.source.service) || isLow || !isIn(filter?.typed, shownLine)) continue;
    wanted.push(sequence);
    if (search !== undefined && isIn(search.typed, shownLine)) matching.push(sequence);
  }
  expect([seed, [...view.sequences()]]).toEqual([seed, wanted]);
  expect([seed, shown, total, progress]).toEqual([seed, wanted.length, store.head() - store.tail(), 1]);
  expect([seed, matches?.total]).toEqual([seed, search === undefined ? undefined : matching.length]);
  view.setWrap(false);
  view.toOldest();
  const seen: number[] = [];
  for (let before = -1; seen.length !== before; view.scrollRows(8)) {
    before = seen.length;
    for (const { sequence } of view.page()) if (sequence > (seen.at(-1) ?? Number.NEGATIVE_INFINITY)) seen.push(sequence);
  }
  expect([seed, seen]).toEqual([seed, wanted]);
}

it("never moves the lines that are looked at, whatever comes", () => {
  const random = generator(77);
  for (let round = 0; round < 60; round++) {
    const store = logStore({ maxLines: 2000 });
    const view = logView(store);
    view.resize({ rows: 6, columns: 20 });
    store.add(lines("api", ...Array.from({ length: 400 }, (_, at) => line(`a${at} ${text(random)}`, BigInt(at)))));
    store.add(lines("db", ...Array.from({ length: 100 }, (_, at) => line(`d${at} ${text(random)}`, BigInt(at + 400)))));
    if (random(2) === 0) view.setFilter(pick(random, patterns));
    if (random(2) === 0) view.toggleService("db");
    if (random(2) === 0) view.setWrap(true);
    while (!view.work(1, () => 0));
    view.scrollRows(-1 - random(100));
    const look = (): string =>
      view
        .page()
        .map(({ sequence, row, rows }) => `${view.text(sequence)} ${row} ${rows}`)
        .join("\n");
    const before = look();
    const isFull = view.page().reduce((sum, { rows }) => sum + rows, 0) === 6;
    if (!isFull || view.status().following) continue;
    for (let step = 0; step < 10; step++) {
      store.add(lines(pick(random, services), ...Array.from({ length: random(100) }, () => text(random))));
      if (random(2) === 0) view.work(random(2), () => 1);
      expect(look()).toBe(before);
    }
  }
});
