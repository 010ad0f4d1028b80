import { wordsOf } from "../error.ts";
import { safeText } from "./escape.ts";
import { type Needle, needleOf } from "./needle.ts";
import { addedWords, separators } from "./structured.ts";
import type { Spans } from "./styled-row.ts";

/** What is looked for in the lines as they are shown, without their colours. */
export interface Pattern {
  /** As it was typed. */
  readonly typed: string;
  test(text: string): boolean;
  /** Where it stands in the text; at most the first thousand places. */
  places(text: string): Spans;
  /** For lines of plain ASCII that are shown as they are: there it stands exactly where these bytes do. */
  readonly needle?: Needle;
  /** For lines of plain ASCII that are laid out: where these bytes do not stand in the line, the pattern does not stand in what is shown. */
  readonly word?: Needle;
}

/**
 * Reads what a user typed: `/regex/` or, with `isRegex`, a regular expression of JavaScript, upper and lower case told apart unless it
 * ends in `/i`; anything else is a text to look for, whatever its case. An expression that is none gives the words of the error.
 */
export function parsePattern(typed: string, isRegex = false): Pattern | { readonly error: string } {
  const [, slashed, flag = ""] = /^\/(.+)\/(i?)$/s.exec(typed) ?? [];
  const source = slashed ?? (isRegex ? typed : undefined);
  if (source === undefined) return textPattern(typed);
  try {
    return { typed, ...matching(source, `u${flag}`) };
  } catch (error) {
    return { error: safeText(wordsOf(error).replace(/^Invalid regular expression: .*: /s, ""), "none") };
  }
}

function textPattern(typed: string): Pattern {
  const found = matching(typed.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "iu");
  if (!/^[ -~]+$/.test(typed)) return { typed, ...found };
  const word = longestWord(typed);
  return { typed, ...found, needle: needleOf(typed), ...(word === undefined ? {} : { word: needleOf(word) }) };
}

function matching(source: string, flags: string): Pick<Pattern, "test" | "places"> {
  const once = new RegExp(source, flags);
  const all = new RegExp(source, `${flags}g`);
  return {
    test: (text) => once.test(text),
    places(text) {
      const places: number[] = [];
      for (const { index, 0: found } of text.matchAll(all)) {
        if (found.length > 0) places.push(index, index + found.length);
        if (places.length >= 2 * maxPlaces) break;
      }
      return places;
    },
  };
}

const maxPlaces = 1000;

/** The longest part of the text that cannot come from the layout alone: see `addedWords`. */
function longestWord(text: string): string | undefined {
  const words = text.toLowerCase().split(separators);
  return words
    .filter((word) => /[^\d.e+-]/.test(word) && !addedWords.some((added) => added.includes(word)))
    .reduce<string | undefined>((longest, word) => (word.length > (longest?.length ?? 0) ? word : longest), undefined);
}
