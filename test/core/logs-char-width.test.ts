import { eastAsianWidth } from "get-east-asian-width";
import { expect, it } from "vitest";
import { charWidth } from "../../src/core/logs/char-width.ts";

it("agrees with Unicode's East Asian Width on every character that is not drawn over another", () => {
  const wrong: string[] = [];
  for (let codePoint = 0x20; codePoint <= 0x10ffff; codePoint++) {
    const width = charWidth(codePoint);
    const isDrawnOver = width === 0 && /[\p{M}\p{Cf}\p{Lo}]/u.test(String.fromCodePoint(codePoint));
    if (!isDrawnOver && width !== eastAsianWidth(codePoint)) wrong.push(codePoint.toString(16));
  }
  expect(wrong).toEqual([]);
});

it.each([
  ["a", 1],
  ["é", 1],
  ["ж", 1],
  ["日", 2],
  ["ｱ", 1],
  ["Ａ", 2],
  ["한", 2],
  ["😀", 2],
  ["🇩", 1],
  ["│", 1],
  ["\u0301", 0],
  ["\u200d", 0],
  ["\ufe0f", 0],
  ["\u1161", 0],
  ["\u3099", 0],
])("%j takes %i", (character, width) => {
  expect(charWidth(character.codePointAt(0) ?? 0)).toBe(width);
});
