import { type Answer, ready, waiting } from "./answer.ts";
import { type Reply, silenceWords } from "./reply.ts";

/** The request that the port rule sends: harmless to an HTTP server, and an answer of any kind is an answer. */
export function headRequest(host: string, port: number, path = "/"): Uint8Array {
  const name = host.includes(":") ? `[${host}]` : host;
  return new TextEncoder().encode(
    `HEAD ${path} HTTP/1.1\r\nHost: ${name}:${port}\r\nUser-Agent: gdev\r\nAccept: */*\r\nConnection: close\r\n\r\n`,
  );
}

/**
 * What the reply to a HEAD request says of a published port. Any HTTP status, bytes that are no HTTP, and a connection that
 * stays open are ready; one that is closed without a byte is waiting. With `path` (asked for by name) only 2xx and 3xx are ready.
 */
export function portAnswer(reply: Reply, path?: string): Answer {
  if (reply.kind !== "said") {
    const why = silenceWords(reply);
    return why === undefined ? ready : waiting(why);
  }
  const status = httpStatus(reply.bytes);
  if (path === undefined) return status === undefined ? otherWords : ready;
  if (status !== undefined && status >= 200 && status < 400) return ready;
  return waiting(status === undefined ? "the answer is not HTTP" : `HTTP ${status}`);
}

const otherWords: Answer = { kind: "ready", isHttp: false };

/** The status of an HTTP response whose first bytes these are; undefined for anything else. */
function httpStatus(bytes: Uint8Array): number | undefined {
  const match = /^HTTP\/\d(?:\.\d)? (\d{3})/.exec(new TextDecoder("latin1").decode(bytes.subarray(0, 32)));
  return match?.[1] ? Number(match[1]) : undefined;
}
