import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { FileChange } from "../core/doctor/fix.ts";
import { UserError } from "../core/error.ts";
import { addDevStage, type ComposeFile } from "../core/init/dev-stage.ts";
import { type ProjectFacts, readProjectFacts } from "../core/init/facts.ts";
import { dockerFiles, type Pieces, type TextFile } from "../core/init/files.ts";
import { defaultValue, type NewFile, plainName, scaffold } from "../core/init/scaffold.ts";
import { ownFolder, readLanguagePresets } from "../host/presets.ts";
import { rewrite } from "../host/rewrite.ts";
import { existing, type FoundPreset, readNames, readPresetFiles, writeNew } from "../host/scaffold.ts";
import { type FoundTree, readFound, readTree } from "../host/source-tree.ts";

/** What a folder is for `gdev init`. */
export type Place =
  | { readonly kind: "empty" }
  | { readonly kind: "program"; readonly tree: FoundTree }
  | { readonly kind: "dockerfile"; readonly tree: FoundTree }
  /** Something else: no Go, and not empty either. */
  | { readonly kind: "other"; readonly names: readonly string[] };

/** All that would be written, and what has to be known about it. */
export interface InitPlan {
  readonly fresh: readonly NewFile[];
  readonly changes: readonly FileChange[];
  /** Paths that would be written and are there already: they stay as they are. */
  readonly kept: readonly string[];
  readonly notes: readonly string[];
}

/** What became of one file of a plan. */
export interface Written {
  readonly path: string;
  /** Why it was not written, in words that follow its name; absent: it was. */
  readonly refused?: string;
}

const composeNames = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/** Looks at a folder. Empty is one that holds nothing but what a new repository holds. */
export async function lookAt(folder: string): Promise<Place> {
  const names = await readNames(folder);
  const own = names.filter(
    (name) =>
      !/^(\.git\/|\.gitignore|\.gitattributes|\.github\/|README.*|LICENSE.*|\.editorconfig|\.idea\/|\.vscode\/|\.DS_Store)$/i.test(
        name,
      ),
  );
  if (own.length === 0) return { kind: "empty" };
  const { tree } = await readTree(folder);
  if (names.includes("Dockerfile")) return { kind: "dockerfile", tree };
  if ([...tree.keys()].some((file) => file.endsWith(".go"))) return { kind: "program", tree };
  return { kind: "other", names: own };
}

/** The project that a preset gives with these answers. */
export async function planPreset(
  folder: string,
  { preset, folder: from }: FoundPreset,
  answers: Readonly<Record<string, string>>,
): Promise<InitPlan> {
  const name = plainName(basename(folder));
  const defaults = Object.fromEntries(preset.variables.map((variable) => [variable.name, defaultValue(variable, name)]));
  return withoutKept(folder, scaffold(preset, await readPresetFiles(from), { ...defaults, ...answers }), []);
}

/**
 * The Docker files for a Go program. Throws UserError where nothing can be started: no package main, or a module that lies deeper.
 */
export async function planProgram(folder: string, tree: FoundTree): Promise<InitPlan> {
  const facts = await readFacts(folder, tree);
  if (!facts)
    throw new UserError("there is no program here to run", {
      why: "the Go files of this folder hold no package main",
      remedy: "write a main.go, or start with a preset in an empty folder: gdev init go-api",
    });
  const deeper = [...tree.keys()].filter((file) => file.endsWith("/go.mod") && file !== join(folder, "go.mod"));
  if (facts.module === undefined && deeper.length > 0)
    throw new UserError("the Go module lies deeper", {
      why: deeper.map((file) => `${file.slice(folder.length + 1)} is there, and no go.mod in this folder`).join("\n"),
      remedy: "run gdev init in the folder of the go.mod",
    });
  if (facts.outside.length > 0)
    throw new UserError("the module needs folders outside of this one", {
      why: facts.outside
        .map((path) => `go.mod replaces a module by ${path}, and a build in this folder does not see that`)
        .join("\n"),
      remedy: "write a Dockerfile whose build context is the folder above both: gdev up makes its dev stage by itself",
    });
  const { files, notes } = dockerFiles(facts, await readPieces(), plainName(basename(folder)));
  const others = [...tree.keys()].filter(
    (file) => /(^|\/)(Dockerfile[^/]*|[^/]+\.dockerfile)$/i.test(file) && !/ignore$/.test(file),
  );
  const note = `there is ${others.map((file) => file.slice(folder.length + 1)).join(", ")} already: what gdev writes stands beside it`;
  return planFiles(folder, files, others.length > 0 ? [note, ...notes] : notes);
}

