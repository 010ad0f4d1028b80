import { formatSize } from "../core/format.ts";
import { safeText } from "../core/logs/escape.ts";
import type { BinaryItem, FileItem, ImageFiles } from "../core/size/image-files.ts";
import type { BuiltRow } from "../core/size/report.ts";
import { rowHeading, type SizeLook } from "./size-table.ts";
import { layerPlace, layerTitle } from "./size-words.ts";
import { type Style, styleFor } from "./style.ts";
import { type Column, table } from "./table.ts";
import { fitText, widthOf } from "./width.ts";

/** How many of each list are shown. */
const shown = 12;

/**
 * What is in an image.
 *
 *     api runner  8.7MB in 3 layers
 *       largest files
 *         5.82MB  Dockerfile:42  app/server
 *       largest folders
 *         5.82MB  1 file  app
 *       wasted: 0B
 *       Go programs
 *         app/server  5.82MB  go1.26.8  static, stripped, no cgo
 */
export function filesView(row: BuiltRow, files: ImageFiles, look: SizeLook): readonly string[] {
  const style = styleFor(look.colour);
  const place = placeOf(row, files, look.cwd);
  const { wasted, secrets, binaries } = files;
  const list = (items: readonly FileItem[]): readonly string[] =>
    columns(items.slice(0, shown).map((item) => [formatSize(item.sizeBytes), place(item.layer), safeText(item.path, "none")]));
  const lines = [
    `${rowHeading({ ...row, sizeBytes: files.sizeBytes, approximate: false }, style)} in ${files.layers.length} layer${files.layers.length === 1 ? "" : "s"}`,
    ...compressedLines(files),
    ...section("largest files", list(files.files)),
    ...(files.folders.length === 0 ? [] : section("largest folders", folderLines(files))),
    ...section(
      wasted.length === 0
        ? "wasted: nothing was written and then overwritten or deleted"
        : `wasted: ${formatSize(files.wastedBytes)}`,
      columns(
        wasted
          .slice(0, shown)
          .map((item) => [
            formatSize(item.sizeBytes),
            place(item.layer),
            `${safeText(item.path, "none")} (${item.how} by ${place(item.goneIn) || "a later layer"})`,
          ]),
      ),
    ),
    ...(secrets.length === 0
      ? []
      : section(
          style.yellow("looks like a secret"),
          columns(
            secrets
              .slice(0, shown)
              .map((item) => [
                formatSize(item.sizeBytes),
                place(item.layer),
                `${safeText(item.path, "none")}${item.deleted ? " (deleted later, but still in its layer)" : ""}`,
              ]),
          ),
        )),
    ...(binaries.length === 0
      ? []
      : section(
          "Go programs",
          binaries.slice(0, shown).flatMap((item) => binaryLines(item, style)),
        )),
  ];
  return lines.map((line) =>
    look.columns === undefined || widthOf(line) <= look.columns || look.colour ? line : fitText(line, look.columns),
  );
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return [`  ${title}`, ...lines.map((line) => `    ${line}`)];
}

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const untitled: readonly Column[] = [{ title: "", align: "right" }, { title: "" }, { title: "" }];
  return rows.length === 0 ? [] : table(rows, untitled).slice(1);
}

function folderLines({ folders }: ImageFiles): readonly string[] {
  return columns(
    folders
      .slice(0, shown)
      .map(({ path, sizeBytes, files }) => [
        formatSize(sizeBytes),
        `${files} file${files === 1 ? "" : "s"}`,
        safeText(path, "none"),
      ]),
  );
}

/** Layer number → where it comes from, in as few words as there are. */
function placeOf(row: BuiltRow, files: ImageFiles, cwd: string): (layer: number) => string {
  const byId = new Map(row.layers.flatMap((layer) => (layer.id === undefined ? [] : [[layer.id, layer] as const])));
  return (index) => {
    const found = files.layers[index];
    const layer = found && byId.get(found.id);
    const words = layer ? layerPlace(layer, row, cwd) : "";
    return words === "" && found ? fitText(layerTitle(found), 24) : words;
  };
}

function compressedLines({ layers }: ImageFiles): readonly string[] {
  const known = layers.flatMap(({ compressed }) => compressed ?? []);
  if (known.length === 0 || known.length < layers.length) return [];
  const bytes = known.reduce((sum, each) => sum + each.bytes, 0);
  const how = known.some(({ computed }) => computed)
    ? "computed with gzip; a registry may hold it a little differently"
    : "as the engine stores it";
  return [`  compressed: ${formatSize(bytes)}, ${how}`];
}

/** One line on what the program is, and one on what would make it smaller. */
function binaryLines({ path, sizeBytes, binary }: BinaryItem, style: Style): readonly string[] {
  const { goVersion, mainPackage, moduleVersion, trimpath, ldflags, cgo } = binary;
  const words = [
    binary.static ? "static" : "dynamically linked",
    binary.stripped ? "stripped" : "not stripped",
    ...(cgo === undefined ? [] : [cgo ? "cgo" : "no cgo"]),
    ...(trimpath ? ["-trimpath"] : []),
    ...(ldflags === undefined ? [] : [`-ldflags "${ldflags}"`]),
  ];
  const source = [mainPackage, moduleVersion === "(devel)" ? undefined : moduleVersion].flatMap((word) => word ?? []).join("@");
  const cells = [path, formatSize(sizeBytes), goVersion ?? "a Go before 1.18", source, words.join(", ")];
  const saved = binary.debugBytes + binary.symbolBytes;
  const advice = adviceWords(saved, sizeBytes, binary.stripped, trimpath);
  return [
    cells
      .filter((cell) => cell !== "")
      .map((cell) => safeText(cell, "none"))
      .join("  "),
    ...(advice ? [`  ${style.cyan("→")} ${advice}`] : []),
  ];
}

function adviceWords(savedBytes: number, sizeBytes: number, stripped: boolean, trimpath: boolean): string | undefined {
  const flags = `go build ${trimpath ? "" : "-trimpath "}-ldflags "-s -w"`;
  if (!stripped && savedBytes > 0) {
    return `${flags} saves ${formatSize(savedBytes)} (${Math.round((savedBytes / sizeBytes) * 100)}%): symbols and debug information`;
  }
  return trimpath ? undefined : "built without -trimpath: it names the folders that it was built in";
}
