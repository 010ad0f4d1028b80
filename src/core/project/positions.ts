import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { Place } from "../error.ts";

/** A user's file as it was read. */
export interface SourceFile {
  readonly file: string;
  readonly text: string;
}

/** A YAML error of a compose file: what the parser says, and where. */
export interface SyntaxProblem {
  readonly message: string;
  readonly place: Place;
}

/** The first syntax error of the files, in the order given; undefined where all parse. */
export function findSyntaxError(files: readonly SourceFile[]): SyntaxProblem | undefined {
  for (const source of files) {
    const lines = new LineCounter();
    const [error] = parseDocument(source.text, { lineCounter: lines, customTags: composeTags, prettyErrors: false }).errors;
    if (error) return { message: error.message, place: placeAt(source, error.pos[0]) };
  }
  return undefined;
}

/**
 * Where a path such as `["services","api","build","target"]` stands: the key of its last word, or the list item that starts with it
 * (`- target=dev`, `- ./src:/app`). Looks in the last file that has it, because that one wins. Undefined where none has it.
 */
export function locate(files: readonly SourceFile[], path: readonly string[]): Place | undefined {
  for (const source of [...files].reverse()) {
    const offset = offsetOf(parseDocument(source.text, { customTags: composeTags }).contents, path);
    if (offset !== undefined) return placeAt(source, offset);
  }
  return undefined;
}

/** The first place where the pattern occurs outside comments. The pattern must not be global. */
export function locateText(files: readonly SourceFile[], pattern: RegExp): Place | undefined {
  for (const source of files) {
    for (const [index, line] of source.text.split("\n").entries()) {
      const column = line.search(pattern);
      if (column >= 0 && !/(^|\s)#/.test(line.slice(0, column))) {
        return { file: source.file, line: index + 1, column: column + 1, lineText: line.replace(/\r$/, "") };
      }
    }
  }
  return undefined;
}

/** The place of a text offset. */
export function placeAt(source: SourceFile, offset: number): Place {
  const before = source.text.slice(0, offset).split("\n");
  const line = before.length;
  const lineText = (source.text.split("\n")[line - 1] ?? "").replace(/\r$/, "");
  return { file: source.file, line, column: (before.at(-1)?.length ?? 0) + 1, lineText };
}

/** Service names of the files, in file order, without asking Compose: for completion and near misses. */
export function serviceNames(files: readonly SourceFile[]): readonly string[] {
  const names = files.flatMap(({ text }) => {
    const services = parseDocument(text, { customTags: composeTags }).get("services");
    return isMap(services) ? services.items.map((item) => String(item.key)) : [];
  });
  return [...new Set(names)];
}

/** The profiles that services of the files belong to, in file order. */
export function profileNames(files: readonly SourceFile[]): readonly string[] {
  const names = files.flatMap(({ text }) => {
    const services = parseDocument(text, { customTags: composeTags }).toJS()?.services ?? {};
    return Object.values(services as Record<string, { profiles?: readonly string[] } | null>).flatMap(
      (service) => service?.profiles ?? [],
    );
  });
  return [...new Set(names)];
}

/** Where a service's Dockerfile is, as the compose file says it. */
export interface BuildFiles {
  readonly context: string;
  readonly dockerfile: string;
}

/** The builds of the files as written, without interpolation: good enough for completion. */
export function buildFiles(files: readonly SourceFile[]): readonly BuildFiles[] {
  return files.flatMap(({ text }) => {
    const services = parseDocument(text, { customTags: composeTags }).toJS()?.services ?? {};
    return Object.values(services as Record<string, { build?: string | Partial<BuildFiles> }>).flatMap(({ build }) => {
      if (build === undefined) return [];
      if (typeof build === "string") return [{ context: build, dockerfile: "Dockerfile" }];
      return [{ context: build.context ?? ".", dockerfile: build.dockerfile ?? "Dockerfile" }];
    });
  });
}

const composeTags = ["!reset", "!override"].flatMap((tag) => [
  { tag, resolve: (text: string) => text },
  { tag, collection: "map" as const },
  { tag, collection: "seq" as const },
]);

function offsetOf(node: unknown, path: readonly string[]): number | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return undefined;
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
    if (!pair || !isPair(pair)) return undefined;
    return rest.length === 0 ? startOf(pair.key) : (offsetOf(pair.value, rest) ?? startOf(pair.key));
  }
  if (isSeq(node)) {
    const item = node.items.find((candidate) => isScalar(candidate) && startsWithWord(String(candidate.value), key));
    return item === undefined ? undefined : startOf(item);
  }
  return undefined;
}

function startsWithWord(text: string, word: string): boolean {
  return text === word || text.startsWith(`${word}=`) || text.startsWith(`${word}:`);
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null)?.range?.[0];
}
