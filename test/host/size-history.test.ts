import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCommit } from "../../src/host/git-commit.ts";
import { addLayerSizes, readLayerSizes, readSizeHistory, writeSizeHistory } from "../../src/host/size-history.ts";
import { hashFiles, readDerived, writeDerived } from "../../src/host/size-wanted.ts";
import { folderOf } from "./folder.ts";

describe("the history of sizes", () => {
  const history = { "api:runner": [{ atMs: 5, id: "sha256:1", sizeBytes: 9, layers: [] }] };

  it("is read as it was written, and leaves nothing else behind", async () => {
    const folder = join(await folderOf({}), "shop");
    await writeSizeHistory(folder, history);
    expect(await readSizeHistory(folder)).toEqual(history);
    expect(await readdir(folder)).toEqual(["sizes.json"]);
  });

  it.each(["", "not json", "[]", "null", '{"api:runner":5}'])("%j is an empty history", async (text) => {
    expect(await readSizeHistory(await folderOf({ "sizes.json": text }))).toEqual({});
  });
});

describe("sizes of layers", () => {
  it("add up over projects; a damaged note counts as none", async () => {
    const env = { XDG_STATE_HOME: await folderOf({}) };
    expect(await readLayerSizes(env)).toEqual({});
    await addLayerSizes(env, { "sha256:a": 1 });
    await addLayerSizes(env, { "sha256:b": 2 });
    expect(await readLayerSizes(env)).toEqual({ "sha256:a": 1, "sha256:b": 2 });
    const [note = ""] = await readdir(join(env.XDG_STATE_HOME, "gdev"));
    await writeFile(join(env.XDG_STATE_HOME, "gdev", note), '{"sha256:a":"x"}');
    expect(await readLayerSizes(env)).toEqual({});
  });
});

describe("what was worked out before", () => {
  it("holds until a file or a variable that it came from changes", async () => {
    const folder = await folderOf({ "compose.yml": "a", Dockerfile: "b" });
    const files = ["compose.yml", "Dockerfile"].map((name) => join(folder, name));
    await writeDerived(folder, { value: 5, question: "q", files: await hashFiles(files), variables: { TAG: "1", NONE: null } });
    const read = (env: NodeJS.ProcessEnv, question = "q") => readDerived(folder, question, env);
    expect(await read({ TAG: "1", OTHER: "x" })).toBe(5);
    expect(await read({ TAG: "2" })).toBeUndefined();
    expect(await read({ TAG: "1", NONE: "" })).toBeUndefined();
    expect(await read({ TAG: "1" }, "other")).toBeUndefined();
    await writeFile(join(folder, "Dockerfile"), "c");
    expect(await read({ TAG: "1" })).toBeUndefined();
    await writeFile(join(folder, "Dockerfile"), "b");
    expect(await read({ TAG: "1" })).toBe(5);
    await rm(join(folder, "Dockerfile"));
    expect(await read({ TAG: "1" })).toBeUndefined();
  });

  it("a damaged file counts as none", async () => {
    expect(await readDerived(await folderOf({ "size-images.json": "{" }), "q", {})).toBeUndefined();
  });
});

describe("readCommit", () => {
  const hash = "0123456789abcdef0123456789abcdef01234567";

  it("of a branch, from any folder below", async () => {
    const folder = await folderOf({
      ".git/HEAD": "ref: refs/heads/main\n",
      ".git/refs/heads/main": `${hash}\n`,
      "cmd/api/x": "",
    });
    expect(await readCommit(join(folder, "cmd/api"))).toBe(hash);
  });

  it("of a branch that git has packed, of no branch, and before the first commit", async () => {
    const packed = await folderOf({
      ".git/HEAD": "ref: refs/heads/a\n",
      ".git/packed-refs": `# pack-refs\n${hash} refs/heads/a\n`,
    });
    expect(await readCommit(packed)).toBe(hash);
    expect(await readCommit(await folderOf({ ".git/HEAD": `${hash}\n` }))).toBe(hash);
    expect(await readCommit(await folderOf({ ".git/HEAD": "ref: refs/heads/main\n" }))).toBeUndefined();
  });

  it("of a worktree, whose branches are in the repository", async () => {
    const folder = await folderOf({
      "main/.git/worktrees/w/HEAD": "ref: refs/heads/w\n",
      "main/.git/worktrees/w/commondir": "../..\n",
      "main/.git/refs/heads/w": hash,
    });
    await mkdir(join(folder, "w"));
    await writeFile(join(folder, "w/.git"), `gitdir: ${folder}/main/.git/worktrees/w\n`);
    expect(await readCommit(join(folder, "w"))).toBe(hash);
  });
});
