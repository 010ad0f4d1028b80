import { compareVersions, type Version } from "./images.ts";

interface Row {
  readonly go: Version;
  /** The last air that this Go can compile. */
  readonly air: Version;
  /** It stands still after a few saves, so nobody is sent to it. */
  readonly hangs?: true;
}

/** Source: go.mod of air's tags; from 1.53 on the module is air-verse's. presets/languages/go.yml has the same versions. */
const lastByGo: readonly Row[] = [
  { go: [1, 16], air: [1, 27, 8] },
  { go: [1, 17], air: [1, 40, 4] },
  { go: [1, 19], air: [1, 41, 0] },
  { go: [1, 20], air: [1, 44, 0] },
  { go: [1, 21], air: [1, 49, 0] },
  { go: [1, 22], air: [1, 52, 3] },
  { go: [1, 23], air: [1, 61, 7] },
  { go: [1, 24], air: [1, 62, 0], hangs: true },
  { go: [1, 25], air: [1, 67, 1] },
  { go: [1, 26], air: [1, 67, 4] },
];

/** The last tag of air under its old import path. */
export const lastOldPath: Version = [1, 52, 1];

/** The last air that a Go compiles and that works; undefined before Go 1.16. Newer Go: the newest air of the table. */
export function lastAirFor(go: Version): Version | undefined {
  return lastByGo.findLast((row) => !row.hangs && compareVersions(row.go, go) <= 0)?.air;
}

/** The oldest Go that compiles an air, as far as the table knows; `latest` asks for the newest of it. */
export function goForAir(air: Version | "latest"): Version | undefined {
  const row =
    air === "latest" ? lastByGo.at(-1) : (lastByGo.find((known) => compareVersions(air, known.air) <= 0) ?? lastByGo.at(-1));
  return row?.go;
}

/** `v1.62.0`. */
export function airTag(version: Version): string {
  return `v${version.join(".")}`;
}

/** The import path under which a version of air can be installed. */
export function airPath(version: Version): string {
  return compareVersions(version, lastOldPath) <= 0 ? "github.com/cosmtrek/air" : "github.com/air-verse/air";
}
