import { findStage, resolvePath, type Stage } from "../../project/dockerfile.ts";
import { foreignImports, type GoMain, type GoModule, goMains, goModuleOf } from "../../project/go-sources.ts";
import { contextPath, folderOf, isFolder, type SourceFiles } from "../../project/source-files.ts";
import { baseName } from "../programs.ts";
import { stageStart } from "../reloader.ts";
import type { GoBuild } from "./go-build.ts";
import { containerPath, hostPath, isTaken, type Layout } from "./layout.ts";

/** The Go program of a service, as it is built in the dev stage. */
export interface GoProgram {
  readonly layout: Layout;
  /** The folder whose files are watched, absolute in the container. */
  readonly directory: string;
  /** Where the go command runs: there, or the folder of a module that uses others beside it. */
  readonly goDirectory: string;
  /** The folder of `package main`, relative to the context. */
  readonly main: string;
  /** The go command without `-o`: `CGO_ENABLED=0 go build -tags=x`, and behind that what it builds. */
  readonly command: readonly string[];
  readonly packages: readonly string[];
  readonly module?: GoModule;
  readonly reasons: readonly string[];
  readonly warnings: readonly { readonly text: string; readonly remedy: string }[];
}

export interface GoProgramQuestion {
  readonly service: string;
  readonly files: SourceFiles;
  readonly layout: Layout;
  readonly builds: readonly GoBuild[];
  /** What ARG and ENV set for them. */
  readonly variables: Readonly<Record<string, string>>;
  /** The program that production starts, as its stage names it; absent where it starts none that is known. */
  readonly started?: string;
  readonly prod: Stage;
  readonly stages: readonly Stage[];
  /** Where the source goes if its own place cannot be mounted over. */
  readonly workdir: string;
}

/** Which program of the source a service runs, and the command that builds it. Undefined where the source has no `package main`. */
export function findGoProgram(question: GoProgramQuestion): GoProgram | undefined {
  const { files } = question;
  const mains = goMains(files);
  if (mains.length === 0) return undefined;
  const build = buildOf(question);
  const named = build && mainOfBuild(question, build, mains);
  const guessed = named ? undefined : guessMain(question, mains);
  const main = named?.main ?? guessed?.main ?? mains[0];
  if (!main) return undefined;
  const layout = usableLayout(question, main.folder);
  const module = goModuleOf(files, main.folder);
  const isWorkspace = usesWorkspace(question, build);
  const watched = module && !module.leadsOut && !isWorkspace ? module.folder : layout.folder;
  const directory = containerPath(layout, watched) ?? layout.target;
  const goDirectory = (module && !isWorkspace ? containerPath(layout, module.folder) : undefined) ?? directory;
  const program = { layout, directory, goDirectory, main: main.folder, ...(module ? { module } : {}) };
  const command = [...(build?.assignments ?? []), "go", "build", ...(build?.flags ?? [])];
  const relative = relativePath(goDirectory, containerPath(layout, main.folder) ?? goDirectory);
  const reasons = guessed ? [guessed.reason] : [];
  if (named?.files && (main.files.length > 1 || !module)) {
    const packages = named.files.map((file) => (relative === "." ? baseName(file) : `${relative}/${baseName(file)}`));
    return { ...program, command, packages, reasons, warnings: module ? [] : moduleWarnings(question, main) };
  }
  if (module) return { ...program, command, packages: [relative], reasons, warnings: [] };
  const outside = ["GO111MODULE=off", ...command.filter((word) => !word.startsWith("GO111MODULE="))];
  return {
    ...program,
    command: outside,
    packages: [relative],
    reasons: [...reasons, "no go.mod: built without modules"],
    warnings: moduleWarnings(question, main),
  };
}

/** Without a go.mod Go finds nothing but its own library. */
function moduleWarnings({ service, files }: GoProgramQuestion, { folder }: GoMain): GoProgram["warnings"] {
  const foreign = foreignImports(files, folder);
  if (foreign.length === 0) return [];
  const text = `${service} has no go.mod, so Go does not find ${foreign.slice(0, 3).join(", ")}`;
  return [{ text, remedy: `make one${folder === "." ? "" : ` in ${folder}`}: go mod init ${service} && go mod tidy` }];
}

