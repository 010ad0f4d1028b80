import { chmod, mkdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type BuildInputs, fingerprint, fingerprintBuild } from "../../src/host/fingerprint.ts";
import { folderOf } from "./folder.ts";

const files = {
  "go.mod": "module x",
  "main.go": "package main",
  "internal/a.go": "package a",
  "tmp/air": "x",
  "README.md": "x",
  "web/node_modules/m.js": "x",
};
type Change = (context: string) => Promise<unknown>;

/** True where the change of the folder changes the fingerprint. */
async function counts(change: Change, asked: Partial<BuildInputs> = {}): Promise<boolean> {
  const context = await folderOf(files);
  const inputs = { context, paths: ["."], ignoreFile: "", recipe: "", ...asked };
  const before = await fingerprintBuild(inputs);
  expect(await fingerprintBuild(inputs)).toBe(before);
  await change(context);
  return (await fingerprintBuild(inputs)) !== before;
}

const write =
  (path: string, text = "changed"): Change =>
  (context) =>
    writeFile(join(context, path), text);

describe("fingerprintBuild", () => {
  it.each<[string, Change, boolean]>([
    ["a longer text", write("main.go"), true],
    ["a later time", (context) => utimes(join(context, "main.go"), 1, 1), true],
    ["another mode", (context) => chmod(join(context, "main.go"), 0o755), true],
    ["a new file", write("internal/b.go"), true],
    ["a file less", (context) => rm(join(context, "internal/a.go")), true],
    ["an empty folder", (context) => mkdir(join(context, "empty")), false],
    ["a new link", (context) => symlink("main.go", join(context, "link.go")), true],
    ["a link to its own folder", (context) => symlink(".", join(context, "loop")), true],
    ["a link to nowhere", (context) => symlink("gone", join(context, "gone.go")), true],
    ["git's own files", (context) => mkdir(join(context, ".git")).then(() => writeFile(join(context, ".git/HEAD"), "x")), false],
  ])("%s: %s", async (_, change, expected) => expect(await counts(change)).toBe(expected));

  it.each<[string, Change, string, boolean]>([
    ["an ignored folder", write("tmp/air"), "tmp\n", false],
    ["an ignored pattern", write("README.md"), "*.md\n", false],
    ["an exception", write("README.md"), "*.md\n!README.md\n", true],
    ["all but one folder", write("main.go"), "*\n!internal\n", false],
    ["that folder", write("internal/a.go"), "*\n!internal\n", true],
    ["a comment", write("main.go"), "# main.go\n", true],
  ])("%s of .dockerignore", async (_, change, ignoreFile, expected) => {
    expect(await counts(change, { ignoreFile })).toBe(expected);
    if (ignoreFile.includes("internal"))
      expect(await counts(change, { ignoreFile, paths: ["main.go", "internal"] })).toBe(expected);
  });

  it("reads only what the stage reads", async () => {
    expect(await counts(write("main.go"), { paths: ["go.mod", "internal"] })).toBe(false);
    expect(await counts(write("internal/a.go"), { paths: ["go.mod", "internal"] })).toBe(true);
    expect(await counts(write("main.go"), { paths: [] })).toBe(false);
    expect(await counts(write("web/node_modules/m.js"), { paths: ["go.mod", "gone"] })).toBe(false);
  });

  it("changes with the recipe, and not with the order of the paths", async () => {
    const context = await folderOf(files);
    const of = (recipe: string, ...paths: string[]) => fingerprintBuild({ context, paths, ignoreFile: "", recipe });
    expect(await of("a", "go.mod", "main.go")).toBe(await of("a", "main.go", "go.mod", "main.go"));
    expect(await of("a", "go.mod")).not.toBe(await of("b", "go.mod"));
  });
});

describe("fingerprint", () => {
  it("is short, stable and its own for each text", () => {
    expect(fingerprint("a")).toBe("ca978112ca1bbdca");
    expect(fingerprint("b")).not.toBe(fingerprint("a"));
  });
});
