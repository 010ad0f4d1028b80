import type { Socket } from "node:net";
import net from "node:net";
import tls from "node:tls";
import type { Address } from "../../core/readiness/address.ts";
import {
  helloAnswer,
  helloRequest,
  type PostgresReply,
  parseStartupReply,
  startupMessage,
} from "../../core/readiness/postgres.ts";
import type { PostgresCredentials } from "../../core/readiness/postgres-credentials.ts";
import type { Reply } from "../../core/readiness/reply.ts";
import { endSocket, exchange } from "./exchange.ts";

/**
 * Asks whether a Postgres server is there at all: it answers an SSLRequest with one byte, also while it starts up, and logs nothing.
 * A server that then expects TLS gets its handshake, because a hang-up there would be a line in its log.
 */
export function sayHello(address: Address, signal: AbortSignal): Promise<Reply> {
  return exchange({ address, send: helloRequest, signal, goOn: leaveQuietly });
}

/**
 * Asks with a login that stops at the password: a server that serves asks for one, and logs nothing when nobody answers.
 * While it starts up it says so, and that is a line in its log.
 */
export async function knock(address: Address, signal: AbortSignal): Promise<PostgresReply> {
  return parseStartupReply(await exchange({ address, send: startupMessage("postgres", "postgres"), signal }));
}

/** What pg's Client is configured with: a URL as the caller wrote it, or an address with a service's credentials. */
export type Login =
  | { readonly url: string; readonly host: string }
  | { readonly address: Address; readonly credentials: PostgresCredentials };

/** Loads `pg` and the cryptography of its SCRAM login ahead of the moment when milliseconds count. */
export async function loadPostgresClient(): Promise<void> {
  await import("pg");
  const { subtle } = globalThis.crypto;
  const word = new Uint8Array(1);
  const secret = await subtle.importKey("raw", word, "PBKDF2", false, ["deriveBits"]);
  await subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: word, iterations: 1 }, secret, 256);
  const key = await subtle.importKey("raw", word, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  await subtle.sign("HMAC", key, word);
}

/** Logs in, asks `SELECT 1`, and says goodbye. Never throws: what the server or the network does is a PostgresReply. */
export async function login(login: Login, signal: AbortSignal): Promise<PostgresReply> {
  const { default: pg } = await import("pg");
  const socket = new net.Socket();
  const client = new pg.Client({ ...settings(login), connectionTimeoutMillis: 3000, stream: () => socket });
  client.on("error", () => {});
  const abort = (): void => void socket.destroy();
  if (signal.aborted) return { kind: "unreachable", code: "ABORTED" };
  signal.addEventListener("abort", abort, { once: true });
  try {
    await client.connect();
    await client.query("SELECT 1");
    return { kind: "serves" };
  } catch (error) {
    return failureReply(error as Failure, socket.bytesRead);
  } finally {
    signal.removeEventListener("abort", abort);
    client.end().catch(() => {});
    // The goodbye is on its way; the process need not wait for the server's.
    socket.unref();
  }
}

interface Failure extends Error {
  readonly code?: string;
  readonly severity?: string;
}

function settings(login: Login): object {
  if ("url" in login) return { connectionString: urlAt(login.url, login.host) };
  return { host: login.address.host, port: login.address.port, ...login.credentials, ssl: false };
}

/** The URL with its host replaced by the address that was reached, and with libpq's meaning of `sslmode`. */
function urlAt(text: string, host: string): string {
  const url = new URL(text);
  if (url.hostname) url.hostname = host.includes(":") ? `[${host}]` : host;
  if (url.searchParams.has("sslmode")) url.searchParams.set("uselibpqcompat", "true");
  return url.href;
}

function failureReply(error: Failure, bytesRead: number): PostgresReply {
  if (error.severity !== undefined) return { kind: "error", code: error.code ?? "", words: error.message };
  if (error.code !== undefined && /^E[A-Z]/.test(error.code)) {
    return bytesRead === 0 && error.code !== "ECONNRESET" ? { kind: "unreachable", code: error.code } : { kind: "closed" };
  }
  if (/timeout/.test(error.message)) return { kind: "silent" };
  if (bytesRead === 0) return { kind: "closed" };
  // The server asked for something that this client cannot give: a password where there is none, another SASL mechanism.
  if (/SASL|password|SSL|certificate|authentication/i.test(error.message))
    return { kind: "error", code: "28P01", words: error.message };
  return { kind: "closed" };
}

function leaveQuietly(socket: Socket, bytes: Uint8Array): void {
  if (helloAnswer({ kind: "said", bytes }) !== "tls") {
    endSocket(socket);
    return;
  }
  const secure = tls.connect({ socket, rejectUnauthorized: false });
  secure.on("error", () => socket.destroy());
  secure.once("secureConnect", () => {
    secure.end();
    secure.resume();
  });
  setTimeout(() => socket.destroy(), 2000).unref();
}
