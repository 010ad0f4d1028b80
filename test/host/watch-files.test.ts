import { rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { afterEach, expect, it } from "vitest";
import type { FileChange } from "../../src/host/watch.ts";
import { watchFiles } from "../../src/host/watch-files.ts";
import { folderOf } from "./folder.ts";
import { type Heard, hear } from "./heard.ts";

let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

async function watched(folder: string, names: readonly string[]): Promise<Heard> {
  const heard = hear(({ path, kind }: FileChange) => `${kind} ${basename(path)}`);
  const paths = names.map((name) => join(folder, name));
  await watchFiles({ paths, onChange: heard.add, onTrouble: ({ text }) => heard.note(text), signal: stop.signal });
  return heard;
}

it("tells of a file that is written, made, removed and made again, and of nothing else in the folder", async () => {
  const folder = await folderOf({ "docker-compose.yml": "a", "main.go": "" });
  const heard = await watched(folder, ["docker-compose.yml", ".env"]);
  await writeFile(join(folder, "main.go"), "package main");
  await writeFile(join(folder, "docker-compose.yml"), "b: 1");
  await heard.until("changed docker-compose.yml");
  await writeFile(join(folder, ".env"), "A=1");
  await heard.until("added .env");
  await rm(join(folder, ".env"));
  await heard.until("removed .env");
  await writeFile(join(folder, ".env"), "A=2");
  await heard.until("added .env", 2);
  expect(heard.all.filter((text) => text.includes("main.go"))).toEqual([]);
});

it("tells of a file that is replaced by a rename, time after time", async () => {
  const folder = await folderOf({ Dockerfile: "FROM a" });
  const heard = await watched(folder, ["Dockerfile"]);
  for (const count of [1, 2, 3]) {
    await writeFile(join(folder, "Dockerfile~"), `FROM ${count}`);
    await rename(join(folder, "Dockerfile~"), join(folder, "Dockerfile"));
    await heard.until("changed Dockerfile", count);
  }
});

it("tells of a file that is replaced by one of the same size and age", async () => {
  const folder = await folderOf({ "a.yml": "one", "b.yml": "two" });
  for (const name of ["a.yml", "b.yml"]) await utimes(join(folder, name), 1000, 1000);
  const heard = await watched(folder, ["a.yml"]);
  await rename(join(folder, "b.yml"), join(folder, "a.yml"));
  await heard.until("changed a.yml");
});

it("follows a link: what it leads to, and where else it comes to lead", async () => {
  const folder = await folderOf({ "shared/dev.env": "A=1", "shared/other.env": "A=longer", "app/x": "" });
  await symlink("../shared/dev.env", join(folder, "app/.env"));
  const heard = await watched(folder, ["app/.env"]);
  await writeFile(join(folder, "shared/dev.env"), "A=changed");
  await heard.until("changed .env");
  await writeFile(join(folder, "shared/dev.env~"), "A=replaced");
  await rename(join(folder, "shared/dev.env~"), join(folder, "shared/dev.env"));
  await heard.until("changed .env", 2);
  await symlink("../shared/other.env", join(folder, "app/.env~"));
  await rename(join(folder, "app/.env~"), join(folder, "app/.env"));
  await heard.until("changed .env", 3);
});

it("gathers what changes together, each file once", async () => {
  const folder = await folderOf({ "a.yml": "a", "b.yml": "b" });
  const heard = await watched(folder, ["a.yml", "b.yml"]);
  await Promise.all(["a.yml", "b.yml", "a.yml"].map((name) => writeFile(join(folder, name), `changed ${name}`)));
  await heard.until("changed b.yml");
  await heard.until("changed a.yml");
  expect(heard.all.slice().sort()).toEqual(["changed a.yml", "changed b.yml"]);
});

it("bears folders that are not there", async () => {
  const folder = await folderOf({ "a.yml": "a" });
  const heard = await watched(folder, ["a.yml", "gone/b.yml"]);
  await writeFile(join(folder, "a.yml"), "other");
  await heard.until("changed a.yml");
  expect(heard.notes).toEqual([]);
});

it("gives the time of the change itself, not a time that a tool has set", async () => {
  const folder = await folderOf({ "a.yml": "a" });
  const changes: FileChange[] = [];
  const heard = hear(({ path, kind }: FileChange) => `${kind} ${basename(path)}`);
  await watchFiles({
    paths: [join(folder, "a.yml")],
    onChange: (batch) => {
      changes.push(...batch);
      heard.add(batch);
    },
    onTrouble: ({ text }) => heard.note(text),
    signal: stop.signal,
  });
  const before = Date.now() - 10;
  await utimes(join(folder, "a.yml"), 1000, 1000);
  await heard.until("changed a.yml");
  expect(changes[0]?.atMs).toBeGreaterThan(before);
});
