import { describe, expect, it } from "vitest";
import { charWidth } from "../../src/core/logs/char-width.ts";
import { clipText, textColumns, withoutColours, wrapText } from "../../src/core/logs/clip.ts";
import { safeText } from "../../src/core/logs/escape.ts";
import { generator, pick, type Random } from "./logs-random.ts";

const red = "\x1b[31m";
const bold = "\x1b[1m";
const off = "\x1b[0m";
const inverse = "\x1b[7m";

describe("clipText", () => {
  it.each([
    ["what fits, as it is", "abc", 5, 0, "abc"],
    ["the beginning", "abcdef", 3, 0, "abc"],
    ["the middle", "abcdef", 3, 2, "cde"],
    ["nothing beyond the end", "abc", 3, 9, ""],
    ["a colour, closed where the row ends", `${red}abcdef${off}`, 3, 0, `${red}abc${off}`],
    ["the colour that was left of the row", `${red}abc${off}def`, 3, 2, `${red}c${off}de`],
    ["no colour that colours nothing", `${red}abc${off}def`, 3, 3, "def"],
    ["only what is in force", `${red}\x1b[32m\x1b[39m${bold}\x1b[22mx`, 3, 0, "x"],
    ["several attributes", `${bold}${red}x${off}`, 3, 0, `${bold}${red}x${off}`],
    ["a wide character", "日本", 4, 0, "日本"],
    ["no half of a wide character at the right", "日本", 3, 0, "日"],
    ["a space for half of a wide character at the left", "日本", 3, 1, " 本"],
    ["a mark over the last character", "abe\u0301x", 3, 0, "abe\u0301"],
    ["no mark without its character", "e\u0301x", 3, 1, "x"],
    ["a tab up to the next stop", "ab\tc", 20, 0, "ab      c"],
    ["the rest of a tab", "ab\tc", 20, 5, "   c"],
    ["a line feed as a sign", "a\nb", 20, 0, "a⏎b"],
  ])("gives %s", (_, text, columns, skip, expected) => {
    expect(clipText(text, columns, skip)).toBe(expected);
  });

  it.each([
    ["in plain text", "abcdef", [1, 3], `a${inverse}bc${off}def`],
    ["over a change of colour", `a${red}bc${off}d`, [0, 3], `${inverse}abc${off}d`],
    ["within a colour, which goes on after it", `${red}abcd${off}`, [1, 2], `${red}a${off}${inverse}b${off}${red}cd${off}`],
    ["twice", "abab", [0, 1, 2, 3], `${inverse}a${off}b${inverse}a${off}b`],
    ["of a tab", "a\tb", [1, 2], `a${inverse}       ${off}b`],
    ["beyond a wide character", "日a", [1, 2], `日${inverse}a${off}`],
  ])("sets off a place %s", (_, text, spans, expected) => {
    expect(clipText(text, 20, 0, spans)).toBe(expected);
  });
});

describe("wrapText", () => {
  it.each([
    ["nothing", "", 4, [""]],
    ["what fits exactly", "abcd", 4, ["abcd"]],
    ["full rows", "abcdefghi", 4, ["abcd", "efgh", "i"]],
    ["colours carried over", `${red}abcdef${off}g`, 4, [`${red}abcd${off}`, `${red}ef${off}g`]],
    ["wide characters whole", "a日本語", 4, ["a日", "本語"]],
    ["a tab over two rows", "abcdef\tg", 7, ["abcdef ", " g"]],
    ["line feeds", "ab\n\tc\n", 12, ["ab", "        c", ""]],
  ])("%s", (_, text, columns, rows) => {
    expect(wrapText(text, columns)).toEqual(rows);
  });

  it("carries a place that is set off over rows", () => {
    expect(wrapText("abcdef", 4, [3, 5])).toEqual([`abc${inverse}d${off}`, `${inverse}e${off}f`]);
  });

  it("does not repeat thousands of colours on every row", () => {
    const text = Array.from({ length: 2000 }, (_, at) => `\x1b[38;5;${at % 256}m\x1b[4mx`).join("");
    expect(Math.max(...wrapText(`${text}${"y".repeat(1000)}`, 50).map((row) => row.length))).toBeLessThan(50 * 40);
    expect(wrapText(`${text}${"y".repeat(100)}`, 50).at(-1)?.length).toBeLessThan(100);
  });

  it("leaves out the marks of a character that has too many", () => {
    expect(wrapText(`a${"\u0301".repeat(50)}b`, 10)).toEqual([`a${"\u0301".repeat(8)}b`]);
  });
});

