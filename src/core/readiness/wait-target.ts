import { UserError } from "../error.ts";
import { type PostgresUrl, parsePostgresUrl } from "./postgres.ts";

/** One thing to wait for. `shown` is how messages name it: as it was written, without passwords. */
export type WaitTarget =
  | ({ readonly kind: "postgres" } & PostgresUrl)
  /** `port`: recognised by speaking to it; `tcp`: only has to accept and stay open. */
  | { readonly kind: "port" | "tcp"; readonly host: string; readonly port: number; readonly shown: string }
  | { readonly kind: "url"; readonly url: string; readonly shown: string }
  | { readonly kind: "file"; readonly path: string; readonly shown: string }
  | { readonly kind: "service"; readonly name: string; readonly shown: string };

/** One word of `gdev wait` → WaitTarget. UserError with exit code 2 for what is none. */
export function parseWaitTarget(word: string): WaitTarget {
  const postgres = parsePostgresUrl(word);
  if (postgres) return { kind: "postgres", ...postgres };
  if (/^https?:\/\//.test(word) && URL.canParse(word)) return { kind: "url", url: word, shown: withoutPassword(word) };
  const file = /^file:(?:\/\/)?(.+)$/.exec(word)?.[1];
  if (file) return { kind: "file", path: file, shown: word };
  const tcp = /^tcp:(?:\/\/)?(.+)$/.exec(word)?.[1];
  const at = hostAndPort(tcp ?? word);
  if (at) return { kind: tcp ? "tcp" : "port", ...at, shown: word };
  if (!tcp && /^[a-zA-Z0-9][\w.-]*$/.test(word) && !/^\d+$/.test(word)) return { kind: "service", name: word, shown: word };
  throw new UserError(`gdev wait: "${withoutPassword(word)}" is nothing to wait for`, {
    exitCode: 2,
    remedy: "name a service, host:port, postgres://user:pw@host:port/db, tcp:host:port, http(s)://… or file:path",
  });
}

/** `db:5432`, `[::1]:5432`, `:5432` (localhost) → host and port. */
function hostAndPort(text: string): { readonly host: string; readonly port: number } | undefined {
  const match = /^(?:\[([0-9a-fA-F:.%\w]+)\]|([\w.-]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port < 1 || port > 65_535) return undefined;
  return { host: match[1] || match[2] || "localhost", port };
}

function withoutPassword(text: string): string {
  return text.replace(/^(\w+:\/\/[^:@/]*):[^@/]*@/, "$1@");
}
