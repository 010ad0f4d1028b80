/** What a question over a socket brought back, before anybody judges it. `code` is the system's own, such as `ECONNREFUSED`. */
export type Reply =
  /** No connection came about. */
  | { readonly kind: "unreachable"; readonly code: string }
  /** The connection's two ends were the same port of the same address: nobody listens there. */
  | { readonly kind: "self" }
  /** Accepted, then closed or reset without a byte: what docker-proxy does when nobody listens behind it. */
  | { readonly kind: "closed" }
  /** Accepted, and still open without a byte when the time for an answer was over. */
  | { readonly kind: "silent" }
  | { readonly kind: "said"; readonly bytes: Uint8Array };

/** One end of a connection as the system names it. */
export interface End {
  readonly address: string | undefined;
  readonly port: number | undefined;
}

/**
 * Whether a connection leads to itself. A prober whose ephemeral source port happens to be the port that it asks for gets a
 * connection though nobody listens (TCP's simultaneous open), and then keeps the real server from binding.
 */
export function isSelfConnection(local: End, remote: End): boolean {
  return local.port !== undefined && local.port === remote.port && local.address === remote.address;
}

/** The words for a Reply that is no answer; undefined where bytes came or the port stayed open. */
export function silenceWords(reply: Reply): string | undefined {
  switch (reply.kind) {
    case "unreachable":
      return systemWords(reply.code);
    case "self":
      return "connection refused";
    case "closed":
      return "connection closed without a word";
    case "silent":
    case "said":
      return undefined;
  }
}

/** `ECONNREFUSED` → `connection refused`; an unknown code stands for itself. */
export function systemWords(code: string): string {
  return words[code] ?? code;
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset",
  EPIPE: "connection closed",
  ETIMEDOUT: "no answer in time",
  EHOSTUNREACH: "no route to the host",
  ENETUNREACH: "network unreachable",
  EADDRNOTAVAIL: "address not available",
  ENOTFOUND: "unknown host name",
  EAI_AGAIN: "the host name cannot be looked up right now",
  ENOENT: "no such file",
};
