import { imageName } from "../readiness/preset.ts";

/** An image reference taken apart. */
export interface ImageReference {
  /** Without registry and tag: `postgres`, `bitnami/postgresql`. */
  readonly name: string;
  /** Everything before tag and digest. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** `registry:5000/postgres:17@sha256:…` → its parts. */
export function parseImage(reference: string): ImageReference {
  const [named = "", digest] = reference.split("@");
  const tag = /:([\w.-]+)$/.exec(named)?.[1];
  const repository = tag === undefined ? named : named.slice(0, -tag.length - 1);
  return { name: imageName(reference), repository, ...(tag ? { tag } : {}), ...(digest ? { digest } : {}) };
}

/** The last word of an image's name: `bitnami/postgresql` → `postgresql`. */
function shortName(reference: string): string {
  return imageName(reference).split("/").at(-1) ?? "";
}

/** A version of two or three numbers, compared number by number. */
export type Version = readonly number[];

/** `1.26.1`, `go1.26rc1`, `v1.62.0` → its numbers; undefined for words such as `latest`. */
export function parseVersion(text: string | undefined): Version | undefined {
  const match = /^(?:go|v)?(\d+(?:\.\d+)*)/.exec(text ?? "");
  return match?.[1]?.split(".").map(Number);
}

/** Negative, zero or positive; a missing number is 0. */
export function compareVersions(a: Version, b: Version): number {
  for (let part = 0; part < Math.max(a.length, b.length); part++) {
    const difference = (a[part] ?? 0) - (b[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The Go version of an official image's tag (`1.26.1-alpine3.22` → 1.26.1); undefined for other images and for `latest` and `alpine`. */
export function goVersionOf(reference: string): Version | undefined {
  return isGo(reference) ? parseVersion(parseImage(reference).tag) : undefined;
}

/** True for the official Go image and its mirrors. */
export function isGo(reference: string): boolean {
  return shortName(reference) === "golang";
}

/** True for `alpine` itself and for tags that say so. */
export function isAlpine(reference: string): boolean {
  return shortName(reference) === "alpine" || /alpine/.test(parseImage(reference).tag ?? "");
}

/** The Alpine version of `alpine:3.19` and `golang:1.20-alpine3.17`. */
export function alpineVersionOf(reference: string): Version | undefined {
  const { tag = "" } = parseImage(reference);
  return parseVersion(shortName(reference) === "alpine" ? tag : /alpine(\d[\d.]*)/.exec(tag)?.[1]);
}

/** `static`, `base`, `cc`, … of a distroless image. */
export function distrolessKind(reference: string): string | undefined {
  return /(?:^|\/)distroless\/([a-z]+)/.exec(reference)?.[1];
}

/** A base without any libc: what runs there is linked statically. */
export function hasNoLibc(reference: string): boolean {
  return reference === "scratch" || distrolessKind(reference) === "static" || /chainguard\/static/.test(reference);
}

/** Servers that take a while before they answer, by the last word of their image's name. */
const databases: Readonly<Record<string, RegExp>> = {
  postgres: /^(postgres|postgresql|postgis|timescaledb(-ha)?|pgvector)$/,
  mysql: /^(mysql|mysql-server|percona|percona-server)$/,
  mariadb: /^mariadb$/,
  redis: /^(redis|redis-stack(-server)?|keydb|valkey|dragonfly)$/,
  mongo: /^(mongo|mongodb|mongodb-community-server|percona-server-mongodb)$/,
  rabbitmq: /^rabbitmq$/,
  elasticsearch: /^(elasticsearch|opensearch)$/,
};

/** Which database or broker an image is; undefined for anything else. */
export function databaseOf(reference: string | undefined): string | undefined {
  const name = reference === undefined ? "" : shortName(reference);
  return Object.keys(databases).find((kind) => databases[kind]?.test(name));
}
