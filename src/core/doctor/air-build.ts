import type { TomlFacts } from "./facts/toml.ts";

/** What `build.cmd` of an `.air.toml` says: `go build -o ./tmp/main ./cmd/api`. */
export interface AirBuild {
  readonly cmd: string;
  /** What stands behind `-o`. */
  readonly output?: string;
}

/** What air runs after a build, and which key says so. */
export interface AirStart {
  readonly key: "entrypoint" | "full_bin" | "bin";
  readonly path: string;
  readonly given: boolean;
}

/** The build command, air's default where the file has none. */
export function airBuild(config: TomlFacts): AirBuild {
  const cmd = config.value("build.cmd");
  const words = typeof cmd === "string" ? cmd : "go build -o ./tmp/main .";
  const output = /\s-o[= ]\s*("[^"]*"|'[^']*'|\S+)/.exec(words)?.[1]?.replace(/^["']|["']$/g, "");
  return { cmd: words, ...(output ? { output } : {}) };
}

/** The program that air starts. Source: air's config.go: entrypoint, then full_bin, then bin. */
export function airStart(config: TomlFacts): AirStart {
  const entrypoint = config.value("build.entrypoint");
  const first: unknown = Array.isArray(entrypoint) ? entrypoint[0] : entrypoint;
  if (typeof first === "string") return { key: "entrypoint", path: first, given: true };
  const full = config.value("build.full_bin");
  const program = typeof full === "string" ? full.split(/\s+/).find((word) => !/^(exec|\w+=.*)?$/.test(word)) : undefined;
  if (program !== undefined) return { key: "full_bin", path: program, given: true };
  const bin = config.value("build.bin");
  return typeof bin === "string" && bin !== ""
    ? { key: "bin", path: bin, given: true }
    : { key: "bin", path: "./tmp/main", given: false };
}

/** `./tmp/main` and `tmp//main` are one path. */
export function samePath(left: string, right: string): boolean {
  const plain = (path: string): string => path.replace(/\/+/g, "/").replace(/^\.\//, "");
  return plain(left) === plain(right);
}
