import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { displayPath, readDockerfile, readIgnoreFile, readSources } from "../../src/host/files.ts";
import { folderOf } from "./folder.ts";

const build = (context: string, dockerfile = "Dockerfile") => ({ context, dockerfile, args: {} });

describe("readDockerfile", () => {
  it.each([
    "https://example.com/team/api.git#main:docker",
    "git://example.com/api.git",
    "ssh://git@example.com/api",
    "git@example.com:team/api.git",
    "github.com/team/api",
  ])("%s is not on this machine", async (context) => expect(await readDockerfile(build(context))).toBeUndefined());

  it("reads the context's, one elsewhere, and the inline one", async () => {
    const folder = await folderOf({ "api/Dockerfile": "FROM a", "docker/Dockerfile.dev": "FROM b" });
    expect(await readDockerfile(build(join(folder, "api")))).toEqual({ file: join(folder, "api/Dockerfile"), text: "FROM a" });
    expect(await readDockerfile(build(join(folder, "api"), "../docker/Dockerfile.dev"))).toMatchObject({ text: "FROM b" });
    expect(await readDockerfile({ ...build(folder), dockerfileInline: "FROM c" })).toMatchObject({ text: "FROM c" });
  });

  it("says what is missing, and what is there instead", async () => {
    const folder = await folderOf({
      "Dockerfile.dev": "",
      "Dockerfile.dev.dockerignore": "",
      "api.dockerfile": "",
      "main.go": "",
    });
    expect(await readDockerfile(build(folder))).toEqual({
      missing: "dockerfile",
      path: join(folder, "Dockerfile"),
      why: "is not there",
      others: ["Dockerfile.dev", "api.dockerfile"],
    });
    expect(await readDockerfile(build(join(folder, "gone")))).toMatchObject({ missing: "context", why: "is not there" });
    expect(await readDockerfile(build(join(folder, "main.go")))).toMatchObject({
      missing: "context",
      why: "is a file, not a folder",
    });
  });
});

describe("readIgnoreFile", () => {
  it("takes the Dockerfile's own, else the context's, else none", async () => {
    const folder = await folderOf({ "a/.dockerignore": "of the context", "docker/Dockerfile.dockerignore": "of the Dockerfile" });
    expect(await readIgnoreFile(build(join(folder, "a")))).toBe("of the context");
    expect(await readIgnoreFile(build(join(folder, "a"), "../docker/Dockerfile"))).toBe("of the Dockerfile");
    expect(await readIgnoreFile(build(folder))).toBe("");
  });
});

describe("readSources", () => {
  it("keeps the order; a missing file and a folder are errors", async () => {
    const folder = await folderOf({ "b.yml": "b", "a.yml": "a" });
    const paths = ["b.yml", "a.yml"].map((name) => join(folder, name));
    expect((await readSources(paths)).map(({ text }) => text)).toEqual(["b", "a"]);
    await expect(readSources([join(folder, "c.yml")])).rejects.toThrow("c.yml does not exist");
    await expect(readSources([folder])).rejects.toThrow(/cannot be read/);
  });
});

describe("displayPath", () => {
  it.each([
    ["/work/api/Dockerfile", "/work", "api/Dockerfile"],
    ["/work", "/work", "."],
    ["/work/..hidden/x", "/work", "..hidden/x"],
    ["/other/x", "/work", "/other/x"],
    ["/work", "/work/api", "/work"],
  ])("%s for somebody in %s: %s", (file, cwd, shown) => expect(displayPath(file, cwd)).toBe(shown));
});
