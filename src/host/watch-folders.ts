import type { Stats } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { type FileChange, openWatcher, savedAt, type WatchTrouble } from "./watch.ts";

export interface FoldersToWatch {
  /** Absolute paths of folders, or of single files; none is inside another. */
  readonly paths: readonly string[];
  /** Leaves out a file, or a folder with all that is in it, on top of `.git` and `node_modules`. */
  readonly ignored: (path: string, kind: "file" | "folder") => boolean;
  /** Called with what has changed, each file once, gathered over a few hundredths of a second. */
  readonly onChange: (changes: readonly FileChange[]) => void;
  readonly onTrouble: (trouble: WatchTrouble) => void;
  readonly signal: AbortSignal;
  /** Above these numbers nothing is watched. */
  readonly limits?: { readonly folders: number; readonly files: number };
}

/**
 * Watches folders with all that is in them until the signal is aborted. Links are not followed. Resolves when it watches, or when it does not:
 * too many folders or files are told to `onTrouble`, and then nothing is watched. Never rejects.
 */
export async function watchFolders({
  paths,
  ignored,
  onChange,
  onTrouble,
  signal,
  limits = usualLimits,
}: FoldersToWatch): Promise<void> {
  const roots = (await Promise.all(paths.map(rootOf))).flat();
  const stop = new AbortController();
  const over = AbortSignal.any([signal, stop.signal]);
  const seen = { folders: new Set<string>(), files: new Set<string>() };
  const gathered = new Map<string, Seen>();
  let timer: NodeJS.Timeout | undefined;

  const give = async (): Promise<void> => {
    timer = undefined;
    const batch = [...gathered];
    gathered.clear();
    const changes = await Promise.all(batch.map(([real, event]) => described(real, event, asAsked(roots, real))));
    if (!over.aborted) onChange(changes);
  };
  const isIgnored = (real: string, stats: Stats | undefined): boolean => {
    if (!stats) return false;
    const kind = stats.isDirectory() ? "folder" : "file";
    const isRoot = roots.some((root) => root.real === real);
    if (!isRoot && ((kind === "folder" && neverWatched.has(basename(real))) || ignored(asAsked(roots, real), kind))) return true;
    const count = kind === "folder" ? seen.folders.add(real).size : seen.files.add(real).size;
    if (count > (kind === "folder" ? limits.folders : limits.files) && !over.aborted) {
      stop.abort();
      onTrouble(tooMany(paths, kind === "folder" ? limits.folders : limits.files, kind));
    }
    return over.aborted;
  };
  over.addEventListener("abort", () => clearTimeout(timer), { once: true });

  await new Promise<void>((ready) => {
    over.addEventListener("abort", () => ready(), { once: true });
    if (over.aborted || roots.length === 0) return ready();
    void openWatcher({
      folders: roots.map(({ real }) => real),
      ignored: isIgnored,
      onEvent: (kind, path) => {
        const isBack = kind === "added" && gathered.get(path)?.kind === "removed";
        gathered.set(path, { kind: isBack ? "changed" : kind, atMs: Date.now() });
        timer ??= setTimeout(() => void give(), gatheredMs);
      },
      onReady: ready,
      onTrouble,
      areFew: () => seen.files.size + seen.folders.size <= fewEntries,
      signal: over,
    });
  });
}

/** So many can be looked at every second for a hundredth of a core. */
const fewEntries = 1000;
/** More than the 50 ms for which chokidar tells nothing more of a file that has changed: the look at the end is at all of it. */
const gatheredMs = 60;
const usualLimits = { folders: 5000, files: 10_000 };

/** Large, and never the source that is being worked on. */
const neverWatched: ReadonlySet<string> = new Set([".git", "node_modules"]);

interface Root {
  readonly asked: string;
  readonly real: string;
}

async function rootOf(asked: string): Promise<readonly Root[]> {
  const real = await realpath(asked).catch(() => undefined);
  return real === undefined ? [] : [{ asked, real }];
}

/** The path by way of the folder that was asked for, which may be a link or below one. */
function asAsked(roots: readonly Root[], path: string): string {
  const root = roots.find(({ real }) => path === real || path.startsWith(`${real}/`));
  return root ? `${root.asked}${path.slice(root.real.length)}` : path;
}

/** An event, and when it was told. */
interface Seen {
  readonly kind: FileChange["kind"];
  readonly atMs: number;
}

async function described(real: string, { kind, atMs }: Seen, path: string): Promise<FileChange> {
  const found = await stat(real).catch(() => undefined);
  const nowMs = Date.now();
  if (found) return { path, kind: kind === "removed" ? "changed" : kind, atMs: savedAt(found.ctimeMs, { nowMs, toldMs: atMs }) };
  // Its folder keeps the time of the last coming or going; what it was told by may be later than what air makes of it.
  const folder = await stat(dirname(real)).catch(() => undefined);
  const toldMs = atMs - removalToldMs;
  return { path, kind: "removed", atMs: Math.min(toldMs, savedAt(folder?.mtimeMs, { nowMs, toldMs })) };
}

/** chokidar waits 100 ms whether a file that is gone comes back; a little too early is better than too late. */
const removalToldMs = 150;

function tooMany(paths: readonly string[], limit: number, kind: "file" | "folder"): WatchTrouble {
  return {
    text: `saves are not seen: ${paths.join(", ")} has more than ${limit} ${kind}s`,
    remedy:
      "keep data and dependencies out of the folder that is mounted into the service, or leave them out in .air.toml (exclude_dir)",
  };
}
