import { setTimeout as sleep } from "node:timers/promises";
import type { LogItem } from "../../core/logs/service-lines.ts";
import type { LogStore } from "../../core/logs/store.ts";
import type { Engine } from "../../docker/engine.ts";
import { followLogs } from "../follow/follow.ts";

export interface SessionLogs {
  readonly engine: Engine;
  readonly project: string;
  /** Only these services; none: all of the project. */
  readonly services: readonly string[];
  readonly store: LogStore;
  readonly signal: AbortSignal;
  /** Called with every item once it is in the store. */
  readonly onItem: (item: LogItem) => void;
  /** Called when older lines have been put before what the store had. */
  readonly onOlder: () => void;
}

/** How many lines of each container are read before anything older. */
const tailLines = 200;
/** How many older lines of each container are read back: as many as the store keeps. */
const olderLines = 500_000;
const againMs = 1000;

/**
 * Fills the store until `signal` aborts: first the end of every container's log, then at once what they print, and beside that what is older.
 * An engine that does not answer is asked again.
 */
export async function fillStore(logs: SessionLogs): Promise<void> {
  const { engine, project, services, store, signal, onItem } = logs;
  for (;;) {
    try {
      const onCaughtUp = (): void => void backfill(logs);
      const wanted = { engine, project, services, tail: tailLines, follow: true, signal, onCaughtUp };
      for await (const item of followLogs(wanted)) {
        store.add(item);
        onItem(item);
      }
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (store.head() > store.tail()) throw error;
      await sleep(againMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Reads the whole logs again; the store knows which of their lines it has. */
async function backfill({ engine, project, services, store, signal, onOlder }: SessionLogs): Promise<void> {
  const counts = new Map<string, number>();
  for (let sequence = store.tail(); sequence < store.head(); sequence++) {
    const entry = store.entry(sequence);
    if (entry?.kind === "line") counts.set(entry.source.container, (counts.get(entry.source.container) ?? 0) + 1);
  }
  if (![...counts.values()].some((count) => count >= tailLines)) return;
  const older = store.backfill();
  try {
    for await (const item of followLogs({ engine, project, services, tail: olderLines, follow: false, signal })) older.add(item);
    if (signal.aborted) return;
    older.complete();
    onOlder();
  } catch {
    // What is shown already stays; the engine that broke off is reported by those who follow.
  }
}
