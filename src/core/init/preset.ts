import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { UserError } from "../error.ts";
import { nearest } from "../nearest.ts";

/** What preset.yml says of the folder that it lies in: how a project is made of it. */
export interface Preset {
  readonly title: string;
  readonly summary: string;
  readonly variables: readonly PresetVariable[];
  /** Files in which the variables are filled in: `go.mod`, `cmd/app/main.go`, or `*.go` for all of that ending, in any folder. */
  readonly fill: readonly string[];
  /** Files that get another name: `gitignore` → `.gitignore`. A name without a slash is meant in every folder. */
  readonly rename: Readonly<Record<string, string>>;
}

/** What a user may choose. */
export interface PresetVariable {
  readonly name: string;
  /** The question. */
  readonly ask: string;
  /** The answer where nobody gives one; `{{folder}}` is the folder's name. */
  readonly default: string;
  /** What stands in the files for it: `{{name}}`, or a text of its own, so that the files work as they are. */
  readonly replaces: string;
}

/** The manifest's name. */
export const presetFile = "preset.yml";

/**
 * Text of a preset.yml → Preset. Throws UserError with the place for YAML that cannot be read, an unknown key (with the nearest name), a
 * value of the wrong kind and a missing `title`.
 */
export function parsePreset(text: string, file: string): Preset {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const wrong: Wrong = (what, offset, remedy) => {
    const { line, col } = lines.linePos(offset);
    const lineText = (text.split("\n")[line - 1] ?? "").replace(/\r$/, "");
    return new UserError(what, { place: { file, line, column: col, lineText }, ...(remedy ? { remedy } : {}) });
  };
  const [error] = document.errors;
  if (error) throw wrong(`${presetFile} is not YAML: ${error.message}`, error.pos[0]);
  const top = mapOf(document.contents, ["title", "summary", "variables", "fill", "rename"], presetFile, wrong);
  const title = top.title;
  if (!title) throw wrong(`${presetFile} has no title`, 0, "give it one line: title: HTTP API");
  return {
    title: wordsOf(title, wrong),
    summary: top.summary ? wordsOf(top.summary, wrong) : "",
    variables: top.variables ? variablesOf(top.variables, wrong) : [],
    fill: top.fill ? listOf(top.fill, wrong) : [],
    rename: top.rename ? renamesOf(top.rename, wrong) : {},
  };
}

type Wrong = (what: string, offset: number, remedy?: string) => UserError;

/** A key's name, where it stands, and its value. */
interface Entry {
  readonly key: string;
  readonly offset: number;
  readonly value: Node | undefined;
}

function entriesOf(node: unknown, what: string, wrong: Wrong): readonly Entry[] {
  if (!isMap(node)) throw wrong(`${what} must be a list of names with values`, offsetOf(node));
  return node.items.map((item) => ({
    key: isScalar(item.key) ? String(item.key.value) : "",
    offset: offsetOf(item.key),
    value: (item.value ?? undefined) as Node | undefined,
  }));
}

/** The values by key; a key that is none of `known` is an error. */
function mapOf<Key extends string>(
  node: unknown,
  known: readonly Key[],
  what: string,
  wrong: Wrong,
): { readonly [K in Key]?: Entry } {
  const entries = entriesOf(node, what, wrong);
  for (const { key, offset } of entries) {
    if (known.some((name) => name === key)) continue;
    const guess = nearest(key, known);
    throw wrong(`${what} has no key ${key}`, offset, guess ? `did you mean ${guess}?` : `it has ${known.join(", ")}`);
  }
  return Object.fromEntries(entries.map((entry) => [entry.key, entry])) as { readonly [K in Key]?: Entry };
}

function wordsOf({ key, offset, value }: Entry, wrong: Wrong): string {
  if (isScalar(value) && typeof value.value === "string" && value.value.trim() !== "") return value.value;
  throw wrong(`${key} must be a text`, value ? offsetOf(value) : offset);
}

function variablesOf({ value, offset }: Entry, wrong: Wrong): readonly PresetVariable[] {
  return entriesOf(value ?? { range: [offset] }, "variables", wrong).map((entry) => {
    if (!/^[a-z]\w*$/.test(entry.key) || entry.key === "folder")
      throw wrong(`${entry.key} is no name for a variable`, entry.offset, "take small letters, digits and _; folder is taken");
    const fields = mapOf(entry.value, ["ask", "default", "replaces"], `the variable ${entry.key}`, wrong);
    if (!fields.default) throw wrong(`the variable ${entry.key} has no default`, entry.offset, "--yes asks nothing: give it one");
    return {
      name: entry.key,
      ask: fields.ask ? wordsOf(fields.ask, wrong) : entry.key,
      default: wordsOf(fields.default, wrong),
      replaces: fields.replaces ? wordsOf(fields.replaces, wrong) : `{{${entry.key}}}`,
    };
  });
}

function listOf({ key, offset, value }: Entry, wrong: Wrong): readonly string[] {
  if (!isSeq(value)) throw wrong(`${key} must be a list`, value ? offsetOf(value) : offset);
  return value.items.map((item) => {
    if (isScalar(item) && typeof item.value === "string") return item.value;
    throw wrong(`${key} must be a list of file names`, offsetOf(item));
  });
}

function renamesOf({ value, offset }: Entry, wrong: Wrong): Readonly<Record<string, string>> {
  const entries = entriesOf(value ?? { range: [offset] }, "rename", wrong);
  return Object.fromEntries(
    entries.map((entry) => {
      const name = wordsOf(entry, wrong);
      if (/^\/|(^|\/)\.\.(\/|$)|\\/.test(name)) throw wrong(`${name} lies outside of the project`, offsetOf(entry.value));
      return [entry.key, name] as const;
    }),
  );
}

function offsetOf(node: unknown): number {
  return (node as { range?: readonly number[] | null } | null)?.range?.[0] ?? 0;
}
