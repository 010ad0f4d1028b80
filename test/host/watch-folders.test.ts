import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { countFlood, type FileChange, savedAt } from "../../src/host/watch.ts";
import { type FoldersToWatch, watchFolders } from "../../src/host/watch-folders.ts";
import { folderOf } from "./folder.ts";
import { type Heard, hear } from "./heard.ts";

let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

async function watched(folder: string, more: Partial<FoldersToWatch> = {}): Promise<Heard> {
  const heard = hear(({ path, kind }) => `${kind} ${path.slice(folder.length + 1)}`);
  await watchFolders({
    paths: [folder],
    ignored: (path, kind) => (kind === "folder" ? path.endsWith("/tmp") : !path.endsWith(".go")),
    onChange: heard.add,
    onTrouble: ({ text, remedy = "" }) => heard.note(`${text} | ${remedy}`),
    signal: stop.signal,
    ...more,
  });
  return heard;
}

it("tells of files at every depth, also in new folders, and not of those left out", async () => {
  const folder = await folderOf({ "main.go": "", "a/b/c.go": "", "tmp/x.go": "", "node_modules/x/y.go": "", "notes.md": "" });
  const heard = await watched(folder);
  for (const name of ["tmp/x.go", "node_modules/x/y.go", "notes.md", "main.go"]) await writeFile(join(folder, name), "1");
  await heard.until("changed main.go");
  await writeFile(join(folder, "a/b/c.go"), "1");
  await heard.until("changed a/b/c.go");
  await mkdir(join(folder, "new/deep"), { recursive: true });
  await writeFile(join(folder, "new/deep/d.go"), "1");
  await heard.until("added new/deep/d.go");
  await rm(join(folder, "a/b/c.go"));
  await heard.until("removed a/b/c.go");
  expect(new Set(heard.all)).toEqual(new Set(["changed main.go", "changed a/b/c.go", "added new/deep/d.go", "removed a/b/c.go"]));
});

it("takes an editor's save by renames for one change", async () => {
  const folder = await folderOf({ "main.go": "a" });
  const heard = await watched(folder);
  await rename(join(folder, "main.go"), join(folder, "main.go~"));
  await writeFile(join(folder, "main.go"), "b");
  await rm(join(folder, "main.go~"));
  await heard.until("changed main.go");
  await writeFile(join(folder, ".swap"), "c");
  await rename(join(folder, ".swap"), join(folder, "main.go"));
  await heard.until("changed main.go", 2);
  expect(new Set(heard.all)).toEqual(new Set(["changed main.go"]));
});

it("names files by way of a folder that is a link, and follows none in it", async () => {
  const folder = await folderOf({ "real/main.go": "", "outside/x.go": "" });
  await symlink("../outside", join(folder, "real/out"));
  await symlink("real", join(folder, "a-link"));
  const heard = await watched(join(folder, "a-link"));
  await writeFile(join(folder, "outside/x.go"), "1");
  await writeFile(join(folder, "real/main.go"), "1");
  await heard.until("changed main.go");
  expect(heard.all).toEqual(["changed main.go"]);
});

it("gives up, and says so, where there is too much", async () => {
  const folder = await folderOf({ "a/x.go": "", "b/x.go": "", "c/x.go": "" });
  const heard = await watched(folder, { limits: { folders: 3, files: 100 } });
  expect(heard.notes).toHaveLength(1);
  expect(heard.notes[0]).toContain("has more than 3 folders | keep data");
  expect((await watched(folder, { limits: { folders: 10, files: 2 } })).notes[0]).toContain("more than 2 files");
});

it("bears folders that are not there, and a signal that has been aborted", async () => {
  const folder = await folderOf({ "main.go": "" });
  expect((await watched(join(folder, "gone"))).notes).toEqual([]);
  const stopped = new AbortController();
  stopped.abort();
  await watched(folder, { signal: stopped.signal });
});

describe("the time of a save", () => {
  it.each([
    ["the change's own", 9_900, 9_900],
    ["when it was told, for an old file that came along with its folder", 1_000, 9_950],
    ["when it was told, on a file system whose clock is ahead", 10_500, 9_950],
    ["when it was told, for a file that is gone", undefined, 9_950],
  ])("is %s", (_, changed, at) => expect(savedAt(changed, { nowMs: 10_000, toldMs: 9_950 })).toBe(at));

  it("of a file that is removed is not later than its going, though it is told late", async () => {
    const folder = await folderOf({ "main.go": "" });
    const changes: FileChange[] = [];
    const heard = await watched(folder, {
      onChange: (batch) => {
        changes.push(...batch);
        heard.add(batch);
      },
    });
    await rm(join(folder, "main.go"));
    const goneMs = Date.now();
    await heard.until("removed main.go");
    expect(changes[0]?.atMs).toBeLessThan(goneMs + 1);
  });
});

describe("a flood of events", () => {
  const flooded = (perSecond: number, seconds: number): boolean => {
    const isFlood = countFlood();
    const times = Array.from({ length: perSecond * seconds }, (_, index) => (index * 1000) / perSecond);
    return times.some((at) => isFlood(at));
  };

  it("goes on for seconds; a checkout of a branch does not", () => {
    expect(flooded(100, 8)).toBe(true);
    expect(flooded(5000, 3)).toBe(false);
    expect(flooded(10, 60)).toBe(false);
  });
});
