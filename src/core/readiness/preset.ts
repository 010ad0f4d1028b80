import { parse } from "yaml";
import { UserError } from "../error.ts";

/** What an image is known to need: presets/images/*.yml. */
export interface ImagePreset {
  readonly name: string;
  /** Image names without registry and tag: `postgres`, `bitnami/postgresql`. */
  readonly images: readonly string[];
  /** Names of the programs that are the server: a service of the image that starts another program is none. */
  readonly server: readonly string[];
  /** The port that the server listens on in its container, and the variable that moves it. */
  readonly port: number;
  readonly portEnv?: string;
  readonly speaks: Speech;
  /** A command that asks the server inside its container: `{port}`, `{user}` and `{database}` are filled in; exit code 0 is ready. */
  readonly inside?: readonly string[];
}

/** The protocol that the server is asked in. */
export type Speech =
  | ({ readonly protocol: "postgres" } & PostgresSettings)
  | { readonly protocol: "http" }
  | ({ readonly protocol: "greeting" } & GreetingWords);

/** Where an image takes its credentials from. Each variable is also looked for with `_FILE` behind it. */
export interface PostgresSettings {
  readonly user: readonly string[];
  readonly password: readonly string[];
  readonly database: readonly string[];
  readonly defaultUser: string;
  /** Absent: the database is named as the user. */
  readonly defaultDatabase?: string;
}

export interface GreetingWords {
  /** What is sent first; absent where the server speaks first. */
  readonly send?: Uint8Array;
  /** Patterns (on the reply as latin1) of the server's own words for "not yet". */
  readonly waiting: readonly string[];
}

/** Text of one presets/images file → ImagePreset. A UserError names the file and the field that is wrong. */
export function parseImagePreset(text: string, file: string): ImagePreset {
  const raw = (parse(text) ?? {}) as RawPreset;
  const wrong = (field: string): UserError => new UserError(`${file}: \`${field}\` is missing or wrong`);
  if (typeof raw.name !== "string") throw wrong("name");
  if (!isWords(raw.images)) throw wrong("images");
  if (!isWords(raw.server)) throw wrong("server");
  if (!Number.isInteger(raw.port)) throw wrong("port");
  if (raw.inside !== undefined && !isWords(raw.inside)) throw wrong("inside");
  return {
    name: raw.name,
    images: raw.images,
    server: raw.server,
    port: Number(raw.port),
    ...(raw.port_env ? { portEnv: raw.port_env } : {}),
    speaks: parseSpeech(raw, wrong),
    ...(raw.inside ? { inside: raw.inside } : {}),
  };
}

/** The preset of an image reference (`docker.io/library/postgres:17@sha256:…`), by its name; a mirror's copy counts too. */
export function presetForImage(reference: string, presets: readonly ImagePreset[]): ImagePreset | undefined {
  const name = imageName(reference);
  const last = name.slice(name.lastIndexOf("/") + 1);
  return presets.find((preset) => preset.images.includes(name)) ?? presets.find((preset) => preset.images.includes(last));
}

/** The preset of the server that usually listens on that port; HTTP servers have no such port. */
export function presetForPort(port: number, presets: readonly ImagePreset[]): ImagePreset | undefined {
  return presets.find((preset) => preset.port === port && preset.speaks.protocol !== "http");
}

/** `registry:5000/library/postgres:17@sha256:…` → `postgres`; `docker.io/bitnami/postgresql` → `bitnami/postgresql`. */
export function imageName(reference: string): string {
  const path = reference.replace(/@.*$/, "").replace(/:[^:/]*$/, "");
  const [first = "", ...rest] = path.split("/");
  const named = rest.length > 0 && (/[.:]/.test(first) || first === "localhost") ? rest.join("/") : path;
  return named.replace(/^library\//, "");
}

interface RawPreset {
  readonly name?: unknown;
  readonly images?: unknown;
  readonly server?: unknown;
  readonly port?: unknown;
  readonly port_env?: string;
  readonly speaks?: string;
  readonly inside?: unknown;
  readonly credentials?: {
    user?: unknown;
    password?: unknown;
    database?: unknown;
    default_user?: string;
    default_database?: string;
  };
  readonly greeting?: { send?: string; send_hex?: string; waiting?: unknown };
}

function parseSpeech(raw: RawPreset, wrong: (field: string) => UserError): Speech {
  switch (raw.speaks) {
    case "http":
      return { protocol: "http" };
    case "postgres": {
      const { user, password, database, default_user, default_database } = raw.credentials ?? {};
      if (!isWords(user) || !isWords(password) || !isWords(database) || !default_user) throw wrong("credentials");
      const names = { user, password, database, defaultUser: default_user };
      return { protocol: "postgres", ...names, ...(default_database ? { defaultDatabase: default_database } : {}) };
    }
    case "greeting": {
      const { send, send_hex, waiting = [] } = raw.greeting ?? {};
      if (!isWords(waiting)) throw wrong("greeting.waiting");
      const bytes = send_hex === undefined ? send && new TextEncoder().encode(send) : hexBytes(send_hex);
      return { protocol: "greeting", waiting, ...(bytes ? { send: bytes } : {}) };
    }
    default:
      throw wrong("speaks");
  }
}

function isWords(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((word) => typeof word === "string");
}

function hexBytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/[0-9a-f]{2}/gi) ?? [], (pair) => Number.parseInt(pair, 16));
}
