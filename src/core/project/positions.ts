import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
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
    const { errors } = parseDocument(source.text, { lineCounter: lines, customTags: composeTags, prettyErrors: false });
    // Compose reads several documents of one file as several files.
    const error = errors.find(({ code }) => code !== "MULTIPLE_DOCS");
    if (error) return { message: error.message, place: placeAt(source, error.pos[0]) };
  }
  return undefined;
}

/**
 * Where a path such as `["services","api","build","target"]` stands: the key of its last word, or the list item that starts with it
 * (`- target=dev`, `- ./src:/app`); a map in a list goes by its index, from 0. Looks in the last file that has it, because that one wins; where none has the whole path, in
 * the one that has most of it, for the last word that is there. Undefined where none has even the first.
 */
export function locate(files: readonly SourceFile[], path: readonly string[]): Place | undefined {
  let best: { readonly source: SourceFile; readonly found: Found } | undefined;
  for (const source of files) {
    const found = follow(parseDocument(source.text, { customTags: composeTags }).contents, path);
    if (found && found.depth >= (best?.found.depth ?? 0)) best = { source, found };
  }
  return best && placeAt(best.source, best.found.offset);
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
function placeAt(source: SourceFile, offset: number): Place {
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
    return Object.values(services as Record<string, { build?: string | Partial<BuildFiles> | null } | null>).flatMap(
      (service) => {
        const build = service?.build;
        if (!build) return [];
        if (typeof build === "string") return [{ context: build, dockerfile: "Dockerfile" }];
        return [{ context: build.context ?? ".", dockerfile: build.dockerfile ?? "Dockerfile" }];
      },
    );
  });
}

const composeTags = ["!reset", "!override"].flatMap((tag) => [
  { tag, resolve: (text: string) => text },
  { tag, collection: "map" as const },
  { tag, collection: "seq" as const },
]);

/** How far a path could be followed, and where that is. */
interface Found {
  readonly depth: number;
  readonly offset: number;
}

function follow(node: unknown, [key, ...rest]: readonly string[]): Found | undefined {
  if (key === undefined) return undefined;
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
    const below = follow(pair?.value, rest);
    return below ? { ...below, depth: below.depth + 1 } : foundAt(pair?.key);
  }
  if (!isSeq(node)) return undefined;
  const numbered = node.items[Number(key)];
  if (!isMap(numbered)) return foundAt(node.items.find((item) => isScalar(item) && startsWithWord(String(item.value), key)));
  const below = follow(numbered, rest);
  return below ? { ...below, depth: below.depth + 1 } : foundAt(numbered);
}

function foundAt(node: unknown): Found | undefined {
  const offset = (node as Node | null | undefined)?.range?.[0];
  return offset === undefined ? undefined : { depth: 1, offset };
}

function startsWithWord(text: string, word: string): boolean {
  return text === word || text.startsWith(`${word}=`) || text.startsWith(`${word}:`);
}
