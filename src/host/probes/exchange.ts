import net from "node:net";
import type { Address } from "../../core/readiness/address.ts";
import { isSelfConnection, type Reply } from "../../core/readiness/reply.ts";

export interface Exchange {
  readonly address: Address;
  /** Sent as soon as the connection stands; absent where the server speaks first. */
  readonly send?: Uint8Array;
  /** How long a connection may take, and how long the answer after it. */
  readonly connectMs?: number;
  readonly silenceMs?: number;
  readonly signal: AbortSignal;
  /** Takes over the open socket after the first bytes, and must end it; without it the socket is ended here. */
  readonly goOn?: (socket: net.Socket, bytes: Uint8Array) => void;
}

/**
 * Asks one question over TCP: connects, sends, and takes the first bytes that come. Never throws: what the network does is a Reply.
 * An aborted signal ends it as `unreachable` at once. The connection is closed with FIN, a connection to itself with RST,
 * which leaves no TIME_WAIT behind that would keep the real server from its port.
 */
export function exchange({ address, send, connectMs = 1000, silenceMs = 1000, signal, goOn }: Exchange): Promise<Reply> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: address.host, port: address.port });
    let connected = false;
    const settle = (reply: Reply, close: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      socket.removeAllListeners();
      socket.on("error", () => {});
      close();
      resolve(reply);
    };
    const abort = (): void => settle({ kind: "unreachable", code: "ABORTED" }, () => socket.destroy());
    let timer = setTimeout(() => settle({ kind: "unreachable", code: "ETIMEDOUT" }, () => socket.destroy()), connectMs);

    socket.setNoDelay(true);
    socket.once("connect", () => {
      const { localAddress, localPort, remoteAddress, remotePort } = socket;
      if (isSelfConnection({ address: localAddress, port: localPort }, { address: remoteAddress, port: remotePort })) {
        settle({ kind: "self" }, () => socket.resetAndDestroy());
        return;
      }
      connected = true;
      clearTimeout(timer);
      timer = setTimeout(() => settle({ kind: "silent" }, () => endSocket(socket)), silenceMs);
      if (send) socket.write(send);
    });
    socket.once("data", (bytes: Buffer) =>
      settle({ kind: "said", bytes }, () => (goOn ? goOn(socket, bytes) : endSocket(socket))),
    );
    socket.once("end", () => settle({ kind: "closed" }, () => socket.destroy()));
    socket.once("error", (error: NodeJS.ErrnoException) => {
      // A reset may overtake the news that the connection stood.
      const closed = connected || error.code === "ECONNRESET" || error.code === "EPIPE";
      settle(closed ? { kind: "closed" } : { kind: "unreachable", code: error.code ?? error.message }, () => socket.destroy());
    });
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}

/** Says goodbye and lets the other end do the same; a server that does not is left after a moment. No process waits for that to end. */
export function endSocket(socket: net.Socket): void {
  socket.end();
  socket.resume();
  socket.unref();
  const patience = setTimeout(() => socket.destroy(), 500);
  patience.unref();
  socket.once("close", () => clearTimeout(patience));
}

/** The address that was reached, or the first one where none was. */
export interface Reached<R> {
  readonly address: Address;
  readonly reply: R | Unreachable;
}

/** Asks the same of several addresses, one after the other, until one is reached; if none is, the Reply of the first stands. */
export async function firstReached<R extends { readonly kind: string }>(
  addresses: readonly Address[],
  ask: (address: Address) => Promise<R>,
): Promise<Reached<R>> {
  let first: Reached<R> | undefined;
  for (const address of addresses) {
    const reply = await ask(address);
    if (reply.kind !== "unreachable" && reply.kind !== "self") return { address, reply };
    first ??= { address, reply };
  }
  return first ?? { address: { host: "", port: 0 }, reply: { kind: "unreachable", code: "EADDRNOTAVAIL" } };
}

type Unreachable = Extract<Reply, { readonly kind: "unreachable" }>;
