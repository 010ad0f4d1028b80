import { UserError, wordsOf } from "../error.ts";
import { lineText } from "./bytes.ts";
import { safeText } from "./escape.ts";

/** Whether a line, as bytes, is wanted. */
export type LineFilter = (bytes: Uint8Array) => boolean;

/** Lines that contain the text, whatever its case; colours in the line do not stand in the way. */
export function textFilter(text: string): LineFilter {
  return patternFilter(new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "iu"));
}

/** Lines that match the regular expression, upper and lower case told apart. UserError (usage) when it is not one. */
export function regexFilter(source: string): LineFilter {
  try {
    return patternFilter(new RegExp(source, "u"));
  } catch (error) {
    throw new UserError(`not a regular expression: ${safeText(source, "none")}`, {
      why: safeText(wordsOf(error), "none"),
      remedy: "escape characters with a meaning of their own, such as \\( \\[ \\.",
      exitCode: 2,
    });
  }
}

function patternFilter(pattern: RegExp): LineFilter {
  return (bytes) => pattern.test(safeText(lineText(bytes), "none"));
}
