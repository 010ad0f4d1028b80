import { parseVersion, type Version } from "../images.ts";
import { folderOf, pathBelow } from "./path.ts";
import type { Tree } from "./tree.ts";

/** What a folder's Go sources look like to a quick reader: patterns on the text, no compiler. */
export interface GoFacts {
  /** The go.mod nearest to the top of the folder. */
  readonly module?: GoModule;
  /** Files of the folder without tests and vendored ones. */
  readonly files: readonly GoFile[];
  /** Folders that hold a `package main`, relative to the folder: `.`, `cmd/api`. */
  readonly mains: readonly string[];
  /** Folders that hold any package. */
  readonly packages: readonly string[];
  readonly imports: ReadonlySet<string>;
  /** Modules of go.mod that need cgo, and `import "C"` for the project's own code. */
  readonly cgo: readonly string[];
}

export interface GoModule {
  readonly file: string;
  readonly text: string;
  /** The `go` line; 1.16 is what a missing one means. */
  readonly go: Version;
  readonly toolchain?: Version;
  /** Versions by module path. */
  readonly requires: Readonly<Record<string, string>>;
}

export interface GoFile {
  readonly file: string;
  readonly text: string;
  readonly packageName: string;
  readonly imports: readonly string[];
}

/** Modules that do not work without cgo. Source: their READMEs and build tags. */
const cgoModules = [
  "github.com/mattn/go-sqlite3",
  "github.com/confluentinc/confluent-kafka-go",
  "github.com/confluentinc/confluent-kafka-go/v2",
  "github.com/h2non/bimg",
  "github.com/davidbyttow/govips/v2",
  "gopkg.in/gographics/imagick.v3",
  "github.com/go-gl/gl",
  "github.com/marcboeker/go-duckdb",
  "gorm.io/driver/sqlite",
];

/** The Go sources of the tree, without tests and vendored ones. */
export function readGoFiles(tree: Tree): readonly GoFile[] {
  return [...tree].flatMap(([file, { text }]) => {
    if (text === undefined || !file.endsWith(".go") || file.endsWith("_test.go")) return [];
    return /\/(vendor|testdata|node_modules)\//.test(file) ? [] : [parseGoFile(file, text)];
  });
}

/** What lies below a folder, of all sources of the tree. */
export function readGoFacts(tree: Tree, sources: readonly GoFile[], folder: string): GoFacts {
  const files = sources.filter(({ file }) => pathBelow(file, folder) !== undefined);
  const module = nearestModule(tree, folder);
  const below = (file: string): string => pathBelow(folderOf(file), folder) ?? ".";
  const direct = Object.keys(module?.requires ?? {}).filter((path) => cgoModules.includes(path));
  const imports = new Set(files.flatMap((file) => file.imports));
  return {
    ...(module ? { module } : {}),
    files,
    mains: unique(files.filter(({ packageName }) => packageName === "main").map(({ file }) => below(file))),
    packages: unique(files.map(({ file }) => below(file))),
    imports,
    cgo: [...direct, ...(imports.has("C") ? ['import "C"'] : [])],
  };
}

/** Names that the sources ask the environment for: `os.Getenv("X")`, `os.LookupEnv`, `env:"X"` and `envconfig:"X"` tags. */
export function environmentNames({ files }: GoFacts): readonly string[] {
  const pattern = /\bos\.(?:Getenv|LookupEnv)\(\s*["`](\w+)["`]|\benv(?:config)?:"(\w+)/g;
  return unique(files.flatMap(({ text }) => [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? "")));
}

/** The first place in the sources where a pattern matches; the pattern must not be global. */
export function findInGo(
  { files }: GoFacts,
  pattern: RegExp,
): { file: string; start: number; end: number; words: string } | undefined {
  for (const { file, text } of files) {
    const match = pattern.exec(text);
    if (match) return { file, start: match.index, end: match.index + match[0].length, words: match[0] };
  }
  return undefined;
}

/** Text of a go.mod. Source: Go modules reference. */
export function parseGoMod(file: string, text: string): GoModule {
  const plain = text.replace(/\/\/[^\n]*/g, "");
  const blocks = [...plain.matchAll(/^require\s*\(([^)]*)\)|^require\s+([^(\s][^\n]*)/gm)];
  const lines = blocks.flatMap((match) => (match[1] ?? match[2] ?? "").split("\n"));
  const requires = lines.flatMap((line) => {
    const [path, version] = line.trim().split(/\s+/);
    return path && version ? [[path, version] as const] : [];
  });
  const toolchain = parseVersion(/^toolchain\s+(\S+)/m.exec(plain)?.[1]);
  return {
    file,
    text,
    go: parseVersion(/^go\s+(\S+)/m.exec(plain)?.[1]) ?? [1, 16],
    ...(toolchain ? { toolchain } : {}),
    requires: Object.fromEntries(requires),
  };
}

function parseGoFile(file: string, text: string): GoFile {
  const code = text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "))
    .replace(/^\s*\/\/[^\n]*/gm, (comment) => comment.replace(/[^\n]/g, " "));
  const imports = [...code.matchAll(/^import\s*\(([^)]*)\)|^import\s+([^(\n]+)/gm)].flatMap((match) =>
    [...(match[1] ?? match[2] ?? "").matchAll(/"([^"]+)"/g)].map((found) => found[1] ?? ""),
  );
  const ignored = /^\/\/go:build\s+ignore\b/m.test(text);
  return { file, text: code, packageName: ignored ? "" : (/^package\s+(\w+)/m.exec(code)?.[1] ?? ""), imports };
}

function nearestModule(tree: Tree, folder: string): GoModule | undefined {
  const files = [...tree.keys()].filter((file) => file.endsWith("/go.mod") && pathBelow(file, folder) !== undefined);
  const [file] = files.sort((a, b) => a.split("/").length - b.split("/").length || (a < b ? -1 : 1));
  const text = file === undefined ? undefined : tree.get(file)?.text;
  return file === undefined || text === undefined ? undefined : parseGoMod(file, text);
}

function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words)];
}
