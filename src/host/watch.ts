import type { Stats } from "node:fs";
import type { ChokidarOptions, FSWatcher } from "chokidar";

/** One file that was saved, made or removed. */
export interface FileChange {
  /** Absolute, as the path that was asked for leads to it. */
  readonly path: string;
  readonly kind: "changed" | "added" | "removed";
  /** When, in ms since the epoch; see `savedAt`. */
  readonly atMs: number;
}

/** Files are not watched, or not as well as they might be. */
export interface WatchTrouble {
  readonly text: string;
  readonly remedy?: string;
}

export interface WatcherWanted {
  /** Absolute paths of folders. */
  readonly folders: readonly string[];
  /** Levels below them; absent: all. */
  readonly depth?: number;
  /** What is left out; `stats` where they are known already. */
  readonly ignored: (path: string, stats?: Stats) => boolean;
  /** Called with each path that has changed. */
  readonly onEvent: (kind: FileChange["kind"], path: string) => void;
  /** Called once, when the folders are watched. */
  readonly onReady: () => void;
  readonly onTrouble: (trouble: WatchTrouble) => void;
  /** Whether so few files are watched that all of them can be looked at every second. */
  readonly areFew: () => boolean;
  readonly signal: AbortSignal;
}

/**
 * Watches folders with chokidar, which is loaded now, until the signal is aborted. Where the system gives no more watches, or a program
 * writes into a watched folder without end (each write makes chokidar read that folder again), few files are looked at every second
 * instead, and many are not watched any more. Never throws: what goes wrong is told to `onTrouble`.
 */
export async function openWatcher(wanted: WatcherWanted): Promise<void> {
  const { signal, onTrouble } = wanted;
  try {
    const { watch } = await import("chokidar");
    if (signal.aborted) return;
    const open = (polls: boolean): FSWatcher => watch([...wanted.folders], options(wanted, polls));
    listen(open(false), wanted, ({ why, remedy }) => {
      const areFew = wanted.areFew();
      if (!areFew || remedy)
        onTrouble({ text: `saves are ${areFew ? "seen a second late" : "not seen"}: ${why}`, ...(remedy ? { remedy } : {}) });
      if (areFew) listen(open(true), wanted, undefined);
    });
  } catch (error) {
    onTrouble({ text: `saves are not seen: ${(error as Error).message}` });
  }
}

/**
 * When a file was saved: the time of its inode's last change, which no tool sets (an old file moved into place counts from the move, and
 * `touch -d` changes nothing). It comes from the kernel's clock, as the engine's log times do on the same machine. Where it is not within
 * the last seconds, as on a network's file system with a clock of its own, or for a file that came along with its folder: when the change
 * was told.
 */
export function savedAt(
  changedMs: number | undefined,
  { nowMs, toldMs }: { readonly nowMs: number; readonly toldMs: number },
): number {
  return changedMs !== undefined && changedMs <= nowMs && nowMs - changedMs < believedMs ? changedMs : toldMs;
}

const believedMs = 3000;

function options({ depth, ignored }: WatcherWanted, polls: boolean): ChokidarOptions {
  return {
    ignored,
    ignoreInitial: true,
    followSymlinks: false,
    ignorePermissionErrors: true,
    usePolling: polls,
    interval: polledMs,
    binaryInterval: polledMs,
    ...(depth === undefined ? {} : { depth }),
  };
}

const polledMs = 1000;

/** Why a watcher cannot go on with file events. */
interface Obstacle {
  readonly why: string;
  readonly remedy?: string;
}

/** Passes on what a watcher sees; `giveUp` is called when it cannot go on, or costs too much. */
function listen(watcher: FSWatcher, wanted: WatcherWanted, giveUp: ((obstacle: Obstacle) => void) | undefined): void {
  const { signal, onEvent, onTrouble } = wanted;
  const close = (): void => {
    signal.removeEventListener("abort", close);
    void watcher.close();
  };
  const end = (obstacle: Obstacle): void => {
    if (watcher.closed) return;
    close();
    if (giveUp) giveUp(obstacle);
    else onTrouble({ ...obstacle, text: `saves are not seen: ${obstacle.why}` });
  };
  signal.addEventListener("abort", close, { once: true });
  if (signal.aborted) close();
  watcher.on("error", (error) => {
    const obstacle = obstacleOf(error as NodeJS.ErrnoException);
    if (obstacle) end(obstacle);
  });
  watcher.on("ready", wanted.onReady);
  watcher.on("add", (path) => onEvent("added", path));
  watcher.on("change", (path) => onEvent("changed", path));
  watcher.on("unlink", (path) => onEvent("removed", path));
  if (!giveUp) return;
  const isFlood = countFlood();
  watcher.on("raw", () => {
    if (isFlood(performance.now())) end({ why: `a program writes without end in ${wanted.folders.join(", ")}` });
  });
}

/**
 * Answers whether file events come without end: more than `floodedPerSecond` in each of several seconds. A checkout of a branch is over
 * sooner than that.
 */
export function countFlood(): (nowMs: number) => boolean {
  let second = 0;
  let events = 0;
  let flooded = 0;
  return (nowMs) => {
    const now = Math.floor(nowMs / 1000);
    if (now !== second) {
      flooded = now === second + 1 && events > floodedPerSecond ? flooded + 1 : 0;
      second = now;
      events = 0;
    }
    events++;
    return flooded >= floodedSeconds;
  };
}

const floodedPerSecond = 25;
const floodedSeconds = 5;

/** A file that is gone before it is looked at is none. */
function obstacleOf(error: NodeJS.ErrnoException): Obstacle | undefined {
  switch (error.code) {
    case "ENOENT":
    case "ENOTDIR":
      return undefined;
    case "ENOSPC":
      return { why: "the limit of watched files is reached", remedy: "sudo sysctl fs.inotify.max_user_watches=524288" };
    case "EMFILE":
    case "ENFILE":
      return { why: "the limit of watchers is reached", remedy: "sudo sysctl fs.inotify.max_user_instances=512" };
    default:
      return { why: error.message };
  }
}
