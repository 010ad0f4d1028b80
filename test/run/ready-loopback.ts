import net from "node:net";
import type { Address } from "../../src/core/readiness/address.ts";

/** A server on a free port of 127.0.0.1, and what its clients sent and did. */
export interface Loopback {
  readonly address: Address;
  /** One entry a connection. */
  readonly heard: Buffer[];
  /** How each connection was ended by its client. */
  readonly ends: ("end" | "reset")[];
  readonly close: () => Promise<void>;
}

/** Starts a server that gives each connection, and each of its first bytes, to `serve`. */
export async function loopback(serve: {
  onConnect?: (socket: net.Socket) => void;
  onBytes?: (socket: net.Socket, bytes: Buffer) => void;
}): Promise<Loopback> {
  const heard: Buffer[] = [];
  const ends: ("end" | "reset")[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => ends.push("reset"));
    socket.on("end", () => ends.push("end"));
    socket.on("data", (bytes) => {
      heard.push(bytes);
      serve.onBytes?.(socket, bytes);
    });
    serve.onConnect?.(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  return {
    address: { host: "127.0.0.1", port },
    heard,
    ends,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** A port of 127.0.0.1 on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = await loopback({});
  await server.close();
  return server.address.port;
}

/** A Postgres server as far as it matters: `N` to the hello, and an answer to the StartupMessage, byte by byte as the real one sends it. */
export function postgresLike(reply: Buffer): { onBytes: (socket: net.Socket, bytes: Buffer) => void } {
  return {
    onBytes: (socket, bytes) => {
      if (bytes.length === 8 && bytes.readUInt32BE(4) === 80_877_103) socket.write("N");
      else if (bytes[0] === 0x51) socket.write(Buffer.concat([message("C", "SELECT 1\0"), readyForQuery]));
      else if (bytes[0] !== 0x58) socket.write(reply);
    },
  };
}

/** ErrorResponse. */
export function errorResponse(code: string, words: string): Buffer {
  return message("E", `SFATAL\0VFATAL\0C${code}\0M${words}\0\0`);
}

/** AuthenticationOk and ReadyForQuery. */
export function welcome(): Buffer {
  return Buffer.concat([message("R", "\0\0\0\0"), readyForQuery]);
}

const readyForQuery = message("Z", "I");

function message(type: string, body: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(4 + Buffer.byteLength(body, "latin1"));
  return Buffer.concat([Buffer.from(type), length, Buffer.from(body, "latin1")]);
}
