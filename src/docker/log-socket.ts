import net from "node:net";
import { join } from "../core/logs/bytes.ts";
import { type ChunkedBody, chunkedBody } from "./chunked.ts";
import { noRests, rests } from "./rests.ts";

/** The engine's answer as bytes. */
export interface LogSocket {
  readonly contentType: string;
  /** What has come since the last call; done when the engine has said all. Throws the connection's errors. */
  readonly next: () => Promise<IteratorResult<Uint8Array, undefined>>;
  readonly destroy: () => void;
}

export interface LogQuestion {
  /** Of the engine's socket. */
  readonly path: string;
  /** Path and query of the request. */
  readonly resource: string;
  /** What comes is read with rests (`rests`): it is followed. */
  readonly isFollowed: boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * Asks the engine at a unix socket for a log. Node's own HTTP costs more for each line than all that is done with it afterwards, since the engine sends each as
 * a chunk and a write of its own; here what has come is taken out of the socket in one go. Resolves to undefined where that gives no log: whoever asks in the
 * ordinary way is told why.
 */
export function openLogSocket({ path, resource, isFollowed, signal }: LogQuestion): Promise<LogSocket | undefined> {
  return new Promise((resolve) => {
    let head = "";
    let body: ChunkedBody | "as it is" | undefined;
    let arrived: Uint8Array[] = [];
    let arrivedBytes = 0;
    let isOver = false;
    let failure: unknown;
    let wake = (): void => {};
    const resting = isFollowed ? rests() : noRests;

    const next: LogSocket["next"] = async () => {
      while (arrived.length === 0 && !isOver) {
        await resting.rest();
        if (arrived.length > 0 || isOver) break;
        const waking = new Promise<void>((resolve) => (wake = resolve));
        socket.resume();
        await waking;
      }
      const parts = arrived;
      arrived = [];
      arrivedBytes = 0;
      if (parts.length > 0) return { done: false, value: join(parts) };
      if (failure !== undefined) throw failure;
      return { done: true, value: undefined };
    };
    /** Both answer whether to read on at once; false: nothing is read before the next `resume`. */
    const takeBody = (read: ChunkedBody | "as it is", bytes: Uint8Array): boolean => {
      resting.read(bytes.length);
      const content = read === "as it is" ? bytes : read.take(bytes);
      if (read !== "as it is" && read.isDone()) socket.destroy();
      if (content.length === 0) return true;
      // A copy: the memory is used again for what is read next.
      arrived.push(new Uint8Array(content));
      arrivedBytes += content.length;
      wake();
      return resting.areOver() && arrivedBytes < mostArrivedBytes;
    };
    const takeHead = (bytes: Uint8Array): boolean => {
      head += Buffer.from(bytes).toString("latin1");
      const end = head.indexOf("\r\n\r\n");
      if (end === -1 && head.length < longestHead) return true;
      const fields = head.slice(0, Math.max(0, end));
      if (!/^HTTP\/1\.[01] 200 /.test(fields)) throw new Error("the engine's answer is no log");
      body = /^transfer-encoding:\s*chunked\s*$/im.test(fields) ? chunkedBody() : "as it is";
      const contentType = /^content-type:\s*(.*?)\s*$/im.exec(fields)?.[1] ?? "";
      resolve({ contentType, next, destroy: () => socket.destroy() });
      return takeBody(body, Buffer.from(head.slice(end + 4), "latin1"));
    };
    const callback = (length: number, buffer: Uint8Array): boolean => {
      const bytes = buffer.subarray(0, length);
      try {
        return body === undefined ? takeHead(bytes) : takeBody(body, bytes);
      } catch (error) {
        failure = error;
        socket.destroy();
        return false;
      }
    };
    const buffer = Buffer.allocUnsafe(bufferBytes);
    const socket = net.connect({ path, ...(signal ? { signal } : {}), onread: { buffer, callback } });
    socket.once("error", (error) => {
      failure = error;
    });
    socket.once("close", () => {
      if (typeof body === "object" && !body.isDone()) failure ??= new Error("the connection to the engine broke off");
      isOver = true;
      wake();
      resolve(undefined);
    });
    socket.write(`GET ${resource} HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n`);
  });
}

const bufferBytes = 64 * 1024;
/** More than this is not read before somebody takes it. */
const mostArrivedBytes = 256 * 1024;
const longestHead = 64 * 1024;