/** The build whose binary production starts: under the same name, or copied to it; else the last. */
function buildOf({ builds, started, prod, stages }: GoProgramQuestion): GoBuild | undefined {
  if (builds.length < 2 || started === undefined) return builds.at(-1);
  const path = started.includes("/") ? resolvePath(prod.workdir, started) : undefined;
  const copied = prod.copies.flatMap(({ from, sources, destination }) =>
    from === undefined || !findStage(stages, from)
      ? []
      : sources.filter((source) => {
          const to = destination.endsWith("/") ? `${destination}${baseName(source)}` : destination;
          return path === undefined ? baseName(to) === started : to === path;
        }),
  );
  const names = [...copied.map(baseName), baseName(started)];
  return builds.find((build) => names.includes(binaryName(build))) ?? builds.at(-1);
}

function binaryName({ output, packages, directory }: GoBuild): string {
  return output ?? baseName(resolvePath(directory, packages[0] ?? ".").replace(/\/$/, "")).replace(/\.go$/, "");
}

/** The program that a build of the Dockerfile names; undefined where it names none that is there, or several. */
function mainOfBuild(
  { files, layout }: GoProgramQuestion,
  { packages, directory }: GoBuild,
  mains: readonly GoMain[],
): { readonly main: GoMain; readonly files?: readonly string[] } | undefined {
  const given = packages.length === 0 ? ["."] : packages;
  const paths = given.map((name) =>
    /^[./]|\.go$/.test(name) ? hostPath(layout, resolvePath(directory, name)) : ofImportPath(files, name),
  );
  const [path, ...more] = paths;
  if (path === undefined) return undefined;
  const isFile = path.endsWith(".go");
  const main = mains.find(({ folder }) => folder === (isFile ? folderOf(path) : path));
  if (!main || (!isFile && more.length > 0)) return undefined;
  return isFile ? { main, files: paths.flatMap((file) => file ?? []) } : { main };
}

/** `example.com/shop/cmd/api` → `cmd/api` where the context's module is example.com/shop. */
function ofImportPath(files: SourceFiles, name: string): string | undefined {
  const module = goModuleOf(files, ".");
  if (!module || (name !== module.path && !name.startsWith(`${module.path}/`))) return undefined;
  return contextPath(name.slice(module.path.length));
}

/** The program among several that is named like the service, or like what production starts; else the first. */
function guessMain(
  { service, started }: GoProgramQuestion,
  mains: readonly GoMain[],
): { readonly main: GoMain | undefined; readonly reason: string } {
  const names = [...(started === undefined ? [] : [baseName(started)]), service];
  const byName = names.flatMap((name) => mains.find(({ folder }) => baseName(folder) === name) ?? [])[0];
  const usual = mains.find(({ folder }) => /(^|\/)(server|api|app|web|main)$/.test(folder));
  const main = byName ?? mains.find(({ folder }) => folder === ".") ?? usual ?? mains[0];
  const others = mains.filter((other) => other !== main).map(({ folder }) => folder);
  const why = others.length === 0 ? "the only program" : `${byName ? "named so" : "taken"} among ${mains.length} programs`;
  return { main, reason: `program ${main?.folder ?? "."}: ${why}` };
}

/** A place that holds the program and can be mounted over. */
function usableLayout({ layout, files, workdir }: GoProgramQuestion, main: string): Layout {
  const known =
    containerPath(layout, main) === undefined || !isFolder(files, layout.folder)
      ? { folder: ".", target: layout.target }
      : layout;
  const module = goModuleOf(files, main);
  const whole = module && containerPath(known, module.folder) === undefined ? { ...known, folder: module.folder } : known;
  return isTaken(whole.target) ? { ...whole, target: workdir } : whole;
}

/** Source: Go modules reference, "Workspaces". */
function usesWorkspace({ files, variables }: GoProgramQuestion, build: GoBuild | undefined): boolean {
  const said = build?.assignments.findLast((word) => word.startsWith("GOWORK="))?.slice("GOWORK=".length) ?? variables.GOWORK;
  return files.paths.includes("go.work") && said !== "off";
}

/** `./cmd/api` from `/app` to `/app/cmd/api`; `.` for the same folder. */
function relativePath(from: string, to: string): string {
  if (from === to) return ".";
  return to.startsWith(`${from}/`) ? `./${to.slice(from.length + 1)}` : to;
}

/** The words of what production starts: the compose file's, else the image's own; an entrypoint drops the image's command. */
export function startOfProduction(
  service: { readonly entrypoint?: readonly string[]; readonly command?: readonly string[] },
  prod: Stage,
): readonly string[] {
  if (service.entrypoint) return [...service.entrypoint, ...(service.command ?? [])];
  if (!service.command) return stageStart(prod);
  const { command: _, ...withoutCommand } = prod;
  return [...stageStart(withoutCommand), ...service.command];
}
