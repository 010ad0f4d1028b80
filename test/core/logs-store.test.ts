import { describe, expect, it } from "vitest";
import type { LogMark } from "../../src/core/logs/service-lines.ts";
import { type LogEntries, logStore } from "../../src/core/logs/store.ts";
import { generator, line, lines, textOf } from "./logs-random.ts";

const api = { service: "api", container: "api-1", number: 1 };
const restarted: LogMark = { kind: "mark", what: "restarted", ...api };

function texts(entries: LogEntries): readonly string[] {
  const all: string[] = [];
  for (let sequence = entries.tail(); sequence < entries.head(); sequence++) {
    const entry = entries.entry(sequence);
    all.push(entry === undefined ? "nothing" : entry.kind === "mark" ? `-- ${entry.mark.what}` : textOf(entry.bytes));
  }
  return all;
}

describe("logStore", () => {
  it("keeps lines and marks in their order, with all that is known of them", () => {
    const store = logStore();
    store.add(lines("api", line("one", 5n), line("two", 7n, "stderr")));
    store.add(restarted);
    store.add(lines("db", line("three", 9n)));
    expect(texts(store)).toEqual(["one", "two", "-- restarted", "three"]);
    expect(store.entry(1)).toMatchObject({ kind: "line", source: api, stream: "stderr", atNs: 7n, continued: false });
    expect(store.entry(2)).toEqual({ kind: "mark", mark: restarted, atNs: 7n });
    expect(store.entry(3)).toMatchObject({ source: { service: "db" }, stream: "stdout" });
    expect([store.entry(-1), store.entry(4)]).toEqual([undefined, undefined]);
    expect(store.sources().map(({ container }) => container)).toEqual(["api-1", "db-1"]);
  });

  it("keeps marks of the engine, which belong to no container", () => {
    const store = logStore();
    store.add({ kind: "mark", what: "engine-back" });
    expect(texts(store)).toEqual(["-- engine-back"]);
    expect(store.sources()).toEqual([]);
  });

  it("copies the bytes, whose chunk is used again", () => {
    const store = logStore();
    const chunk = new TextEncoder().encode("before");
    store.add(lines("api", { atNs: 1n, stream: "stdout", bytes: chunk }));
    chunk.fill(0);
    expect(texts(store)).toEqual(["before"]);
  });

  it("drops the oldest when there are too many lines, or too many bytes", () => {
    const few = logStore({ maxLines: 3 });
    few.add(lines("api", "a", "b", "c", "d", "e"));
    expect([few.tail(), few.head(), texts(few)]).toEqual([2, 5, ["c", "d", "e"]]);
    const small = logStore({ maxBytes: 10 });
    small.add(lines("api", "aaaa", "bbbb", "cccc"));
    expect(texts(small)).toEqual(["bbbb", "cccc"]);
  });

  it("cuts a line that is too long into pieces, between characters", () => {
    const store = logStore();
    const text = `x${"日本".repeat(40_000)}`;
    store.add(lines("api", line(text, 3n, "stderr"), line("next", 4n)));
    const pieces = texts(store).slice(0, -1);
    expect(pieces.length).toBe(4);
    expect(pieces.join("")).toBe(text);
    expect([0, 1, 2, 3, 4].map((at) => store.entry(at)).map((entry) => entry?.kind === "line" && entry.continued)).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(store.entry(2)).toMatchObject({ atNs: 3n, stream: "stderr" });
  });

  it("survives a line of bytes that are no characters", () => {
    const store = logStore();
    store.add(lines("api", { atNs: 1n, stream: "stdout", bytes: new Uint8Array(200_000).fill(0x80) }));
    expect(store.head()).toBe(4);
  });

  it.each([
    [1000, 1_000_000, 120],
    [100_000, 40_000, 300],
    [20_000, 3_000_000, 3],
    [30_000, 2_500_000, 5000],
  ])("has the latest lines whole, whatever was dropped: %i lines, %i bytes, lines up to %i", (maxLines, maxBytes, longest) => {
    const random = generator(9);
    const store = logStore({ maxLines, maxBytes });
    const all: string[] = [];
    for (let round = 0; round < 60; round++) {
      const batch = Array.from({ length: random(1000) }, () => `${all.length}:${"y".repeat(random(longest))}`);
      all.push(...batch);
      if (random(3) === 0) {
        store.add(restarted);
        all.push("-- restarted");
      }
      store.add(lines("api", ...batch));
      all.splice(all.length - batch.length, 0, ...all.splice(all.length - 1, random(1)));
    }
    expect(store.head()).toBe(all.length);
    expect(store.head() - store.tail()).toBeLessThanOrEqual(maxLines);
    expect(texts(store).filter((text) => !text.startsWith("--"))).toEqual(
      all.slice(store.tail()).filter((text) => !text.startsWith("--")),
    );
    const size = texts(store).reduce((sum, text) => sum + (text.startsWith("--") ? 0 : text.length), 0);
    expect(size).toBeLessThanOrEqual(maxBytes);
    expect(size > maxBytes - longest - 10 || store.head() - store.tail() === maxLines || store.tail() === 0).toBe(true);
  });
});

