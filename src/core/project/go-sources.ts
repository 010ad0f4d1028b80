import { folderOf, type SourceFiles } from "./source-files.ts";

/** A folder with a `package main` that has a `func main`. */
export interface GoMain {
  /** Relative to the context; `.` is the context itself. */
  readonly folder: string;
  /** Files of the folder that have a `func main`: more than one are programs that are built by file. */
  readonly files: readonly string[];
}

/** A go.mod. */
export interface GoModule {
  /** The folder it is in, relative to the context. */
  readonly folder: string;
  readonly path: string;
  /** Of its `go` line, such as `1.22`; absent without one. */
  readonly go?: string;
  /** It uses modules outside its folder: a `replace` with a path that leads out. */
  readonly leadsOut: boolean;
}

/** The programs of a context, the ones that are more likely to be meant first: not those in folders of examples, then by their depth. */
export function goMains({ texts }: SourceFiles): readonly GoMain[] {
  const found = new Map<string, string[]>();
  for (const [path, text] of Object.entries(texts)) {
    if (!path.endsWith(".go") || !/^func main\(\)/m.test(text) || packageOf(text) !== "main") continue;
    found.set(folderOf(path), [...(found.get(folderOf(path)) ?? []), path]);
  }
  const mains = [...found].map(([folder, files]): GoMain => ({ folder, files: [...files].sort() }));
  return mains.sort((one, other) => rank(one) - rank(other) || (one.folder < other.folder ? -1 : 1));
}

/** The module that a folder belongs to: the nearest go.mod at or above it. Undefined where there is none in the context. */
export function goModuleOf({ texts }: SourceFiles, folder: string): GoModule | undefined {
  for (let at = folder; ; at = folderOf(at)) {
    const text = texts[at === "." ? "go.mod" : `${at}/go.mod`];
    if (text !== undefined) return parseGoMod(text, at);
    if (at === ".") return undefined;
  }
}

/** Modules that the program in a folder imports from elsewhere though it has no go.mod: their first path element is a host name. */
export function foreignImports({ texts }: SourceFiles, folder: string): readonly string[] {
  const files = Object.entries(texts).filter(([path]) => path.endsWith(".go") && folderOf(path) === folder);
  return [...new Set(files.flatMap(([, text]) => importsOf(text)))].filter((path) => /^[^/]*\./.test(path)).sort();
}

/** The extensions of files that Go programs embed (`//go:embed`), without the dot. Source: package embed. */
export function embeddedExtensions({ paths, texts }: SourceFiles): readonly string[] {
  const found = new Set<string>();
  for (const [path, text] of Object.entries(texts)) {
    if (!path.endsWith(".go")) continue;
    const prefix = folderOf(path) === "." ? "" : `${folderOf(path)}/`;
    for (const [, patterns = ""] of text.matchAll(/^\/\/go:embed[ \t]+(.+)$/gm)) {
      for (const pattern of patterns.trim().split(/\s+/)) {
        const start = `${prefix}${pattern.replace(/^["`]|["`]$/g, "").replace(/^all:/, "")}`.replace(/[*?[].*$/, "");
        for (const file of paths) if (file.startsWith(start)) found.add(extensionOf(file));
      }
    }
  }
  return [...found].filter((extension) => extension !== "").sort();
}

/** Folders whose programs are hardly the service. */
const aside = new Set([
  "example",
  "examples",
  "_examples",
  "tools",
  "tool",
  "scripts",
  "script",
  "hack",
  "internal",
  "test",
  "tests",
]);

function rank({ folder }: GoMain): number {
  const parts = folder === "." ? [] : folder.split("/");
  return parts.length + (parts.some((part) => aside.has(part)) ? 100 : 0);
}

function packageOf(text: string): string | undefined {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  if (/^\/\/go:build\s+ignore\b|^\/\/ \+build\s+ignore\b/m.test(text)) return undefined;
  return /^\s*package\s+(\w+)/m.exec(code)?.[1];
}

function importsOf(text: string): readonly string[] {
  return [...text.matchAll(/^import\s*\(([^)]*)\)|^import\s+([^(\n]+)/gm)].flatMap((match) =>
    [...(match[1] ?? match[2] ?? "").matchAll(/^[^/\n]*?"([^"]+)"/gm)].map((found) => found[1] ?? ""),
  );
}

/** Source: Go modules reference, "go.mod files". */
function parseGoMod(text: string, folder: string): GoModule {
  const plain = text.replace(/\/\/[^\n]*/g, "");
  const go = /^go\s+(\d+\.\d+)/m.exec(plain)?.[1];
  return {
    folder,
    path: (/^module\s+(\S+)/m.exec(plain)?.[1] ?? "").replace(/^"(.*)"$/, "$1"),
    ...(go ? { go } : {}),
    leadsOut: /=>\s*\.\.\//.test(plain),
  };
}

function extensionOf(path: string): string {
  return /\.([^./]+)$/.exec(path)?.[1] ?? "";
}
