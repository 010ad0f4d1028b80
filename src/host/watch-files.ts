import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type FileChange, openWatcher, savedAt, type WatchTrouble } from "./watch.ts";

export interface FilesToWatch {
  /** Absolute paths of files; they need not exist yet. */
  readonly paths: readonly string[];
  /** Called with what has changed, each file once, gathered over a tenth of a second. */
  readonly onChange: (changes: readonly FileChange[]) => void;
  readonly onTrouble: (trouble: WatchTrouble) => void;
  readonly signal: AbortSignal;
}

/**
 * Watches single files, such as compose files and Dockerfiles, until the signal is aborted: also where they are not there yet, are replaced
 * by a rename, go and come back, or are links. File events only give the hint; what has changed is found by looking at all of the files.
 * A file that is touched counts as changed. Resolves when it watches, and never rejects.
 */
export async function watchFiles({ paths, onChange, onTrouble, signal }: FilesToWatch): Promise<void> {
  const files = [...new Set(paths)];
  let known = await lookAt(files);
  let timer: NodeJS.Timeout | undefined;
  let looking = false;

  const compare = async (): Promise<void> => {
    timer = undefined;
    looking = true;
    const seen = await lookAt(files);
    const changes = files.flatMap((path) => changeOf(path, known.get(path), seen.get(path)) ?? []);
    known = seen;
    looking = false;
    if (changes.length > 0 && !signal.aborted) onChange(changes);
  };
  const hint = (): void => {
    if (signal.aborted || timer) return;
    timer = setTimeout(() => (looking ? hint() : void compare()), gatheredMs);
  };
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });

  const places = await placesOf(files);
  const names = new Set(places);
  const folders = [...new Set(places.map((path) => dirname(path)))];
  await new Promise<void>((ready) => {
    signal.addEventListener("abort", () => ready(), { once: true });
    if (signal.aborted || folders.length === 0) return ready();
    void openWatcher({
      folders,
      depth: 0,
      ignored: (path, stats) => stats !== undefined && !folders.includes(path) && !names.has(path),
      onEvent: hint,
      onReady: () => {
        // What was saved while the watcher was being loaded.
        hint();
        ready();
      },
      onTrouble: (trouble) => {
        onTrouble(trouble);
        hint();
      },
      areFew: () => true,
      signal,
    });
  });
}

const gatheredMs = 100;

interface Look {
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

/** The files that are there; of a link, what it leads to. */
async function lookAt(files: readonly string[]): Promise<ReadonlyMap<string, Look>> {
  const looks = await Promise.all(files.map(async (file) => [file, await stat(file).catch(() => undefined)] as const));
  return new Map(looks.flatMap(([file, look]) => (look ? [[file, look] as const] : [])));
}

function changeOf(path: string, before: Look | undefined, now: Look | undefined): FileChange | undefined {
  const nowMs = Date.now();
  if (!now) return before && { path, kind: "removed", atMs: nowMs };
  const atMs = savedAt(now.ctimeMs, { nowMs, toldMs: nowMs });
  if (!before) return { path, kind: "added", atMs };
  const isSame = before.ino === now.ino && before.size === now.size && before.mtimeMs === now.mtimeMs;
  return isSame ? undefined : { path, kind: "changed", atMs };
}

/** Where events of these files can come from: the files, with their folders' real paths, and what they link to. */
async function placesOf(files: readonly string[]): Promise<readonly string[]> {
  const places = await Promise.all(
    files.map(async (file) => {
      const folder = await realpath(dirname(file)).catch(() => undefined);
      const target = await realpath(file).catch(() => undefined);
      return [...(folder === undefined ? [] : [join(folder, basename(file))]), ...(target === undefined ? [] : [target])];
    }),
  );
  return [...new Set(places.flat())];
}
