import { sqliteNameIn } from "../project/sqlite.ts";
import { type DockerfileFacts, flagOf, only, type StageFacts, variablesOf } from "./facts/dockerfile.ts";
import type { BuildFacts } from "./facts/facts.ts";
import type { GoFacts } from "./facts/go.ts";
import { joinPath } from "./facts/path.ts";
import { installs } from "./facts/questions.ts";
import { type GoCommand, goCommandsOf, settingOf } from "./go-commands.ts";
import { compareVersions, goVersionOf, hasNoLibc, isAlpine, isGo } from "./images.ts";
import type { Span } from "./text.ts";

/** A production stage with the stage that builds its binary. */
export interface BuiltProgram {
  readonly prod: StageFacts;
  readonly builder: StageFacts;
  readonly build: GoCommand;
}

/** Where the program of the production stage is built: the Go stage that it copies from; undefined where it copies from none. */
export function builtProgram({ prod, dockerfile }: BuildFacts): BuiltProgram | undefined {
  for (const copy of prod ? only(prod.own, "COPY") : []) {
    const from = flagOf(copy, "from")?.value.toLowerCase();
    const builder = dockerfile.stages.find(({ stage }) => stage.name === from || String(stage.index) === from);
    const build = builder && goCommandsOf(builder).findLast(({ verb }) => verb === "build" || verb === "install");
    if (prod && builder && build && isGo(builder.stage.baseImage)) return { prod, builder, build };
  }
  return undefined;
}

/** `on`, `off`, or what Go does where nobody says: cgo is on where a C compiler is, from Go 1.20 on. */
export function cgoOf(stage: StageFacts, dockerfile: DockerfileFacts, command: GoCommand): "on" | "off" {
  const value = settingOf(command, "CGO_ENABLED", variablesOf(stage, dockerfile));
  if (value !== undefined && !value.includes("$")) return value.replace(/["']/g, "") === "0" ? "off" : "on";
  const version = goVersionOf(stage.stage.baseImage);
  const compiler = !isAlpine(stage.stage.baseImage) || hasCompiler(stage);
  return compiler || (version !== undefined && compareVersions(version, [1, 20]) < 0) ? "on" : "off";
}

/** True where the stage has a C compiler: Debian's Go image brings one, Alpine's does not. */
export function hasCompiler(stage: StageFacts): boolean {
  return !isAlpine(stage.stage.baseImage) || installs(stage, /\b(gcc|build-base|clang|zig|tcc)\b/);
}

/** Which C library programs of an image are linked with. */
export function libcOf(image: string): "musl" | "glibc" | "none" {
  if (hasNoLibc(image)) return "none";
  return isAlpine(image) || /(^|\/)busybox(:|$)/.test(image) ? "musl" : "glibc";
}

/** What of the sources makes Go link with a C library when cgo is on; undefined where nothing looks like it. */
export function linkedThrough({ imports, module, cgo }: GoFacts): string | undefined {
  if (cgo[0]) return cgo[0];
  const standard = [...imports].find((path) =>
    /^(net|net\/(http|rpc|smtp|textproto|mail).*|os\/user|plugin|crypto\/(tls|x509)|database\/sql)$/.test(path),
  );
  return (
    standard ??
    Object.keys(module?.requires ?? {}).find((path) =>
      /\/(gin|echo(\/v\d)?|fiber(\/v\d)?|chi(\/v\d)?|grpc|pgx(\/v\d)?|pq|gorm)$/.test(path),
    )
  );
}

/** A file of SQLite that the sources look like opening. */
export interface DatabaseFile {
  /** As the sources name it. */
  readonly name: string;
  readonly span: Span;
  /** Where that is in the production container. */
  readonly path: string;
}

/** The first such file of each source file; none for a program without SQLite, or without a production stage. */
export function databaseFiles({ go, prod }: BuildFacts): readonly DatabaseFile[] {
  const required = Object.keys(go.module?.requires ?? {}).some((path) => /sqlite/.test(path));
  return go.files.flatMap(({ file, text, imports }) => {
    const found = sqliteNameIn(text);
    if (!prod || !found || !(required || imports.some((path) => /sqlite/.test(path)))) return [];
    const { name, start, end } = found;
    return [{ name, span: { file, start, end }, path: joinPath(prod.stage.workdir, name) }];
  });
}
