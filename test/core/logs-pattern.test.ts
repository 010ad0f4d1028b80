import { describe, expect, it } from "vitest";
import { entryTest } from "../../src/core/logs/line-test.ts";
import { shownText } from "../../src/core/logs/line-text.ts";
import { hasNeedle, needleOf } from "../../src/core/logs/needle.ts";
import { type Pattern, parsePattern } from "../../src/core/logs/pattern.ts";
import { logStore } from "../../src/core/logs/store.ts";
import { generator, lines, pick } from "./logs-random.ts";

function pattern(typed: string, isRegex = false): Pattern {
  const parsed = parsePattern(typed, isRegex);
  if ("error" in parsed) throw new Error(parsed.error);
  return parsed;
}

describe("parsePattern", () => {
  it.each([
    ["error", "an ERROR occurred", true],
    ["a.b", "axb", false],
    ["ÜBER", "über alles", true],
    ["/healthz", "GET /healthz", true],
    ["/5\\d\\d/", "status 503", true],
    ["/Error/", "error", false],
    ["/Error/i", "error", true],
    ["/^.$/", "😀", true],
    ["//", "a // b", true],
    ["/a/b/", "a/b", true],
  ])("%s in %j: %s", (typed, text, expected) => {
    expect(pattern(typed).test(text)).toBe(expected);
    expect(pattern(typed).test(text)).toBe(expected);
  });

  it("takes what is typed as a regular expression when asked to", () => {
    expect(pattern("^a+$", true).test("aaa")).toBe(true);
    expect(pattern("/^A+$/i", true).test("aaa")).toBe(true);
  });

  it.each([
    ["/(/", "Unterminated group"],
    ["/[z-a]/", "Range out of order in character class"],
    ["/\\u{110000}/", "Invalid Unicode escape"],
    ["/(\x1b]0;/", "Lone quantifier brackets"],
  ])("gives the words of what is wrong in %j", (typed, error) => {
    expect(parsePattern(typed)).toEqual({ error });
  });

  it("finds all places, of those that are longer than nothing the first thousand", () => {
    expect(pattern("ab").places("xabyAB")).toEqual([1, 3, 4, 6]);
    expect(pattern("/x*/").places("axxb")).toEqual([1, 3]);
    expect(pattern("a").places("a".repeat(5000)).length).toBe(2000);
  });
});

describe("hasNeedle", () => {
  it("finds what a search for text finds, within the bounds only", () => {
    const random = generator(13);
    for (let round = 0; round < 20_000; round++) {
      const text = Array.from({ length: random(30) }, () => pick(random, ["a", "B", "b", "A", "ab", "@", "[", "`", "{"])).join(
        "",
      );
      const wanted = Array.from({ length: 1 + random(4) }, () => pick(random, ["a", "b", "A", "B", "@", "{"])).join("");
      const start = random(text.length + 1);
      const end = start + random(text.length - start + 1);
      const found = hasNeedle(needleOf(wanted), new TextEncoder().encode(text), start, end);
      const expected = text.slice(start, end).toLowerCase().includes(wanted.toLowerCase());
      if (found !== expected) throw new Error(JSON.stringify({ text, wanted, start, end, found }));
    }
  });
});

describe("the quick tests of bytes", () => {
  const pieces = [
    "error",
    "ERROR",
    "k",
    "\u212a",
    "s",
    "ſ",
    "é",
    "日本",
    " ",
    "=",
    "200",
    "1e3",
    "\x1b[31m",
    "\x1b[0m",
    "\x1b]0;t\x07",
    "\r",
    "\t",
    "\\",
    "\\u0041",
    '"',
    "x/y",
    "null",
  ];
  const structured = (text: string, number: string): string =>
    `{"level":"info","msg":"${text}","n":${number},"o":{"a": ["${text}"]}}`;
  const needles = [
    "error",
    "k",
    "s",
    "r",
    "=200",
    "200",
    "n=1000",
    "info",
    "INFO",
    "é",
    "日",
    "a b",
    "rror k",
    "x/y",
    "x/y k",
    "msg=",
    '"a"',
    "null",
    "-inf",
    "\t",
    "A",
    "e",
    '{"a":["',
    "level",
    "trace",
  ];

  it("never tell otherwise than the text that is shown", () => {
    const random = generator(29);
    const all = Array.from({ length: 1200 }, () => {
      const text = Array.from({ length: random(6) }, () => pick(random, pieces)).join("");
      const number = pick(random, ["200", "1e3", "1e999", "1.0", "12345678901234567890", "30"]);
      return pick(random, [
        text,
        structured(text, number),
        `level=warn msg="${text}" n=${number}`,
        `{"level":10,"msg":"${text}"}`,
      ]);
    });
    const store = logStore();
    store.add(lines("api", ...all));
    const block = store.block(0);
    let found = 0;
    for (const raw of [false, true]) {
      const look = { raw, zoneMinutes: 0 };
      const shown = all.map((text) => shownText(new TextEncoder().encode(text), look, "none"));
      for (const wanted of needles.map((typed) => pattern(typed))) {
        const test = entryTest({ isVisible: () => true, patterns: [wanted], look }, store.sources());
        for (const [at, text] of shown.entries()) {
          const expected = wanted.test(text);
          if (expected) found++;
          if (block === undefined || test(block, at) !== expected)
            throw new Error(JSON.stringify({ typed: wanted.typed, line: all[at], raw, expected }));
        }
      }
    }
    expect(found).toBeGreaterThan(1000);
  });
});
