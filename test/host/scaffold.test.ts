import { chmod, lstat, mkdir, readFile, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parsePreset } from "../../src/core/init/preset.ts";
import { defaultValue, scaffold } from "../../src/core/init/scaffold.ts";
import { ownFolder } from "../../src/host/presets.ts";
import { existing, findPresets, readNames, readPresetFiles, writeNew } from "../../src/host/scaffold.ts";
import { folderOf } from "./folder.ts";

function file(path: string, text = "x", executable = false) {
  return { path, bytes: new TextEncoder().encode(text), executable };
}

describe("presets", () => {
  it("are the folder itself, or the folders in it that have a manifest", async () => {
    const folder = await folderOf({
      "b/preset.yml": "title: B",
      "a/preset.yml": "title: A",
      "none/x.txt": "",
      "preset.txt": "",
    });
    expect((await findPresets(folder)).map(({ name, preset }) => [name, preset.title])).toEqual([
      ["a", "A"],
      ["b", "B"],
    ]);
    expect((await findPresets(join(folder, "b"))).map(({ name }) => name)).toEqual(["b"]);
    await expect(findPresets(join(folder, "none"))).rejects.toThrow("holds no preset");
    await expect(findPresets(join(folder, "nowhere"))).rejects.toThrow("is not a folder that can be read");
  });

  it("are read without links and .git, and with what is executable", async () => {
    const folder = await folderOf({ "preset.yml": "title: x", "sub/run.sh": "#!/bin/sh\n", ".git/config": "x", "a.txt": "a" });
    await chmod(join(folder, "sub/run.sh"), 0o755);
    await symlink("/etc/passwd", join(folder, "link"));
    const files = await readPresetFiles(folder);
    expect(files.map(({ path, executable }) => [path, executable])).toEqual([
      ["a.txt", false],
      ["preset.yml", false],
      ["sub/run.sh", true],
    ]);
  });
});

const own = await findPresets(ownFolder("projects"));

describe("gdev's own presets", () => {
  it("are these", () => {
    expect(own.map(({ name }) => name)).toEqual(["go-api", "go-cli", "go-postgres", "go-sqlite"]);
  });

  it.each(own.map((preset) => [preset.name, preset] as const))(
    "%s makes a whole project, under the module path that is asked for",
    async (_, found) => {
      const files = await readPresetFiles(found.folder);
      // npm leaves such files out of a package, and heeds what they say.
      expect(files.filter(({ path }) => /(^|\/)\.(gitignore|npmignore|npmrc)$/.test(path))).toEqual([]);
      const [module] = found.preset.variables;
      expect(module && defaultValue(module, "shop")).toBe("example.com/shop");
      const made = scaffold(found.preset, files, { module: "corp.test/team/shop" });
      const texts = new Map(made.map(({ path, bytes }) => [path, new TextDecoder().decode(bytes)]));
      expect(texts.get("go.mod")).toMatch(/^module corp\.test\/team\/shop\n\ngo 1\.26\.0\n/);
      for (const text of texts.values()) expect(text).not.toContain(module?.replaces);
      expect([...texts.keys()]).toEqual(
        expect.arrayContaining([
          ".air.toml",
          ".dockerignore",
          ".env.example",
          ".gitignore",
          "Dockerfile",
          "README.md",
          "docker-compose.yml",
          "main.go",
        ]),
      );
      expect([...texts.keys()].some((path) => path.endsWith("_test.go"))).toBe(true);
      expect(parsePreset(await readFile(join(found.folder, "preset.yml"), "utf8"), "preset.yml").summary).not.toBe("");
    },
  );
});

describe("a new file", () => {
  it("is written with the folders above it, and its mode", async () => {
    const folder = await folderOf({});
    expect(await writeNew(folder, file("a/b/run.sh", "hello", true))).toBeUndefined();
    expect(await readFile(join(folder, "a/b/run.sh"), "utf8")).toBe("hello");
    expect((await stat(join(folder, "a/b/run.sh"))).mode & 0o111).not.toBe(0);
    expect(await readNames(folder)).toEqual(["a/"]);
  });

  it("takes nothing's place: no file, no folder, no link, nothing outside", async () => {
    const folder = await folderOf({ "project/there.txt": "mine", "outside/keep.txt": "" });
    const project = join(folder, "project");
    await mkdir(join(project, "folder"));
    await symlink(join(folder, "outside"), join(project, "way-out"));
    await symlink("nowhere", join(project, "dangling"));
    expect(await writeNew(project, file("there.txt"))).toBe("is there already");
    expect(await writeNew(project, file("folder"))).toBe("is there already");
    expect(await writeNew(project, file("there.txt/below.txt"))).toBe("is there already");
    expect(await writeNew(project, file("dangling"))).toBe("is there already");
    expect(await writeNew(project, file("way-out/x.txt"))).toBe("lies outside of the project");
    expect(await writeNew(project, file("../outside/x.txt"))).toBe("lies outside of the project");
    expect(await readFile(join(project, "there.txt"), "utf8")).toBe("mine");
    expect(await readNames(join(folder, "outside"))).toEqual(["keep.txt"]);
    expect((await lstat(join(project, "dangling"))).isSymbolicLink()).toBe(true);
    expect(await existing(project, ["there.txt", "dangling", "new.txt", "folder"])).toEqual(["there.txt", "dangling", "folder"]);
  });
});
