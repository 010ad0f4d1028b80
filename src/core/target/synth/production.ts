import { formatSize } from "../../format.ts";
import { type CopyInstruction, findStage, resolvePath, type Stage } from "../../project/dockerfile.ts";
import type { Service } from "../../project/project.ts";
import { isFolder, type SourceFiles } from "../../project/source-files.ts";
import { isInside } from "../mounts.ts";
import { baseName } from "../programs.ts";
import type { Draft } from "./draft.ts";
import { hostPath, type Layout, placesOf } from "./layout.ts";

export interface ProductionQuestion {
  readonly prod: Stage;
  readonly stages: readonly Stage[];
  /** The stage that compiles, and where it has the source. */
  readonly builder: Stage;
  readonly layout: Layout;
  readonly files: SourceFiles;
  /** Names of the binaries that are built. */
  readonly binaries: readonly string[];
}

/** The paths of the context that a COPY of production brings, straight or out of the builder's source; undefined for what is built. */
export function copiedSources(
  { stages, builder, layout, files, binaries }: ProductionQuestion,
  { from, sources }: CopyInstruction,
): readonly string[] | undefined {
  if (from === undefined) return sources;
  if (findStage(stages, from) !== builder) return undefined;
  const paths = sources.flatMap((source) => hostPath(layout, resolvePath("/", source)) ?? []);
  const isSource = (path: string): boolean => {
    const known = path.replace(/(^|\/)[^/]*[*?[].*$/, "");
    return (
      known !== "" &&
      known !== "." &&
      !binaries.includes(baseName(known)) &&
      (files.paths.includes(known) || isFolder(files, known))
    );
  };
  return paths.length === sources.length && paths.every(isSource) ? paths : undefined;
}

/**
 * The folder of the context that production's working directory is like: what is copied beside the program lies in that folder under the same names
 * (`COPY web/templates ./templates`: web). Undefined where nothing says so, and where two COPYs do not agree.
 */
export function workingFolder(question: ProductionQuestion): string | undefined {
  const { prod, files, binaries } = question;
  if (prod.workdir === "/") return undefined;
  const folders = prod.copies.flatMap((copy) => {
    const sources = copiedSources(question, copy)?.filter(
      (source) => !/\.sh$/.test(source) && !binaries.includes(baseName(source)),
    );
    if (!sources || sources.length === 0) return [];
    const { from: _, ...own } = copy;
    const places = placesOf({ ...prod, copies: [{ ...own, sources }] }, files);
    return places.flatMap(({ folder, target }) => (target === prod.workdir ? [folder] : []));
  });
  const [folder] = folders;
  return folders.every((other) => other === folder) ? folder : undefined;
}

/** True where one of the texts names a path, or something in it: `file:///opt/app/migrations` names /opt/app/migrations. */
export function isNamedIn(texts: readonly string[], path: string): boolean {
  return texts.some(
    (text) => text.includes(path) && text.split(/[^\w./-]+/).some((word) => isInside(word.replace(/^\/+/, "/"), path)),
  );
}

/** A limit of memory that is made for the program is the compiler's too: warnings where that is narrow. `config` has bytes. */
export function memoryWarnings({ name, config }: Service): Draft["warnings"] {
  const { mem_limit, deploy } = config as {
    mem_limit?: string | number;
    deploy?: { resources?: { limits?: { memory?: string | number } } };
  };
  const [key, limit] =
    mem_limit === undefined ? ["deploy.resources.limits.memory", deploy?.resources?.limits?.memory] : ["mem_limit", mem_limit];
  const limitBytes = Number(limit);
  if (!(limitBytes > 0 && limitBytes < enoughBytes)) return [];
  const text = `${name} is limited to ${formatSize(limitBytes)} of memory: the Go compiler may need more, and then ends with "signal: killed"`;
  return [{ text, remedy: `raise ${key}, such as to 1g` }];
}

/** A program of the standard library alone is compiled in a quarter of it. */
const enoughBytes = 512 * 1024 * 1024;