describe("backfill", () => {
  const whole = (count: number, first = 0): readonly ReturnType<typeof line>[] =>
    Array.from({ length: count }, (_, at) => line(`l${first + at}`, BigInt(100 + first + at)));
  const names = (from: number, to: number): readonly string[] => Array.from({ length: to - from }, (_, at) => `l${from + at}`);

  it("puts what is older before what is shown, and leaves out what is shown already", () => {
    const store = logStore();
    const log = whole(10);
    store.add(lines("api", ...log.slice(6, 8)));
    const older = store.backfill();
    older.add(lines("api", ...log.slice(0, 7)));
    store.add(lines("api", ...log.slice(8)));
    expect(store.tail()).toBe(0);
    older.add(lines("api", ...log.slice(7)));
    older.complete();
    expect(texts(store)).toEqual(names(0, 10));
    expect([store.tail(), store.head(), store.backfills()]).toEqual([-6, 4, 1]);
    store.add(lines("api", "after"));
    expect(texts(store)).toEqual([...names(0, 10), "after"]);
  });

  it("merges by time with shown lines that are older than another container's first", () => {
    const store = logStore();
    const at = (text: string, atNs: number): ReturnType<typeof line> => line(text, BigInt(atNs));
    store.add(lines("db", at("db1", 1), at("db2", 40)));
    store.add(restarted);
    store.add(lines("api", at("api5", 50), at("api6", 60)));
    store.add(lines("db", at("db3", 70)));
    const older = store.backfill();
    older.add(lines("db", at("db1", 1)));
    older.add(lines("api", at("api2", 20), at("api3", 30)));
    older.add(lines("db", at("db2", 40)));
    older.add(lines("api", at("api4", 45), at("api5", 50), at("api6", 60)));
    older.add(lines("db", at("db3", 70)));
    older.complete();
    expect(texts(store)).toEqual(["db1", "api2", "api3", "db2", "-- restarted", "api4", "api5", "api6", "db3"]);
    expect([0, 1, 2, 3, 5].map((sequence) => store.entry(store.movedTo(sequence)))).toMatchObject([
      { source: { service: "db" }, atNs: 1n },
      { source: { service: "db" }, atNs: 40n },
      { kind: "mark" },
      { atNs: 50n },
      { atNs: 70n },
    ]);
  });

  it("keeps the newest of the older lines that there is room for, and drops them first", () => {
    const store = logStore({ maxLines: 6 });
    const log = whole(12);
    store.add(lines("api", ...log.slice(8)));
    const older = store.backfill();
    older.add(lines("api", ...log));
    older.complete();
    expect(texts(store)).toEqual(names(6, 12));
    store.add(lines("api", ...whole(3, 12)));
    expect(texts(store)).toEqual(names(9, 15));
    const full = logStore({ maxBytes: 8 });
    full.add(lines("api", ...log.slice(8)));
    const none = full.backfill();
    none.add(lines("api", ...log));
    none.complete();
    expect(texts(full)).toEqual(["l9", "l10", "l11"]);
  });

  it("moves large shown lines without counting them twice", () => {
    const store = logStore({ maxBytes: 1000 });
    store.add(lines("db", ...Array.from({ length: 9 }, (_, at) => line("x".repeat(100), BigInt(at)))));
    store.add(lines("api", line("late", 50n)));
    const older = store.backfill();
    older.add(lines("api", line("early", 20n), line("late", 50n)));
    older.complete();
    expect(texts(store).length).toBe(11);
    expect(texts(store).slice(-2)).toEqual(["early", "late"]);
  });

  it("shows nothing of what was broken off, or has lost its place", () => {
    const store = logStore({ maxLines: 4 });
    const log = whole(20);
    store.add(lines("api", ...log.slice(10, 12)));
    store.backfill().add(lines("api", ...log.slice(0, 11)));
    expect(texts(store)).toEqual(names(10, 12));
    const late = store.backfill();
    late.add(lines("api", ...log.slice(0, 11)));
    store.add(lines("api", ...log.slice(12)));
    late.complete();
    expect(texts(store)).toEqual(names(16, 20));
    expect(store.backfills()).toBe(0);
  });

  it("leaves the lines of a container alone that came after it began", () => {
    const store = logStore();
    store.add(lines("api", ...whole(2)));
    const older = store.backfill();
    store.add(lines("new", ...whole(2, 50)));
    older.add(lines("new", ...whole(2, 50)));
    older.add(lines("api", ...whole(2)));
    older.complete();
    expect(texts(store)).toEqual(["l0", "l1", "l50", "l51"]);
  });

  it("loses and doubles nothing, for any logs and any moment", () => {
    const random = generator(21);
    for (let round = 0; round < 300; round++) {
      const store = logStore();
      const logs = ["api", "db", "web"].map((service) => {
        let atNs = 1000n + BigInt(random(200));
        const log = Array.from({ length: random(40) }, (_, at) => {
          atNs += BigInt(random(12));
          return line(`${service}${at}`, atNs, random(4) === 0 ? "stderr" : "stdout");
        });
        return { service, log, tailFrom: random(2) === 0 ? 0 : random(log.length + 1) };
      });
      const atBegin = logs.map(({ log, tailFrom }) => tailFrom + random(log.length - tailFrom + 1));
      const merged = (from: (at: number) => number, to: (at: number) => number): void => {
        const all = logs.flatMap(({ service, log }, at) => log.slice(from(at), to(at)).map((each) => ({ service, each })));
        all.sort((left, right) => Number(left.each.atNs - right.each.atNs));
        for (const { service, each } of all) target.add(lines(service, each));
      };
      let target: Pick<typeof store, "add"> = store;
      merged(
        (at) => logs[at]?.tailFrom ?? 0,
        (at) => atBegin[at] ?? 0,
      );
      const anchors = Array.from({ length: store.head() }, (_, at) => store.entry(at)).map(
        (entry) => entry?.kind === "line" && textOf(entry.bytes),
      );
      const older = store.backfill();
      target = older;
      merged(
        () => 0,
        (at) => logs[at]?.log.length ?? 0,
      );
      target = store;
      merged(
        (at) => atBegin[at] ?? 0,
        (at) => logs[at]?.log.length ?? 0,
      );
      older.complete();
      const shownAtBegin = (at: number): boolean => (atBegin[at] ?? 0) > (logs[at]?.tailFrom ?? 0);
      const expected = logs.flatMap(({ log, tailFrom }, at) =>
        log.slice(shownAtBegin(at) ? 0 : tailFrom).map(({ bytes }) => textOf(bytes)),
      );
      expect([...texts(store)].sort()).toEqual([...expected].sort());
      for (const [sequence, text] of anchors.entries()) {
        const entry = store.entry(store.movedTo(sequence));
        expect(entry?.kind === "line" && textOf(entry.bytes)).toBe(text);
      }
    }
  });
});
