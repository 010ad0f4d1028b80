import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Interrupted } from "../../src/core/error.ts";
import { emptyRecords } from "../../src/core/plan/records.ts";
import { lockProject } from "../../src/host/lock.ts";
import { readRecords, stateFolder, writeOverride } from "../../src/host/state.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gdev-state-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const never = new AbortController().signal;
const nobodyWaits = (): never => {
  throw new Error("nobody holds the lock");
};

describe("the state folder", () => {
  test.each([
    [{ XDG_STATE_HOME: "/state", HOME: "/home/me" }, "/state/gdev/shop"],
    [{ HOME: "/home/me" }, "/home/me/.local/state/gdev/shop"],
    [{ XDG_STATE_HOME: "", HOME: "/home/me" }, "/home/me/.local/state/gdev/shop"],
    [{ XDG_STATE_HOME: "relative", HOME: "/home/me" }, "/home/me/.local/state/gdev/shop"],
  ])("%j", (env, expected) => {
    expect(stateFolder(env, "shop")).toBe(expected);
  });

  test("without HOME it is still a folder of the user's, and no relative one", () => {
    expect(stateFolder({}, "shop")).toMatch(/^\/.*\.local\/state\/gdev\/shop$/);
  });

  test("that cannot be made is told, with a way out", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(writeOverride(join(folder, "file/gdev/shop"), "")).rejects.toMatchObject({
      message: expect.stringContaining("gdev cannot write its state folder"),
      details: { why: expect.stringContaining("is a file"), remedy: expect.stringContaining("XDG_STATE_HOME") },
    });
    await expect(lockProject(join(folder, "file/gdev/shop"), never, nobodyWaits)).rejects.toThrow(
      /cannot write its state folder/,
    );
  });

  test.each(["not json", "[1]", "null", '{"images":3,"containers":null,"ready":[]}'])(
    "forgets records that are %s",
    async (text) => {
      await writeFile(join(folder, "records.json"), text);
      expect(await readRecords(folder)).toEqual(emptyRecords);
    },
  );
});

describe("the project's lock", () => {
  test("is taken, and gone after the release", async () => {
    const release = await lockProject(folder, never, nobodyWaits);
    expect(await readdir(folder)).toEqual(["lock"]);
    await release();
    expect(await readdir(folder)).toEqual([]);
  });

  test("the second waits, hears who holds it, and gets it when the first is done", async () => {
    const release = await lockProject(folder, never, nobodyWaits);
    const held: number[] = [];
    const second = lockProject(folder, never, ({ pid }) => {
      held.push(pid);
      void release();
    });
    await (await second)();
    expect(held).toEqual([process.pid]);
  });

  test("Ctrl-C ends the waiting in silence, and leaves the holder its lock", async () => {
    await lockProject(folder, never, nobodyWaits);
    const interrupt = new AbortController();
    const waiting = lockProject(folder, interrupt.signal, () => interrupt.abort());
    await expect(waiting).rejects.toBeInstanceOf(Interrupted);
    expect(await readdir(folder)).toEqual(["lock"]);
  });

  test.each([
    ["a dead process", "999999999"],
    ["a dead process with its start", "999999999 17"],
    ["a process that has another's id by now", `${process.pid} 17`],
    ["no process at all", "garbage"],
    ["an empty file", ""],
  ])("of %s is taken over", async (_what, text) => {
    await writeFile(join(folder, "lock"), text);
    await (await lockProject(folder, never, nobodyWaits))();
    expect(await readdir(folder)).toEqual([]);
  });

  test("that was taken over is not removed by its late holder", async () => {
    const release = await lockProject(folder, never, nobodyWaits);
    await writeFile(join(folder, "lock"), "1 2");
    await release();
    expect(await readFile(join(folder, "lock"), "utf8")).toBe("1 2");
  });
});
