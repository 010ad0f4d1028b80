import { clockOfWritten } from "./clock.ts";
import { safeLines } from "./escape.ts";
import { klogLevel, type Level, parseLevel, type WrittenLevel } from "./level.ts";
import { parseLogfmt } from "./logfmt.ts";

/** A line that a logger wrote as an object. All its texts are harmless and without colours; those of several lines hold line feeds. */
export interface StructuredLine {
  /** The time of day, `15:04:05.678`. */
  readonly time: string | undefined;
  readonly level: WrittenLevel | undefined;
  readonly message: string | undefined;
  /** The rest in the order of the line, texts of several lines last; nested values as compact JSON. */
  readonly fields: readonly (readonly [key: string, value: string])[];
}

/**
 * Reads a line as container output gives it: JSON of slog, zap, zerolog, logrus, echo and their like, or logfmt that begins with its time, level or
 * message. Undefined when it is neither, or has neither message nor level; it never throws. A request that echo's own middleware
 * logs gets `GET /path 200 1.2ms` for its message and its level by the status. `zoneMinutes`: how far the reader's zone is ahead of UTC.
 */
export function parseStructured(text: string, zoneMinutes: number): StructuredLine | undefined {
  const rest = parseFields(text);
  const head = rest && takeHead(rest);
  if (rest === undefined || head === undefined) return undefined;
  const { message, level } = head;
  if (rest.get("level") === "-") rest.delete("level");
  const time = take(rest, timeKeys, (value) =>
    typeof value === "string" || typeof value === "number" ? clockOfWritten(value, zoneMinutes) : undefined,
  );
  return { time, level, message, fields: fieldsOf(rest) };
}

/** The level that a line itself names, structured or in the form of klog; undefined for a line without one. */
export function levelOfLine(text: string): Level | undefined {
  const fields = parseFields(text);
  return (fields && takeHead(fields)?.level?.level) ?? klogLevel(text);
}

/** A quick look at a line's bytes: false when `parseStructured` and `klogLevel` surely find nothing in it. */
export function mayBeStructured(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start];
  if (start >= end || first === undefined) return false;
  if (first === openBrace) return true;
  if (isKlogLetter(first)) return isDigit(bytes[start + 1]) && isDigit(bytes[start + 4]);
  if (!isLowerCase(first)) return false;
  for (let at = start + 1; at < end && at < start + longestHead; at++) if (bytes[at] === equals) return true;
  return false;
}

/**
 * What can stand in the layout of a structured line though not in the line: names of numbered levels, and what numbers too large
 * become. Anything else that is no number, has none of `separators` in it and stands in the layout stands in the line itself, unless
 * the line has escapes in it.
 */
export const addedWords: readonly string[] = ["trace", "debug", "info", "warn", "error", "fatal", "-infinity", "null"];
export const separators = /[\s="',:{}[\]]+/;

const messageKeys = ["msg", "message"];
const levelKeys = ["level", "lvl", "severity", "levelname"];
const timeKeys = ["time", "ts", "timestamp", "@timestamp", "t"];

const openBrace = 0x7b;
const equals = 0x3d;
/** `timestamp=` */
const longestHead = 10;

function isKlogLetter(byte: number): boolean {
  return byte === 0x49 || byte === 0x57 || byte === 0x45 || byte === 0x46;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isLowerCase(byte: number): boolean {
  return byte >= 0x61 && byte <= 0x7a;
}

/** Message and level, which are taken out of the fields; undefined when there is neither. */
function takeHead(fields: Map<string, unknown>): Head | undefined {
  const message = take(fields, messageKeys, asText);
  const level = take(fields, levelKeys, asLevel);
  return message === undefined && level === undefined ? request(fields) : { message, level };
}

interface Head {
  readonly message: string | undefined;
  readonly level: WrittenLevel | undefined;
}

function parseFields(text: string): Map<string, unknown> | undefined {
  const found = text.charCodeAt(0) === openBrace ? parseJson(text) : parseLogfmt(text);
  return found && new Map(found);
}

function parseJson(text: string): readonly (readonly [string, unknown])[] | undefined {
  const parsed = parseObject(longNumber.test(text) ? text.replace(longNumbers, '$1"$2"') : text) ?? parseObject(text);
  return parsed === undefined ? undefined : Object.entries(parsed);
}

/** Numbers that a double cannot hold, as ids often are, have to be read as texts. */
const longNumber = /\d{16}/;
const longNumbers = /([:[,]\s*)(-?\d{16,})(?=\s*[,\]}])/g;

function parseObject(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The first of the keys that has what is wanted; it is taken out of `rest`. */
function take<Value>(
  rest: Map<string, unknown>,
  keys: readonly string[],
  read: (value: unknown) => Value | undefined,
): Value | undefined {
  for (const key of keys) {
    const value = rest.has(key) ? read(rest.get(key)) : undefined;
    if (value === undefined) continue;
    rest.delete(key);
    return value;
  }
  return undefined;
}

/** A request as echo's middleware logs it, without message and level of its own. Source: labstack/echo, middleware/logger.go. */
function request(rest: Map<string, unknown>): Head | undefined {
  const { method, uri, status, remote_ip: remote, latency_human: latency } = Object.fromEntries(rest);
  if (typeof method !== "string" || typeof uri !== "string" || typeof status !== "number" || remote === undefined)
    return undefined;
  for (const key of ["method", "uri", "status"]) rest.delete(key);
  for (const key of ["id", "error"]) if (rest.get(key) === "") rest.delete(key);
  if (typeof latency === "string") for (const key of ["latency", "latency_human"]) rest.delete(key);
  const words = [method, uri, status, ...(typeof latency === "string" ? [latency] : [])];
  return {
    message: words.map((word) => asText(word)).join(" "),
    level: parseLevel(status >= 500 ? "error" : status >= 400 ? "warn" : "info"),
  };
}

function fieldsOf(rest: ReadonlyMap<string, unknown>): StructuredLine["fields"] {
  const short: (readonly [string, string])[] = [];
  const long: (readonly [string, string])[] = [];
  for (const [key, value] of rest) {
    const text = asText(value) ?? compact(value);
    (text.includes("\n") ? long : short).push([asText(key) ?? "", text]);
  }
  return long.length === 0 ? short : [...short, ...long];
}

/** A string or number, harmless and without colours. */
function asText(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return undefined;
  return /^[ -~]*$/.test(value) ? value : safeLines(value, "none").join("\n");
}

function asLevel(value: unknown): WrittenLevel | undefined {
  return parseLevel(typeof value === "number" ? value : (asText(value) ?? ""));
}

function compact(value: unknown): string {
  try {
    return safeLines(JSON.stringify(value), "none").join(" ");
  } catch {
    return "…";
  }
}
