import { append, linesAfter, replace, type TextEdit } from "./edits.ts";
import type { TomlFacts } from "./facts/toml.ts";

/** Sets keys of one table, each in its place where it is there, else behind the table's last key. `values` are written as they stand. */
export function setKeys(toml: TomlFacts, table: string, values: Readonly<Record<string, string>>): readonly TextEdit[] {
  const { places, tables, text, file } = toml;
  const known = Object.entries(values).flatMap(([key, value]) => {
    const place = places.get(`${table}.${key}`);
    return place ? [replace(place.value, value)] : [];
  });
  const lines = Object.entries(values)
    .filter(([key]) => !places.has(`${table}.${key}`))
    .map(([key, value]) => `${key} = ${value}`);
  if (lines.length === 0) return known;
  const last = [...places]
    .filter(([path]) => path.startsWith(`${table}.`) && !path.slice(table.length + 1).includes("."))
    .at(-1)?.[1].pair;
  const anchor = last ?? tables.get(table);
  return [...known, anchor ? linesAfter(anchor, text, lines) : append(file, text, ["", `[${table}]`, ...lines])];
}

/** Where a key stands, else its table, else the beginning of the file. */
export function keySpan(
  { places, tables, file }: TomlFacts,
  table: string,
  key: string,
): { file: string; start: number; end: number } {
  return places.get(`${table}.${key}`)?.pair ?? tables.get(table) ?? { file, start: 0, end: 0 };
}