describe("any harmless text", () => {
  const fragments = [
    "a",
    "bc ",
    "0123456789",
    "日本",
    "😀",
    "e\u0301",
    "한",
    "\t",
    "\t",
    `${red}`,
    bold,
    off,
    "\x1b[48;2;1;2;3m",
    "\x1b[39m",
    "⏎",
    "\u00ad",
  ];
  const row = /^(?:[^\x00-\x1f\x7f-\x9f]|\x1b\[[\d;:]+m)*$/u;

  it("is clipped to its columns, and closed", () => {
    everyText((text, random) => {
      const columns = 1 + random(30);
      const skip = random(20);
      const spans = spansIn(withoutColours(text), random);
      const clipped = clipText(text, columns, skip, spans);
      const all = clipText(text, 10_000, 0, spans);
      check(text, row.test(clipped), "only characters and colours");
      check(text, widthOf(clipped) <= columns, "not wider");
      check(text, isClosed(clipped), "closed");
      check(text, widthOf(all) === textColumns(text), "textColumns tells the width");
      check(text, withoutColours(clipped) === partOf(cells(all), skip, skip + columns), "that part of the whole");
    });
  });

  it("is wrapped without a loss", () => {
    everyText((text, random) => {
      const columns = 2 + random(30);
      const spans = spansIn(withoutColours(text), random);
      const rows = wrapText(text, columns, spans);
      const whole = wrapText(text, 100_000, spans).join("");
      check(
        text,
        rows.every((each) => row.test(each) && widthOf(each) <= columns && isClosed(each)),
        "rows are as clipped ones",
      );
      check(text, rows.map(withoutColours).join("") === withoutColours(whole), "joined they are the text");
      check(text, inverted(rows.join("")) === inverted(whole), "the same is set off");
      check(
        text,
        rows.slice(0, -1).every((each) => widthOf(each) >= columns - 1),
        "rows are full",
      );
    });
  });

  function everyText(test: (text: string, random: Random) => void): void {
    const random = generator(3);
    for (let round = 0; round < 4000; round++) {
      test(safeText(Array.from({ length: random(20) }, () => pick(random, fragments)).join(""), "colours"), random);
    }
  }

  function spansIn(plain: string, random: Random): readonly number[] {
    const ends = Array.from({ length: 2 * random(3) }, () => random(plain.length + 1)).sort((left, right) => left - right);
    return ends.filter((end, at) => ends[at % 2 === 0 ? at + 1 : at - 1] !== end);
  }

  function check(text: string, holds: boolean, what: string): void {
    if (!holds) throw new Error(`not so: ${what}: ${JSON.stringify(text)}`);
  }

  function widthOf(text: string): number {
    return [...withoutColours(text)].reduce((sum, character) => sum + charWidth(character.codePointAt(0) ?? 0), 0);
  }

  /** A cell for each column: the second of a wide character is empty. */
  function cells(text: string): readonly string[] {
    const all: string[] = [];
    for (const character of withoutColours(text)) {
      const width = charWidth(character.codePointAt(0) ?? 0);
      if (width === 0) all[all.length - 1] += character;
      else all.push(character, ...(width === 2 ? [""] : []));
    }
    return all;
  }

  function partOf(all: readonly string[], from: number, to: number): string {
    let part = "";
    for (let at = from; at < Math.min(to, all.length); at++) {
      const isCut = all[at + 1] === "" && at + 1 === to;
      if (!isCut) part += all[at] === "" && at === from ? " " : all[at];
    }
    return part;
  }

  function isClosed(text: string): boolean {
    return (text.match(/\x1b\[[\d;:]+m/g)?.at(-1) ?? off) === off;
  }

  function inverted(text: string): string {
    return [...text.matchAll(/\x1b\[7m([^\x1b]*)/g)].map(([, piece]) => piece).join("");
  }
});
