import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rewrite } from "../../src/host/rewrite.ts";
import { folderOf } from "./folder.ts";

describe("rewrite", () => {
  it("puts the new text in the place of the old, with the file's mode, and leaves nothing else behind", async () => {
    const folder = await folderOf({ "run.sh": "a\r\n" });
    const file = join(folder, "run.sh");
    await chmod(file, 0o640);
    expect(await rewrite({ file, before: "a\r\n", after: "b\r\n" }, folder)).toBeUndefined();
    expect(await readFile(file, "utf8")).toBe("b\r\n");
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    expect(await rewrite({ file, before: "b\r\n", after: "b\r\n", executable: true }, folder)).toBeUndefined();
    expect((await stat(file)).mode & 0o777).toBe(0o750);
    expect(await readdir(folder)).toEqual(["run.sh"]);
  });

  it("creates a file that is not there, and only then", async () => {
    const folder = await folderOf({ old: "x" });
    expect(await rewrite({ file: join(folder, "new"), after: "y" }, folder)).toBeUndefined();
    expect(await readFile(join(folder, "new"), "utf8")).toBe("y");
    expect(await rewrite({ file: join(folder, "old"), after: "y" }, folder)).toBe("is there meanwhile");
    expect(await readFile(join(folder, "old"), "utf8")).toBe("x");
    expect((await readdir(folder)).sort()).toEqual(["new", "old"]);
  });

  it("leaves a file alone that has changed, gone or is no UTF-8", async () => {
    const folder = await folderOf({ changed: "theirs" });
    await writeFile(join(folder, "sjis"), Buffer.from([0x93, 0xfa]));
    const read = await readFile(join(folder, "sjis"), "utf8");
    expect(await rewrite({ file: join(folder, "changed"), before: "mine", after: "x" }, folder)).toBe("has changed meanwhile");
    expect(await rewrite({ file: join(folder, "sjis"), before: read, after: "x" }, folder)).toBe("is not in UTF-8");
    expect(await rewrite({ file: join(folder, "gone"), before: "mine", after: "x" }, folder)).toMatch(/ENOENT|not there/);
    expect(await readFile(join(folder, "changed"), "utf8")).toBe("theirs");
    expect((await readdir(folder)).sort()).toEqual(["changed", "sjis"]);
  });

  it("follows no link, and goes nowhere outside of the project", async () => {
    const folder = await folderOf({ "project/a": "x", "other/b": "x" });
    const root = join(folder, "project");
    await symlink(join(folder, "other/b"), join(root, "link"));
    await symlink(join(folder, "other"), join(root, "linked"));
    await mkdir(join(folder, "project-b"));
    await writeFile(join(folder, "project-b/c"), "x");
    const one = (file: string) => rewrite({ file, before: "x", after: "y" }, root);
    expect(await one(join(root, "link"))).toBe("is a link");
    expect(await one(join(root, "linked/b"))).toBe("lies outside of the project");
    expect(await one(join(folder, "other/b"))).toBe("lies outside of the project");
    expect(await one(join(folder, "project-b/c"))).toBe("lies outside of the project");
    expect(await one(root)).toBe("is not a file");
    expect(await readFile(join(folder, "other/b"), "utf8")).toBe("x");
    expect(await one(join(root, "a"))).toBeUndefined();
  });
});
