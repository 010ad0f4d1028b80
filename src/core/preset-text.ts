import { parse } from "yaml";
import { UserError } from "./error.ts";
import { findSyntaxError, locate } from "./project/positions.ts";
import { unknownKey } from "./unknown-key.ts";

/** What a preset's file holds, and the error for a part of it. */
export interface PresetText {
  readonly content: unknown;
  readonly wrong: Wrong;
}

/** The error that the field at a path is missing or wrong; with `at`, that this key below it is not known. An item of a list is its index, from 0. */
export type Wrong = (path: readonly string[], remedy?: string, at?: string) => UserError;

/** Text of a preset's file → its content. UserError with the place for YAML that cannot be read; `wrong` finds the places of fields. */
export function readPreset(text: string, file: string): PresetText {
  const source = [{ file, text }];
  const name = file.slice(file.lastIndexOf("/") + 1);
  const problem = findSyntaxError(source);
  if (problem) throw new UserError(`${name} is not YAML: ${problem.message}`, { place: problem.place });
  const wrong: Wrong = (path, remedy, at) => {
    const place = locate(source, at === undefined ? path : [...path, at]) ?? { file, line: 1, column: 1 };
    const what =
      at === undefined ? `\`${path.join(".")}\` is missing or wrong` : `has an unknown key: ${[...path, at].join(".")}`;
    return new UserError(`${name}: ${what}`, { place, ...(remedy ? { remedy } : {}) });
  };
  return { content: parse(text), wrong };
}

/** The map at a path of a preset. Refused: what is no map, and a key that is none of `known`, with the nearest of them. */
export function entriesOf<Key extends string>(
  value: unknown,
  path: readonly string[],
  known: readonly Key[],
  wrong: Wrong,
): { readonly [K in Key]?: unknown } {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw wrong(path.length > 0 ? path : ["name"], `write a map of ${known.join(", ")}`);
  const stranger = unknownKey(value, known);
  if (stranger) throw wrong(path, stranger.remedy, stranger.key);
  return value;
}

/** A text that is not empty. */
export function wordOf(value: unknown, path: readonly string[], wrong: Wrong): string {
  if (typeof value === "string" && value !== "") return value;
  throw wrong(path);
}

/** A list of one or more texts that are not empty. */
export function wordsOf(value: unknown, path: readonly string[], wrong: Wrong): readonly string[] {
  if (Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === "string" && word !== "")) return value;
  throw wrong(path, "write a list of texts");
}

/** A regular expression, as a text. */
export function patternOf(value: unknown, path: readonly string[], wrong: Wrong): RegExp {
  try {
    return new RegExp(wordOf(value, path, wrong));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw wrong(path, "write a regular expression");
  }
}
