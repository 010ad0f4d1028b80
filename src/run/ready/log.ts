import { setTimeout as pause } from "node:timers/promises";
import { safeText } from "../../core/logs/escape.ts";
import type { Engine } from "../../docker/engine.ts";
import { readLogs } from "../../docker/logs.ts";

export interface FollowedLog {
  readonly engine: Engine;
  readonly containerId: string;
  /** RFC 3339; lines before it belong to an earlier run. */
  readonly startedAt: string;
  readonly signal: AbortSignal;
  /** Called with each line as plain text. */
  readonly onLine: (line: string) => void;
}

/**
 * Follows a container's log from the start of its present run, in the background, until the signal is aborted. What a Probe learns
 * from a log is an advantage, never a condition: a log that cannot be read ends it quietly. Resolves when all that the log held at
 * the beginning has been handed on, or cannot be read.
 */
export function followLog(log: FollowedLog): Promise<void> {
  return new Promise((caughtUp) => {
    follow(log, caughtUp)
      .catch(() => {})
      .finally(caughtUp);
  });
}

/** The last lines of a container's log, made harmless; none where it cannot be read. */
export async function lastLines(engine: Engine, containerId: string, count = 10): Promise<readonly string[]> {
  const lines: string[] = [];
  try {
    const signal = AbortSignal.timeout(2000);
    for await (const batch of readLogs(engine, containerId, { follow: false, tail: count, signal })) {
      for (const { bytes } of batch) lines.push(plainText(bytes));
    }
  } catch {
    // The container is gone, or its log driver keeps nothing to read.
  }
  return lines.slice(-count);
}

/**
 * First what is there, then what comes. A log ends with the container's run; a restart policy may start it again, so it is followed on
 * from its last line.
 */
async function follow({ engine, containerId, startedAt, signal, onLine }: FollowedLog, caughtUp: () => void): Promise<void> {
  let sinceNs = BigInt(Math.max(0, Date.parse(startedAt) || 0)) * 1_000_000n;
  for (let follows = false; !signal.aborted; follows = true) {
    for await (const batch of readLogs(engine, containerId, { follow: follows, tail: followedTail, sinceNs, signal })) {
      for (const { bytes, atNs } of batch) {
        sinceNs = atNs + 1n;
        onLine(plainText(bytes));
      }
    }
    if (follows) await pause(followAgainMs, undefined, { signal });
    else caughtUp();
  }
}

function plainText(bytes: Uint8Array): string {
  return safeText(new TextDecoder().decode(bytes), "none");
}

const followedTail = 1000;
const followAgainMs = 200;
