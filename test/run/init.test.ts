import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findPresets } from "../../src/host/scaffold.ts";
import { lookAt, planDevStage, planPreset, planProgram, presetsFolder, writePlan } from "../../src/run/init.ts";
import { folderOf } from "../host/folder.ts";

const main = 'package main\nimport "net/http"\nfunc main() { http.ListenAndServe(":8080", nil) }\n';
const program = { "go.mod": "module m\n\ngo 1.26\n", "main.go": main };

describe("a folder", () => {
  it("is empty with what a new repository holds, a program with Go files, and else what it is", async () => {
    const kind = async (files: Record<string, string>) => (await lookAt(await folderOf(files))).kind;
    expect(await kind({ "README.md": "", LICENSE: "", ".gitignore": "", ".git/config": "" })).toBe("empty");
    expect(await kind({ "cmd/api/main.go": main })).toBe("program");
    expect(await kind({ ...program, Dockerfile: "FROM golang:1.26\n" })).toBe("dockerfile");
    expect(await kind({ "notes.txt": "" })).toBe("other");
  });
});

describe("a program", () => {
  it("gets what it lacks; what is there stays and is named, a compose file under any of its names", async () => {
    const folder = await folderOf({ ...program, ".dockerignore": "mine\n", "compose.yaml": "services: {}\n" });
    const place = await lookAt(folder);
    if (place.kind !== "program") throw new Error(place.kind);
    const plan = await planProgram(folder, place.tree);
    expect(plan.fresh.map(({ path }) => path)).toEqual(["Dockerfile", ".air.toml", ".env.example"]);
    expect(plan.kept).toEqual([".dockerignore", "compose.yaml"]);
    // Somebody is faster.
    await writeFile(join(folder, ".air.toml"), "mine\n");
    expect(await writePlan(folder, plan)).toEqual([
      { path: "Dockerfile" },
      { path: ".air.toml", refused: "is there already" },
      { path: ".env.example" },
    ]);
    expect(await readFile(join(folder, ".air.toml"), "utf8")).toBe("mine\n");
  });

  it("listens where the settings say that it opens", async () => {
    const folder = await folderOf({
      "go.mod": "module m\n\ngo 1.26\n",
      "main.go": 'package main\nvar file = "config/app.yaml"\nfunc main() { http.ListenAndServe(cfg.Listen, nil) }\n',
      "config/app.yaml": 'listen: ":8000"\n',
    });
    const place = await lookAt(folder);
    if (place.kind !== "program") throw new Error(place.kind);
    const { fresh, notes } = await planProgram(folder, place.tree);
    const compose = fresh.find(({ path }) => path === "docker-compose.yml");
    expect(new TextDecoder().decode(compose?.bytes)).toContain('"127.0.0.1:${APP_PORT:-8000}:8000"');
    expect(notes).toEqual(["config/app.yaml is read at run time: production copies it to /app"]);
  });

  it("must be one, with its module here", async () => {
    const plan = async (files: Record<string, string>) => {
      const folder = await folderOf(files);
      const place = await lookAt(folder);
      if (place.kind !== "program") throw new Error(place.kind);
      return planProgram(folder, place.tree);
    };
    await expect(plan({ "a.go": "package a\n" })).rejects.toThrow("there is no program here to run");
    await expect(plan({ "backend/go.mod": "module m\n", "backend/main.go": main })).rejects.toThrow("the Go module lies deeper");
    const needs = { ...program, "go.mod": "module m\n\nreplace (\n\tlibs/a => ./a // => ../x\n\tlibs/b v1 => ../../b\n)\n" };
    await expect(plan(needs)).rejects.toThrow("the module needs folders outside of this one");
    await expect(plan(needs)).rejects.toMatchObject({ details: { why: expect.stringMatching(/by \.\.\/\.\.\/b, [^\n]*$/) } });
    expect((await plan({ ...program, "deploy/Dockerfile.api": "" })).notes).toEqual([
      "there is deploy/Dockerfile.api already: what gdev writes stands beside it",
    ]);
    expect((await plan({ "main.go": main })).fresh.map(({ path }) => path)).toContain("go.mod");
  });
});

describe("a Dockerfile", () => {
  it("that has changed since it was shown is not written", async () => {
    const folder = await folderOf({ ...program, Dockerfile: "FROM golang:1.26\nCOPY . .\n" });
    const place = await lookAt(folder);
    if (place.kind !== "dockerfile") throw new Error(place.kind);
    const plan = await planDevStage(folder, place.tree);
    expect(plan.changes.map(({ after }) => after.includes("AS dev"))).toEqual([true]);
    await writeFile(join(folder, "Dockerfile"), "FROM scratch\n");
    expect(await writePlan(folder, plan)).toContainEqual({ path: "Dockerfile", refused: "has changed meanwhile" });
    expect(await readFile(join(folder, "Dockerfile"), "utf8")).toBe("FROM scratch\n");
  });
});

describe("a preset", () => {
  it("is named after the folder where nothing is answered", async () => {
    const folder = join(await folderOf({}), "My Shop");
    await mkdir(folder);
    const found = (await findPresets(presetsFolder(undefined, folder))).find(({ name }) => name === "go-api");
    if (!found) throw new Error("no go-api");
    const text = async (answers: Record<string, string>) => {
      const { fresh } = await planPreset(folder, found, answers);
      return new TextDecoder().decode(fresh.find(({ path }) => path === "go.mod")?.bytes);
    };
    expect(await text({})).toContain("module example.com/my-shop\n");
    expect(await text({ module: "corp.test/x" })).toContain("module corp.test/x\n");
    expect(presetsFolder("../mine", "/a/b")).toBe("/a/mine");
  });
});
