import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { diagnose } from "../../src/core/doctor/diagnose.ts";
import { makeFacts } from "../../src/core/doctor/facts/facts.ts";
import { mend } from "../../src/core/doctor/fix.ts";
import { rules } from "../../src/core/doctor/rules.ts";
import { readDoctorInput } from "../../src/run/doctor/read.ts";
import { folderOf } from "../host/folder.ts";

const flags = { files: [], profiles: [], envFiles: [] };
const fixture = (name: string): string => join(import.meta.dirname, "../fixtures", name);

async function find(cwd: string, env: NodeJS.ProcessEnv = {}): Promise<readonly string[]> {
  const { input } = await readDoctorInput({ cwd, env, flags });
  return diagnose(makeFacts(input), rules).map(
    ({ id, place }) => `${id} ${place.file.slice(input.directory.length + 1)}:${place.line}`,
  );
}

describe("the shapes of the articles", () => {
  it("an API with PostgreSQL and a wait script: every mistake in its line", async () => {
    expect(await find(fixture("doctor/wait-script"))).toEqual([
      "GD301 docker-compose.yml:1",
      "GD312 docker-compose.yml:5",
      "GD315 docker-compose.yml:7",
      "GD317 docker-compose.yml:9",
      "GD316 docker-compose.yml:11",
      "GD316 docker-compose.yml:12",
      "GD316 docker-compose.yml:13",
      "GD313 docker-compose.yml:15",
      "GD312 docker-compose.yml:19",
      "GD316 docker-compose.yml:28",
      "GD302 docker-compose.yml:32",
      "GD308 docker-compose.yml:36",
      "GD201 Dockerfile:12",
      "GD133 Dockerfile:16",
      "GD146 Dockerfile:21",
      "GD157 Dockerfile:27",
    ]);
  });

  it("six stages with the target as a build argument", async () => {
    expect(await find(fixture("six-stages"))).toEqual(
      expect.arrayContaining([
        "GD103 docker-compose.yml:11",
        "GD310 docker-compose.yml:13",
        "GD407 .air.toml:11",
        "GD109 Dockerfile:14",
        "GD127 Dockerfile:19",
      ]),
    );
  });

  it("the builder pattern, stages without names, cgo, one architecture", async () => {
    expect(await find(fixture("link-counter"))).toContain("GD107 builder-pattern/build.sh:5");
    expect(await find(fixture("cgo-sqlite"))).toEqual(expect.arrayContaining(["GD130 Dockerfile:11", "GD147 main.go:22"]));
    expect(await find(fixture("prints-multi-stage"))).toEqual(
      expect.arrayContaining(["GD127 Dockerfile:5", "GD135 Dockerfile:5"]),
    );
    expect(await find(fixture("prints-single-stage"))).toContain("GD108 Dockerfile:1");
  });

  it("--fix on the first leaves its Japanese alone, and nothing to a second", async () => {
    const { input } = await readDoctorInput({ cwd: fixture("doctor/wait-script"), env: {}, flags });
    const { changes } = mend(input, rules, ({ fix }) => fix?.safe === true);
    const compose = changes.find(({ file }) => file.endsWith("docker-compose.yml"));
    const comments = (text = ""): readonly string[] => text.match(/#.*/g) ?? [];
    expect(comments(compose?.after)).toEqual(comments(compose?.before));
    expect(compose?.after).not.toContain("version:");
    for (const words of ["condition: service_healthy", "pg_isready -h 127.0.0.1", '"127.0.0.1:5432:5432"'])
      expect(compose?.after).toContain(words);
    const tree = new Map(input.tree);
    for (const { file, after } of changes) tree.set(file, { text: after });
    expect(mend({ ...input, tree }, rules, ({ fix }) => fix?.safe === true).changes).toEqual([]);
  });
});

describe("what is read", () => {
  it("a Dockerfile without a compose file is a project; neither is none", async () => {
    const folder = await folderOf({ Dockerfile: "FROM alpine\n" });
    expect(await find(folder)).toEqual(["GD120 Dockerfile:1"]);
    const { input } = await readDoctorInput({ cwd: folder, env: {}, flags });
    expect(input.composeFiles).toEqual([]);
    await expect(readDoctorInput({ cwd: await folderOf({ a: "" }), env: {}, flags })).rejects.toThrow(/no compose file/);
  });

  it("a compose file that is not YAML is an error with its place", async () => {
    const cwd = await folderOf({ "compose.yml": "services:\n  a: [\n" });
    await expect(readDoctorInput({ cwd, env: {}, flags })).rejects.toMatchObject({ details: { place: { line: 3 } } });
  });

  it("what compose files name beside the project: includes, env files, contexts with their sources", async () => {
    const root = await folderOf({
      "app/compose.yml":
        "include: [../shared/compose.yml]\nservices:\n  a:\n    build: ../code\n    env_file: ../conf/a.env\n    environment: { X: '${X}', Y: '${Y}' }\n",
      "shared/compose.yml": "services:\n  b:\n    container_name: b\n    image: x:1\n",
      "code/Dockerfile": "FROM golang:1.26\nRUN go build .\n",
      "code/main.go": "package main\n",
      "conf/a.env": "X=1\n",
    });
    await mkdir(join(root, "app/.git"));
    await writeFile(join(root, "app/.env"), "Y=1\n");
    expect(await find(join(root, "app"))).toEqual(
      expect.arrayContaining([
        "GD318 compose.yml:6",
        "GD316 compose.yml:6",
        expect.stringContaining("GD312"),
        expect.stringContaining("GD135"),
      ]),
    );
    expect(await find(join(root, "app"), { X: "2" })).not.toContain("GD318 compose.yml:6");
  });
});
