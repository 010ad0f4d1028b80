import { type Answer, failed, ready, waiting } from "./answer.ts";
import { type Reply, silenceWords } from "./reply.ts";

/** What a Postgres server said to somebody who wants to get in. */
export type PostgresReply =
  | Exclude<Reply, { readonly kind: "said" }>
  /** It answered a query, or asked for a password: it serves. */
  | { readonly kind: "serves" }
  /** An ErrorResponse: SQLSTATE and the server's words. */
  | { readonly kind: "error"; readonly code: string; readonly words: string }
  | { readonly kind: "not-postgres" };

/** The 8 bytes that ask a Postgres server whether it can do TLS; it answers `S` or `N` and logs nothing. */
export const helloRequest: Uint8Array = Uint8Array.of(0, 0, 0, 8, 4, 210, 22, 47);

/** `tls`/`plain`: a Postgres server is there (perhaps still starting up) and can or cannot do TLS; undefined: something else. */
export function helloAnswer(reply: Reply): "tls" | "plain" | undefined {
  if (reply.kind !== "said" || reply.bytes.length !== 1) return undefined;
  return reply.bytes[0] === 0x53 ? "tls" : reply.bytes[0] === 0x4e ? "plain" : undefined;
}

/**
 * What a PostgresReply means. To a service's own prober (`credentials: "service"`) any protocol error but 57P0x is ready with a
 * warning: the server serves, only these credentials do not fit. To a caller who brought credentials a refusal of them is failed,
 * because waiting cannot mend it. SQLSTATEs: PostgreSQL manual, appendix A.
 */
export function postgresAnswer(reply: PostgresReply, credentials: "service" | "caller" | "none"): Answer {
  switch (reply.kind) {
    case "serves":
      return ready;
    case "error":
      return errorAnswer(reply.code, reply.words, credentials);
    case "silent":
      return waiting("accepts connections but does not answer");
    case "not-postgres":
      return waiting("the answer is not Postgres");
    default:
      return waiting(silenceWords(reply) ?? "no answer");
  }
}

/** The StartupMessage of protocol 3.0. */
export function startupMessage(user: string, database: string): Uint8Array {
  const words = ["user", user, "database", database, "application_name", "gdev"].map((word) => `${word}\0`).join("");
  const body = new TextEncoder().encode(`${words}\0`);
  const message = new Uint8Array(8 + body.length);
  const view = new DataView(message.buffer);
  view.setUint32(0, message.length);
  view.setUint32(4, 0x0003_0000);
  message.set(body, 8);
  return message;
}

/** The first message after a StartupMessage: an authentication request, or an ErrorResponse. */
export function parseStartupReply(reply: Reply): PostgresReply {
  if (reply.kind !== "said") return reply;
  const type = String.fromCharCode(reply.bytes[0] ?? 0);
  if (type === "R") return { kind: "serves" };
  if (type !== "E") return { kind: "not-postgres" };
  const fields = new Map<string, string>();
  for (const field of new TextDecoder().decode(reply.bytes.subarray(5)).split("\0")) {
    if (field) fields.set(field.slice(0, 1), field.slice(1));
  }
  return { kind: "error", code: fields.get("C") ?? "", words: fields.get("M") ?? "no words" };
}

/** Whose credentials a Postgres URL carries, without its password, for messages: `postgres://app@db:5432/app`. */
export interface PostgresUrl {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly shown: string;
}

/** `postgres://user:pw@host:port/db?…` → PostgresUrl; undefined for anything else. */
export function parsePostgresUrl(text: string): PostgresUrl | undefined {
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, "") || (url.searchParams.get("host") ?? "localhost");
  const port = Number(url.port || (url.searchParams.get("port") ?? 5432));
  const user = url.username ? `${url.username}@` : "";
  return { url: text, host, port, shown: `${url.protocol}//${user}${url.host || `${host}:${port}`}${url.pathname}` };
}

function errorAnswer(code: string, words: string, credentials: "service" | "caller" | "none"): Answer {
  if (notNow.has(code)) return waiting(words);
  if (credentials === "none") return ready;
  if (credentials === "service") return { kind: "ready", warning: `Postgres serves, but refuses these credentials: ${words}` };
  return code === tooManyConnections ? waiting(words) : failed(words);
}

const tooManyConnections = "53300";
/** admin_shutdown, crash_shutdown, cannot_connect_now. */
const notNow: ReadonlySet<string> = new Set(["57P01", "57P02", "57P03"]);
