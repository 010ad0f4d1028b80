import { nearest } from "./nearest.ts";

/** A key that nobody knows, and what to write in its place. */
export interface UnknownKey {
  readonly key: string;
  readonly remedy: string;
}

/** The first key of a map that is none of `known`, with the nearest known one as its remedy; undefined where all are known. */
export function unknownKey(map: object, known: readonly string[]): UnknownKey | undefined {
  const key = Object.keys(map).find((each) => !known.includes(each));
  if (key === undefined) return undefined;
  const guess = nearest(key, known);
  const all = known.length === 1 ? `its only key is ${known[0]}` : `the keys are ${known.join(", ")}`;
  return { key, remedy: guess ? `did you mean ${guess}? ${all}` : all };
}