/** The dev stage for a Dockerfile that has none. Throws UserError where it has one, and where there is no Go in it. */
export async function planDevStage(folder: string, tree: FoundTree): Promise<InitPlan> {
  const file = join(folder, "Dockerfile");
  const before = tree.get(file)?.text ?? "";
  const facts = await readFacts(folder, tree);
  const { text, files, notes } = addDevStage(before, facts, await readPieces(), await readCompose(folder));
  const plan = await planFiles(folder, files, notes);
  return { ...plan, changes: [{ file, before, after: text }] };
}

/** What the sources do not tell about a port is looked up in the settings that they open. */
async function readFacts(folder: string, tree: FoundTree): Promise<ProjectFacts | undefined> {
  const name = plainName(basename(folder));
  const facts = readProjectFacts(tree, folder, name);
  if (!facts?.programs.some(({ listening }) => listening.guessed)) return facts;
  const settings = facts.assets
    .map((path) => join(folder, path))
    .filter((file) => tree.get(file)?.text === undefined && tree.has(file));
  const read = await Promise.all(settings.map(async (file) => [file, (await readFound(file)) ?? {}] as const));
  return readProjectFacts(new Map([...tree, ...read]), folder, name);
}

async function readCompose(folder: string): Promise<ComposeFile | undefined> {
  const names = await readNames(folder);
  const path = composeNames.find((name) => names.includes(name));
  if (path === undefined) return undefined;
  const text = await readFile(join(folder, path), "utf8").catch(() => "");
  return { path, text, overridden: names.some((name) => /^(docker-)?compose\.override\.ya?ml$/.test(name)) };
}

/** A compose file of any name is the project's own. */
async function planFiles(folder: string, files: readonly TextFile[], notes: readonly string[]): Promise<InitPlan> {
  const names = await readNames(folder);
  const composed = composeNames.find((name) => names.includes(name));
  const encoder = new TextEncoder();
  const fresh = files
    .filter(({ path }) => path !== "docker-compose.yml" || composed === undefined)
    .map(({ path, text }) => ({ path, bytes: encoder.encode(text), executable: false }));
  const plan = await withoutKept(folder, fresh, notes);
  return composed === undefined ? plan : { ...plan, kept: [...plan.kept, composed] };
}

/** Writes it, one file after the other; one that is refused does not keep the others. */
export async function writePlan(folder: string, { fresh, changes }: InitPlan): Promise<readonly Written[]> {
  const written: Written[] = [];
  const note = (path: string, refused: string | undefined): void => {
    written.push({ path, ...(refused === undefined ? {} : { refused }) });
  };
  for (const file of fresh) note(file.path, await writeNew(folder, file));
  for (const change of changes) note(change.file.slice(folder.length + 1), await rewrite(change, folder));
  return written;
}

/** `--from`, as typed in `cwd`; absent: gdev's own presets. */
export function presetsFolder(from: string | undefined, cwd: string): string {
  return from === undefined ? ownFolder("projects") : resolve(cwd, from);
}

async function withoutKept(folder: string, files: readonly NewFile[], notes: readonly string[]): Promise<InitPlan> {
  const kept = await existing(
    folder,
    files.map(({ path }) => path),
  );
  return { fresh: files.filter(({ path }) => !kept.includes(path)), changes: [], kept, notes };
}

async function readPieces(): Promise<Pieces> {
  const folder = ownFolder("init");
  const piece = (name: string): Promise<string> => readFile(join(folder, name), "utf8");
  const [dockerfile, devStage, airToml, compose, service, dockerignore, envExample, languages] = await Promise.all([
    piece("Dockerfile"),
    piece("dev-stage"),
    piece("air.toml"),
    piece("docker-compose.yml"),
    piece("service.yml"),
    piece("dockerignore"),
    piece("env.example"),
    readLanguagePresets(),
  ]);
  const language = languages.find(({ name }) => name === "go");
  if (!language) throw new Error("presets/languages/go.yml is missing");
  return { language, dockerfile, devStage, airToml, compose, service, dockerignore, envExample };
}
