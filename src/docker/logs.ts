import type { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { EngineError } from "../core/error.ts";
import { lineDecoder } from "../core/logs/decoder.ts";
import type { LogLine } from "../core/logs/line.ts";
import { secondsOf } from "../core/logs/time.ts";
import type { Engine } from "./engine.ts";
import { type LogSocket, openLogSocket } from "./log-socket.ts";

export interface LogsWanted {
  /** Go on with what the container prints from now on, until it stops. */
  readonly follow: boolean;
  /** Only the last so many lines; without it all. The engine counts the parts of a line longer than 16 KB one by one. */
  readonly tail?: number;
  /** Only lines from this engine time on, in nanoseconds since the epoch. */
  readonly sinceNs?: bigint;
  /** Whether the container has a terminal; without it the engine's content type decides. */
  readonly tty?: boolean;
  /** Ends the reading without an error. */
  readonly signal?: AbortSignal;
}

/**
 * Reads a container's log, stdout and stderr, in batches of what has arrived. The next batch is read when it is asked for; the
 * engine waits meanwhile. Ends when the log ends or, with `follow`, when the container stops. While following, a line left
 * unfinished for `unfinishedMs` is given as it is. Throws EngineError (404: no such container; 500 and 501: its log
 * cannot be read) and the connection's own errors.
 */
export async function* readLogs(engine: Engine, containerId: string, wanted: LogsWanted): AsyncGenerator<readonly LogLine[]> {
  const { signal } = wanted;
  try {
    const stream = await openLog(engine, logsPath(containerId, wanted), wanted);
    const decoder = lineDecoder({ tty: wanted.tty ?? stream.contentType === rawStream });
    try {
      for (let next = stream.next(); ; next = stream.next()) {
        if (wanted.follow && decoder.pending() && (await isQuiet(next))) yield decoder.flush();
        const chunk = await next;
        if (chunk.done === true) break;
        const lines = decoder.write(chunk.value);
        if (lines.length > 0) yield lines;
      }
      const last = decoder.flush();
      if (last.length > 0) yield last;
      const complaint = decoder.complaint();
      if (complaint !== undefined) throw new EngineError(500, complaint);
    } finally {
      stream.destroy();
    }
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
}

const unfinishedMs = 250;

function logsPath(containerId: string, { follow, tail, sinceNs }: LogsWanted): string {
  const query = new URLSearchParams({ stdout: "1", stderr: "1", timestamps: "1", follow: follow ? "1" : "0" });
  if (tail !== undefined) query.set("tail", String(tail));
  if (sinceNs !== undefined) query.set("since", secondsOf(sinceNs));
  return `/containers/${containerId}/logs?${query}`;
}

async function openLog(engine: Engine, resource: string, { follow, signal }: LogsWanted): Promise<LogSocket> {
  const path = /^unix:\/\/(.+)$/.exec(engine.url)?.[1];
  const direct = path === undefined ? undefined : await openLogSocket({ path, resource, isFollowed: follow, signal });
  if (direct) return direct;
  const stream: Answer = await engine.stream({ path: resource, ...(signal ? { signal } : {}) });
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
  return { contentType: stream.headers?.["content-type"] ?? "", next: () => chunks.next(), destroy: () => stream.destroy() };
}

type Answer = Readable & { readonly headers?: Readonly<Record<string, string>> };

/** What the engine calls the log of a container with a terminal. */
const rawStream = "application/vnd.docker.raw-stream";

async function isQuiet(next: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  const quiet = pause(unfinishedMs, true, { signal: timer.signal }).catch(() => false);
  const arrived = next.then(
    () => false,
    () => false,
  );
  const answer = await Promise.race([quiet, arrived]);
  timer.abort();
  return answer;
}
