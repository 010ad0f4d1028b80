import type { Level } from "./level.ts";
import type { StructuredLine } from "./structured.ts";

/**
 * A structured line as it is shown: `15:04:05.678 INFO  request served method=GET path="/a b"`. With `coloured` in colours of the
 * terminal's own theme: the message bright, time and keys dim, the level by its weight, errors red. Texts of several lines
 * keep their line feeds, each line indented by two.
 */
export function structuredText({ time, level, message, fields }: StructuredLine, coloured: boolean): string {
  const paint = (sequence: string, text: string): string => (coloured && text !== "" ? `${sequence}${text}${reset}` : text);
  const parts: string[] = [];
  if (time !== undefined) parts.push(paint(dim, time));
  if (level !== undefined) parts.push(paint(levelColours[level.level], level.label.padEnd(5)));
  if (message !== undefined && message !== "") parts.push(paint(bold, message));
  for (const [key, value] of fields) {
    const isTrouble = troubles.has(key) && value !== "" && value !== "null";
    parts.push(`${paint(dim, `${key}=`)}${isTrouble ? paint(red, shown(value)) : shown(value)}`);
  }
  return parts.join(" ");
}

const reset = "\x1b[0m";
const bold = "\x1b[1m";
const dim = "\x1b[2m";
const red = "\x1b[31m";

const levelColours: Readonly<Record<Level, string>> = {
  debug: "\x1b[36m",
  info: "\x1b[32m",
  warn: "\x1b[33m",
  error: "\x1b[1m\x1b[31m",
};

/** Keys whose values say what went wrong. */
const troubles: ReadonlySet<string> = new Set(["err", "error", "errorVerbose", "exception", "panic"]);

/** A value with spaces in it, or nothing at all, is quoted to show where it begins and ends; JSON shows that by itself. */
function shown(value: string): string {
  if (value.includes("\n")) return `\n  ${value.trimEnd().replaceAll("\n", "\n  ")}`;
  return value === "" || (/[\s=]/.test(value) && !/^[[{"]/.test(value)) ? `"${value}"` : value;
}
