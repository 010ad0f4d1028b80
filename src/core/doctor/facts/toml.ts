import { parse, type TomlTable } from "smol-toml";
import type { Span } from "../text.ts";

/** A TOML file with the places of its keys. */
export interface TomlFacts {
  readonly file: string;
  readonly text: string;
  /** The value of a dotted path such as `build.cmd`. */
  readonly value: (path: string) => unknown;
  /** Where `key = value` of a path stands, and its value alone. */
  readonly places: ReadonlyMap<string, { readonly pair: Span; readonly value: Span }>;
  /** Where a table's `[header]` stands. */
  readonly tables: ReadonlyMap<string, Span>;
}

/** Text of a TOML file; undefined where it is not valid. Tables and keys are found line by line, values over several lines by their brackets. */
export function readToml(file: string, text: string): TomlFacts | undefined {
  const table = parsed(text.replace(/^\ufeff/, ""));
  if (!table) return undefined;
  const places = new Map<string, { pair: Span; value: Span }>();
  const tables = new Map<string, Span>();
  let prefix = "";
  let at = text.startsWith("\ufeff") ? 1 : 0;
  while (at < text.length) {
    const lineEnd = text.indexOf("\n", at) < 0 ? text.length : text.indexOf("\n", at);
    const line = text.slice(at, lineEnd);
    const header = /^\s*\[+\s*([\w."'-]+)\s*\]+/.exec(line);
    const pair = /^(\s*)([\w.-]+)(\s*=\s*)/.exec(line);
    let end = lineEnd;
    if (header?.[1]) {
      prefix = `${header[1].replace(/["']/g, "")}.`;
      tables.set(prefix.slice(0, -1), { file, start: at + line.indexOf("["), end: at + header[0].length });
    } else if (pair) {
      const start = at + pair[0].length;
      end = valueEnd(text, start);
      places.set(`${prefix}${pair[2]}`, { pair: { file, start: at + (pair[1] ?? "").length, end }, value: { file, start, end } });
      end = text.indexOf("\n", end) < 0 ? text.length : text.indexOf("\n", end);
    }
    at = end + 1;
  }
  const value = (path: string): unknown =>
    path.split(".").reduce<unknown>((found, key) => (isTable(found) ? found[key] : undefined), table);
  return { file, text, value, places, tables };
}

function parsed(text: string): TomlTable | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The offset behind a value: strings and brackets closed, blanks and a comment left out. */
function valueEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at] ?? "";
    if (character === '"' || character === "'") {
      const quote = text.startsWith(character.repeat(3), at) ? character.repeat(3) : character;
      at = stringEnd(text, at + quote.length, quote) - 1;
    } else if (character === "[" || character === "{") depth++;
    else if (character === "]" || character === "}") depth--;
    else if (character === "#" && depth > 0) at = text.indexOf("\n", at) < 0 ? text.length : text.indexOf("\n", at);
    else if (depth === 0 && (character === "#" || character === "\n")) {
      return start + text.slice(start, at).trimEnd().length;
    }
  }
  return start + text.slice(start).trimEnd().length;
}

function stringEnd(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\" && quote.startsWith('"')) at++;
    else if (text.startsWith(quote, at)) return at + quote.length;
  }
  return text.length;
}
