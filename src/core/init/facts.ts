import { type GoFacts, type GoFile, readGoFacts, readGoFiles } from "../doctor/facts/go.ts";
import { folderOf, joinPath, pathBelow } from "../doctor/facts/path.ts";
import { type Tree, textOf } from "../doctor/facts/tree.ts";
import { compareVersions, type Version } from "../doctor/images.ts";
import { databaseSettings, usesPostgres } from "./database.ts";
import { configuredPort, type Listening, listeningOf, opensPort } from "./ports.ts";
import { plainName } from "./scaffold.ts";

/** What the Docker files of a Go project are fitted to. */
export interface ProjectFacts {
  /** Go of the image: two numbers, at least `oldestGo`. */
  readonly go: Version;
  /** Absent: the folder has no go.mod. */
  readonly module?: string;
  readonly vendored: boolean;
  /** Folders outside of this one that go.mod puts in place of modules. */
  readonly outside: readonly string[];
  /** At least one. */
  readonly programs: readonly Program[];
  /** Packages of programs that are named like something to call, beside those: `./cmd/migrate`. */
  readonly commands: readonly string[];
  /** Why the program needs a C compiler; empty: it does not. */
  readonly cgo: readonly string[];
  /** A `main.version` that the builder can set. */
  readonly version: boolean;
  readonly postgres: boolean;
  /** File name endings that a reload is for, without dot. */
  readonly watched: readonly string[];
  /** Paths that `//go:embed` names, relative to the folder. */
  readonly embedded: readonly string[];
  /** Files and folders that the sources open by name, relative to the folder: production needs them beside the binary. */
  readonly assets: readonly string[];
  /** Folders that hold Go files, relative. */
  readonly packages: readonly string[];
}

/** A `package main`. */
export interface Program {
  /** A name for its service. */
  readonly name: string;
  /** As `go build` takes it: `.`, `./cmd/api`. */
  readonly package: string;
  /** Its own Go files, relative to the folder: what `go build` takes where there is no go.mod. */
  readonly sources: readonly string[];
  readonly listening: Listening;
  /** Variables that it asks the environment for, without those that tell where it listens and where its database is. */
  readonly environment: readonly string[];
  /** Values for the variables that tell where its database is. */
  readonly database: Readonly<Record<string, string>>;
}

/** Older Go is not taken: a newer one compiles the same module as its `go` line asks, and air needs it. */
const oldestGo: Version = [1, 21];
const wellKnownGo: Version = [1, 26];

/** Reads what the sources below an absolute folder say; `name` is the project's. Undefined where there is no `package main`. */
export function readProjectFacts(tree: Tree, folder: string, name: string): ProjectFacts | undefined {
  const go = readGoFacts(tree, readGoFiles(tree), folder);
  const goMod = textOf(tree, joinPath(folder, "go.mod")) ?? "";
  const path = /^module\s+"?([^\s"]+)/m.exec(goMod)?.[1];
  const mains = programFolders(go.mains);
  if (mains.length === 0) return undefined;
  const postgres = usesPostgres(go);
  const embedded = embeddedPaths(tree, go, folder);
  const assets = openedPaths(tree, go, folder, embedded);
  const { services, commands } = servicesAmong(mains);
  const sources = new Map(services.map((main) => [main, reached(go, folder, path, main)]));
  const isCertain = [...sources.values()].some(opensPort);
  const programs = services.map((main): Program => {
    const files = sources.get(main) ?? [];
    // Settings that programs share say where another one listens.
    const listening = isCertain && !opensPort(files) ? silent : configured(listeningOf(files), tree, folder, assets);
    const database = postgres ? databaseSettings(environmentNames(files)) : {};
    return {
      name: /^(\.|src)$/.test(main) ? "app" : plainName(main.split("/").at(-1) ?? name),
      package: packageOf(main),
      sources: files
        .filter(({ file }) => folderOf(file) === joinPath(folder, main) && /^[\w./-]+$/.test(file.slice(folder.length)))
        .flatMap(({ file }) => pathBelow(file, folder) ?? []),
      listening,
      database,
      environment: environmentNames(files).filter((each) => each !== listening.variable && !(each in database)),
    };
  });
  return {
    go: imageGo(go),
    ...(path ? { module: path } : {}),
    outside: [...goMod.replace(/\/\/.*$/gm, "").matchAll(/=>\s*(\.\.\/\S*)/g)].map((match) => match[1] ?? ""),
    vendored: tree.has(`${joinPath(folder, "vendor")}/`),
    programs: distinct(programs),
    commands: commands.map(packageOf),
    cgo: go.cgo,
    version: go.files.some(({ packageName, text }) => packageName === "main" && /^(?:var\s+|\t)version\b/m.test(text)),
    postgres,
    watched: watchedEndings(tree, folder, embedded, assets),
    embedded,
    assets,
    packages: go.packages,
  };
}

const silent: Listening = { ports: [], guessed: false };

/** What the sources do not tell the settings may that they open. */
function configured(listening: Listening, tree: Tree, folder: string, assets: readonly string[]): Listening {
  if (!listening.guessed) return listening;
  const port = assets
    .map((path) => configuredPort(textOf(tree, joinPath(folder, path)) ?? ""))
    .find((found) => found !== undefined);
  return port === undefined ? listening : { ...listening, ports: [port], guessed: false };
}

function packageOf(main: string): string {
  return main === "." ? "." : `./${main}`;
}

/** Programs that are called by hand, by their names: they need arguments, or change a database. All count as services where there is no other. */
function servicesAmong(mains: readonly string[]): { readonly services: readonly string[]; readonly commands: readonly string[] } {
  const isCommand = (main: string): boolean =>
    /(^|[/_-])(cli|client|ctl|migrat\w*|seed\w*|gen|generate\w*|codegen|bench\w*|dump|import|export|setup|version)$|\wctl$/.test(
      main,
    );
  const services = mains.filter((main) => !isCommand(main));
  return services.length === 0 ? { services: mains, commands: [] } : { services, commands: mains.filter(isCommand) };
}

