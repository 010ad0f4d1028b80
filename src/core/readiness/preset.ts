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
  /** Absent: the image takes none from its environment. */
  readonly credentials?: Credentials;
  /** Where the data is, by image and version; empty: it keeps nothing. */
  readonly data: readonly DataFolder[];
}

/** The protocol that the server is asked in. */
export type Speech =
  | ({ readonly protocol: "postgres" } & PostgresSettings)
  | { readonly protocol: "http" }
  | ({ readonly protocol: "greeting" } & GreetingWords);

/** Variables that an image takes its credentials from, the first that is set. Each is also looked for with `_FILE` behind it. */
export interface Credentials {
  readonly user: readonly string[];
  readonly password: readonly string[];
  readonly database: readonly string[];
  readonly defaultUser?: string;
  readonly defaultDatabase?: string;
}

/** Absent `defaultDatabase`: the database is named as the user. */
export interface PostgresSettings extends Credentials {
  readonly defaultUser: string;
}

export interface GreetingWords {
  /** What is sent first; absent where the server speaks first. */
  readonly send?: Uint8Array;
  /** Patterns (on the reply as latin1) of the server's own words for "not yet". */
  readonly waiting: readonly string[];
}

export interface DataFolder {
  /** In the container. */
  readonly path: string;
  /** The first major version that keeps its data there; absent: all. */
  readonly from?: number;
  /** The images that it is for; absent: all of the preset. */
  readonly images?: readonly string[];
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

/**
 * Where the containers of an image keep their data: the first folder of its preset that is for this image and its major version, taken from the tag
 * (`17-alpine`, `latest-pg17`); a tag without one is the newest. Undefined where nothing is kept.
 */
export function dataPath(preset: ImagePreset, reference: string): string | undefined {
  const name = imageName(reference);
  const major = majorOf(reference);
  return preset.data.find(({ images, from }) => (images ?? [name]).includes(name) && (from ?? 0) <= major)?.path;
}

function majorOf(reference: string): number {
  const tag = /:([\w.-]+)$/.exec(reference.replace(/@.*$/, ""))?.[1] ?? "";
  return Number(/(?:^|-)pg(\d+)/.exec(tag)?.[1] ?? /^v?(\d+)/.exec(tag)?.[1] ?? Number.POSITIVE_INFINITY);
}
