import net from "node:net";
import { EngineError } from "../core/error.ts";
import type { Engine } from "./engine.ts";
import { type HttpReading, httpReader } from "./http-reader.ts";

export interface Download {
  readonly path: string;
  readonly signal: AbortSignal;
  /**
   * Gets the body as it arrives. The bytes are overwritten when it returns: copy what is to be kept. A promise holds the engine back until it
   * resolves. What it throws ends the download.
   */
  readonly take: (bytes: Uint8Array) => Promise<void> | undefined;
}

/**
 * Reads a large answer of the engine through one buffer that is used again and again: a stream makes a new one for every piece, and a gigabyte of
 * them costs more memory than all else. Over anything but a unix socket it is a stream all the same. Throws like `Engine.stream`.
 */
export async function download(engine: Engine, request: Download): Promise<void> {
  const socket = /^unix:\/\/(.+)$/.exec(engine.url)?.[1];
  if (socket !== undefined && (await overSocket(socket, request)) === "done") return;
  const stream = await engine.stream({ path: request.path, signal: request.signal });
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) await request.take(chunk);
  } finally {
    stream.destroy();
  }
}

const bufferBytes = 256 * 1024;

/** `unreachable`: nothing has been read, and the engine's own way of asking says best why. */
function overSocket(path: string, { path: resource, signal, take }: Download): Promise<"done" | "unreachable"> {
  return new Promise((resolve, reject) => {
    let reading: HttpReading = { done: false };
    const fail = (error: unknown): void => {
      socket.destroy();
      reject(error);
    };
    const http = httpReader(take);
    const callback = (length: number, bytes: Uint8Array): boolean => {
      try {
        reading = http.write(bytes.subarray(0, length));
      } catch (error) {
        fail(error);
        return false;
      }
      if (!reading.hold) return true;
      reading.hold.then(() => socket.resume(), fail);
      return false;
    };
    const socket = net.connect({ path, onread: { buffer: Buffer.allocUnsafe(bufferBytes), callback } });
    const abort = (): void => fail(signal.reason);
    signal.addEventListener("abort", abort);
    if (signal.aborted) abort();
    socket.once("error", (error) => (reading.status === undefined ? resolve("unreachable") : fail(error)));
    socket.once("close", () => {
      signal.removeEventListener("abort", abort);
      const end = http.end();
      if (end.status === undefined) resolve("unreachable");
      else if (end.status >= 400) reject(new EngineError(end.status, end.refusal ?? ""));
      else if (end.done) resolve("done");
      else reject(new Error("the connection to the engine broke off"));
    });
    socket.write(`GET ${resource} HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n`);
  });
}