/** The programs to serve: those at the top and below cmd/; where there are none, all that are not examples or tools. */
function programFolders(mains: readonly string[]): readonly string[] {
  // What is written into a RUN has no character that a shell knows.
  const plain = mains.filter((main) => /^[\w./-]+$/.test(main));
  const usual = plain.filter((main) => main === "." || /^cmd(\/|$)/.test(main));
  const others = plain.filter((main) => !/(^|\/)(_|\.|examples?|tools?|scripts?|hack|internal)(\/|$)/.test(main));
  return [...(usual.length > 0 ? usual : others)].sort();
}

function imageGo({ module }: GoFacts): Version {
  const [go, toolchain] = [module?.go ?? wellKnownGo, module?.toolchain];
  const wanted = toolchain && compareVersions(toolchain, go) > 0 ? toolchain : go;
  return (compareVersions(wanted, oldestGo) < 0 ? wellKnownGo : wanted).slice(0, 2);
}

/** The files of a program: its own package, and those of the module that it imports, directly or not. */
function reached({ files }: GoFacts, folder: string, module: string | undefined, main: string): readonly GoFile[] {
  const folders = new Set([joinPath(folder, main)]);
  for (const at of folders) {
    for (const { imports } of files.filter(({ file }) => folderOf(file) === at)) {
      for (const path of imports) {
        const below = module === undefined ? undefined : pathBelow(path, module);
        if (below !== undefined) folders.add(joinPath(folder, below));
      }
    }
  }
  return files.filter(({ file }) => folders.has(folderOf(file)));
}

/** `os.Getenv("X")`, `getenv("X", …)`, `env.Must("X")`, and the tags of the usual libraries. */
function environmentNames(files: readonly GoFile[]): readonly string[] {
  const pattern = /\b\w*(?:[eE]nv\w*|LookupEnv)(?:\.\w+)?\(\s*["`]([A-Z][A-Z0-9_]*)["`]|\benv(?:config)?:"([A-Z][A-Z0-9_]*)/g;
  const names = files.flatMap(({ text }) => [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? ""));
  return [...new Set(names)].sort();
}

/** `cmd/api` and `tools/api` may not share a name. */
function distinct(programs: readonly Program[]): readonly Program[] {
  const taken = new Set<string>();
  return programs.map((program) => {
    let name = program.name;
    for (let count = 2; taken.has(name) || name === "db"; count++) name = `${program.name}-${count}`;
    taken.add(name);
    return { ...program, name };
  });
}

function embeddedPaths(tree: Tree, { files }: GoFacts, folder: string): readonly string[] {
  return files.flatMap(({ file }) => {
    const directives = [...(textOf(tree, file) ?? "").matchAll(/^\/\/go:embed[ \t]+(.+)$/gm)];
    const patterns = directives.flatMap((match) => (match[1] ?? "").split(/\s+/).filter((word) => word !== ""));
    return patterns.flatMap(
      (pattern) => pathBelow(joinPath(folderOf(file), pattern.replace(/^["`]?(?:all:)?|["`]$/g, "")), folder) ?? [],
    );
  });
}

/** What is embedded is compiled in, and settings are read once: both take a new start. */
function watchedEndings(tree: Tree, folder: string, embedded: readonly string[], assets: readonly string[]): readonly string[] {
  const endingsIn = (paths: readonly string[]): readonly string[] =>
    [...tree.keys()].flatMap((file) => {
      const path = pathBelow(file, folder) ?? "";
      if (!paths.some((prefix) => path === prefix || path.startsWith(`${prefix}/`))) return [];
      return /\.(\w+)$/.exec(path)?.[1] ?? [];
    });
  const settings = endingsIn(assets).filter((ending) => /^(ya?ml|toml|json|ini|conf|sql|gohtml)$/.test(ending));
  return [...new Set(["go", "tpl", "tmpl", "html", ...endingsIn(embedded.map(beforeStar)), ...settings])];
}

/** Texts in the sources that are the name of a file or folder of the project which is neither embedded nor Go. */
function openedPaths(tree: Tree, { files }: GoFacts, folder: string, embedded: readonly string[]): readonly string[] {
  const known = [...tree.keys()].flatMap((file) => pathBelow(file, folder) ?? []);
  const literals = files.flatMap(({ text, imports }) =>
    [...text.matchAll(/["`](\.{0,2}\/?[\w-][\w./*-]*)["`]/g)]
      .map((match) => match[1] ?? "")
      .filter((word) => !imports.includes(word)),
  );
  const paths = literals.flatMap((word) => {
    const path = pathBelow(joinPath(folder, beforeStar(word)), folder);
    if (path === undefined || path === "." || word.startsWith("/")) return [];
    const below = known.filter((file) => file === path || file.startsWith(`${path}/`));
    const isAsset = below.length > 0 && !below.some((file) => /\.(go|mod|sum|db|sqlite3?|log)$|(^|\/)\.env/.test(file));
    return isAsset && !embedded.some((each) => beforeStar(each) === path || each.startsWith(`${path}/`)) ? [path] : [];
  });
  const unique = [...new Set(paths)].sort();
  return unique.filter((path) => !unique.some((other) => path.startsWith(`${other}/`)));
}

/** `templates/*.html` → `templates`. */
function beforeStar(pattern: string): string {
  const star = pattern.search(/[*?[]/);
  return star < 0 ? pattern.replace(/\/$/, "") : pattern.slice(0, Math.max(0, pattern.lastIndexOf("/", star)));
}
