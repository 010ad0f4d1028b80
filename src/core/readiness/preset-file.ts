import { entriesOf, patternOf, readPreset, type Wrong, wordOf, wordsOf } from "../preset-text.ts";
import type { Credentials, DataFolder, GreetingWords, ImagePreset, Speech } from "./preset.ts";

/**
 * Text of one presets/images file → ImagePreset; presets/schema/image-preset.json says the same to editors. UserError with the place for YAML that cannot
 * be read, an unknown key (with the nearest name), and a field that is missing or wrong.
 */
export function parseImagePreset(text: string, file: string): ImagePreset {
  const { content, wrong } = readPreset(text, file);
  const raw = entriesOf(content, [], presetKeys, wrong);
  const credentials = credentialsOf(raw.credentials, wrong);
  const inside = raw.inside === undefined ? undefined : wordsOf(raw.inside, ["inside"], wrong);
  if (inside?.some((word) => !/^([^{]|\{(port|user|database)\})*$/.test(word)))
    throw wrong(["inside"], "the placeholders are {port}, {user} and {database}");
  return {
    name: nameOf(raw.name, wrong),
    images: wordsOf(raw.images, ["images"], wrong),
    server: wordsOf(raw.server, ["server"], wrong),
    port: portOf(raw.port, wrong),
    ...(raw.port_env === undefined ? {} : { portEnv: wordOf(raw.port_env, ["port_env"], wrong) }),
    speaks: speechOf(raw.speaks, raw.greeting, credentials, wrong),
    ...(inside ? { inside } : {}),
    ...(credentials ? { credentials } : {}),
    data: dataOf(raw.data, wrong),
  };
}

const presetKeys = [
  "name",
  "images",
  "server",
  "port",
  "port_env",
  "speaks",
  "greeting",
  "inside",
  "credentials",
  "data",
] as const;

/** What `x-gdev.probe` calls it, so none of the words that mean something else there. */
function nameOf(value: unknown, wrong: Wrong): string {
  const name = wordOf(value, ["name"], wrong);
  if (!/^[\w-]+$/.test(name)) throw wrong(["name"], "letters, digits, _ and -");
  if (["http", "tcp", "running", "healthcheck", "exit"].includes(name))
    throw wrong(["name"], "x-gdev.probe has another meaning for it");
  return name;
}

function portOf(value: unknown, wrong: Wrong): number {
  if (typeof value === "number" && Number.isInteger(value) && value > 0 && value < 65_536) return value;
  throw wrong(["port"], "write a number from 1 to 65535");
}

function speechOf(speaks: unknown, greeting: unknown, credentials: Credentials | undefined, wrong: Wrong): Speech {
  if (greeting !== undefined && speaks !== "greeting") throw wrong(["greeting"], "it belongs to speaks: greeting");
  switch (speaks) {
    case "http":
      return { protocol: "http" };
    case "postgres": {
      if (!credentials?.defaultUser)
        throw wrong(["credentials"], "speaks: postgres needs the names of the variables, and default_user");
      return { ...credentials, protocol: "postgres", defaultUser: credentials.defaultUser };
    }
    case "greeting":
      return { protocol: "greeting", ...greetingOf(greeting, wrong) };
    default:
      throw wrong(["speaks"], "write postgres, http or greeting");
  }
}

function greetingOf(value: unknown, wrong: Wrong): GreetingWords {
  const { send, send_hex, waiting } = entriesOf(value, ["greeting"], ["send", "send_hex", "waiting"], wrong);
  if (send !== undefined && send_hex !== undefined) throw wrong(["greeting", "send_hex"], "write send or send_hex");
  const patterns = waiting === undefined ? [] : wordsOf(waiting, ["greeting", "waiting"], wrong);
  for (const pattern of patterns) patternOf(pattern, ["greeting", "waiting"], wrong);
  const text = send === undefined ? undefined : wordOf(send, ["greeting", "send"], wrong);
  const hex = send_hex === undefined ? undefined : wordOf(send_hex, ["greeting", "send_hex"], wrong);
  if (hex !== undefined && !/^[0-9A-Fa-f]{2}( ?[0-9A-Fa-f]{2})*$/.test(hex))
    throw wrong(["greeting", "send_hex"], "write bytes such as 41 4d");
  const bytes = hex === undefined ? text && new TextEncoder().encode(text) : hexBytes(hex);
  return { waiting: patterns, ...(bytes ? { send: bytes } : {}) };
}

function hexBytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/\w{2}/g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function credentialsOf(value: unknown, wrong: Wrong): Credentials | undefined {
  if (value === undefined) return undefined;
  const path = ["credentials"];
  const raw = entriesOf(value, path, ["user", "password", "database", "default_user", "default_database"], wrong);
  const names = (key: "user" | "password" | "database"): readonly string[] =>
    raw[key] === undefined ? [] : wordsOf(raw[key], [...path, key], wrong);
  const word = (key: "default_user" | "default_database"): string => wordOf(raw[key], [...path, key], wrong);
  return {
    user: names("user"),
    password: names("password"),
    database: names("database"),
    ...(raw.default_user === undefined ? {} : { defaultUser: word("default_user") }),
    ...(raw.default_database === undefined ? {} : { defaultDatabase: word("default_database") }),
  };
}

/** `data` is a map of folders, in the order in which they are looked through. */
function dataOf(value: unknown, wrong: Wrong): readonly DataFolder[] {
  if (value === undefined) return [];
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(["data"], "write a map of folders");
  return Object.entries(value).map(([path, given]) => {
    const at = ["data", path];
    if (!path.startsWith("/")) throw wrong(at, "write the folder's whole path in the container");
    const { from, images } = entriesOf(given ?? {}, at, ["from", "images"], wrong);
    if (from !== undefined && !(typeof from === "number" && Number.isInteger(from) && from > 0))
      throw wrong([...at, "from"], "write a major version such as 18");
    return {
      path,
      ...(from ? { from } : {}),
      ...(images === undefined ? {} : { images: wordsOf(images, [...at, "images"], wrong) }),
    };
  });
}
