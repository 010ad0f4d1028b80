import { parse } from "smol-toml";
import { resolvePath } from "../project/dockerfile.ts";
import { baseName, programsOf } from "../target/programs.ts";

/** What air's configuration says of the files that it heeds, and of how it goes on. Folders and files as in the file, without a last slash. */
export interface AirConfig {
  /** Absolute, in the container. */
  readonly root: string;
  readonly tmpDir: string;
  readonly testdataDir: string;
  readonly includeExt: readonly string[];
  readonly includeDir: readonly string[];
  readonly includeFile: readonly string[];
  readonly excludeDir: readonly string[];
  readonly excludeFile: readonly string[];
  readonly excludeRegex: readonly string[];
  readonly poll: boolean;
  readonly pollIntervalMs: number;
  /** How long air waits for further saves before it builds. */
  readonly delayMs: number;
  readonly stopOnError: boolean;
  /** How long the old program may take to end; 0: it is killed. */
  readonly killDelayMs: number;
  /** air says what it does: neither `log.silent` nor `log.main_only`. */
  readonly speaks: boolean;
}

/** How a container's start command runs air. */
export interface AirCommand {
  /** `-c`, as written. */
  readonly configFile?: string;
  /** The flags that set values of the configuration, such as `build.poll`; the last of several counts. */
  readonly flags: Readonly<Record<string, string>>;
}

/** The air that a start command (ENTRYPOINT and CMD) runs: `["air","-c","dev.toml"]`, `sh -c "exec air --build.poll true"`; undefined for none. */
export function airCommand(argv: readonly string[]): AirCommand | undefined {
  for (const program of programsOf(argv)) {
    const [name = "", verb, tool = ""] = program.map(baseName);
    if (name === "air") return parseFlags(program.slice(1));
    if (name === "go" && (verb === "tool" || verb === "run") && tool.split("@")[0] === "air") return parseFlags(program.slice(3));
  }
  return undefined;
}

/** Where air looks for its configuration, absolute in the container, the first that is there counts. */
export function airConfigPaths({ configFile }: AirCommand, workdir: string): readonly string[] {
  return (configFile === undefined ? [".air.toml", ".config/air.toml"] : [configFile]).map((file) => resolvePath(workdir, file));
}

/**
 * Reads air's configuration: the text of its TOML file (undefined: there is none) and the flags of its command, on top of air's defaults.
 * As in air itself an empty value means the default, an empty list means none; a file that cannot be parsed counts as none (air does not
 * start with it). Source: air 1.67, runner/config.go.
 */
export function parseAirConfig(text: string | undefined, workdir: string, flags: AirCommand["flags"] = {}): AirConfig {
  const file = tableOf(text);
  const build = section(file, "build");
  const log = section(file, "log");
  const list = (key: string, fallback: readonly string[]): readonly string[] =>
    (flags[`build.${key}`]?.split(",") ?? strings(build[key]) ?? fallback).map(withoutSlash);
  const yes = (key: string, value: unknown): boolean => (flags[key] === undefined ? value === true : flags[key] === "true");
  const whole = (key: string, value: unknown): number => Number(flags[key] ?? value) || 0;
  const word = (key: string, fallback: string): string => flags[key] || (typeof file[key] === "string" && file[key]) || fallback;
  const tmpDir = withoutSlash(word("tmp_dir", "tmp"));
  return {
    root: resolvePath(workdir, word("root", ".")).replace(/(?<=.)\/$/, ""),
    tmpDir,
    testdataDir: withoutSlash(word("testdata_dir", "testdata")),
    includeExt: list("include_ext", ["go", "tpl", "tmpl", "html"]).map((ext) => ext.trim()),
    includeDir: list("include_dir", []),
    includeFile: list("include_file", []),
    excludeDir: list("exclude_dir", ["assets", tmpDir, "vendor", "testdata"]),
    excludeFile: list("exclude_file", []),
    excludeRegex: flags["build.exclude_regex"]?.split(",") ?? strings(build.exclude_regex) ?? ["_test.go"],
    poll: yes("build.poll", build.poll),
    pollIntervalMs: Math.max(500, whole("build.poll_interval", build.poll_interval)),
    delayMs: whole("build.delay", build.delay) || 1000,
    stopOnError: yes("build.stop_on_error", build.stop_on_error),
    killDelayMs: yes("build.send_interrupt", build.send_interrupt)
      ? durationMs(flags["build.kill_delay"] ?? build.kill_delay)
      : 0,
    speaks: !yes("log.silent", log.silent) && !yes("log.main_only", log.main_only),
  };
}

type Table = Readonly<Record<string, unknown>>;

function parseFlags(words: readonly string[]): AirCommand {
  const flags: Record<string, string> = {};
  let configFile: string | undefined;
  for (let at = 0; at < words.length; at++) {
    const [, name, joined] = /^--?([\w.]+)(?:=(.*))?$/.exec(words[at] ?? "") ?? [];
    // What follows belongs to the program that air runs.
    if (name === undefined) break;
    if (name === "d" || name === "v") continue;
    const value = joined ?? words[++at] ?? "";
    if (name === "c") configFile = value;
    else flags[name] = value;
  }
  return configFile === undefined ? { flags } : { configFile, flags };
}

function tableOf(text: string | undefined): Table {
  try {
    return parse(text ?? "");
  } catch {
    return {};
  }
}

function section(table: Table, key: string): Table {
  const value = table[key];
  return typeof value === "object" && value !== null ? (value as Table) : {};
}

function strings(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : undefined;
}

function withoutSlash(path: string): string {
  return path
    .trim()
    .replace(/^\.\/(?=.)/, "")
    .replace(/(?<=.)\/$/, "");
}

/** `500`, `"500ms"`, `"1.5s"` → milliseconds; a bare number below a million means milliseconds, else nanoseconds. */
function durationMs(value: unknown): number {
  const text = String(value ?? 0);
  const [, amount = "0", unit = ""] = /^(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m)?$/.exec(text.trim()) ?? [];
  if (unit === "") return Number(amount) < 1e6 ? Number(amount) : Number(amount) / 1e6;
  return Number(amount) * (unitsMs[unit] ?? 1);
}

const unitsMs: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000 };
