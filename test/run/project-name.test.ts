import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findProjectName } from "../../src/run/project-name.ts";

let scratch: string;
beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), "gdev-name-"));
});
afterEach(() => rm(scratch, { recursive: true, force: true }));

interface Project {
  readonly folder?: string;
  readonly compose?: string;
  readonly dotEnv?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly flag?: string;
}

async function nameOf({ folder = "shop", compose = "services: {}\n", dotEnv = "", env = {}, flag }: Project): Promise<string> {
  const cwd = join(scratch, folder);
  await mkdir(cwd);
  await writeFile(join(cwd, "compose.yml"), compose);
  await writeFile(join(cwd, ".env"), dotEnv);
  const flags = { files: [], profiles: [], envFiles: [], ...(flag === undefined ? {} : { projectName: flag }) };
  return findProjectName({ cwd, env, flags });
}

/** All as `docker compose config` names them (2.40.3). */
describe("the project's name", () => {
  test.each<[string, Project]>([
    ["shop", {}],
    ["myshop1", { folder: "My Shop.1" }],
    ["n", { folder: "Ünï.." }],
    ["shop", { compose: "name: Shop\n" }],
    ["shop1", { compose: "# ours\nname: Shop 1   # the first\nservices: {}\n" }],
    ["ab", { compose: 'name: "a.b"\r\nservices: {}\r\n' }],
    ["x", { compose: "\ufeffname: -x\n" }],
    ["foo", { compose: "name: ${X:-Foo}\n", env: { X: "" } }],
    ["from-env", { compose: "name: ${X:-Foo}\n", dotEnv: "X=from-env\n" }],
    ["by-variable", { compose: "name: other\n", env: { COMPOSE_PROJECT_NAME: "by-variable" } }],
    ["by-file", { compose: "name: other\n", dotEnv: "COMPOSE_PROJECT_NAME=by-file\n" }],
    ["by-flag", { compose: "name: other\n", env: { COMPOSE_PROJECT_NAME: "by-variable" }, flag: "by-flag" }],
  ])("%s: %j", async (name, project) => {
    expect(await nameOf(project)).toBe(name);
  });

  test.each<Project>([{ flag: "Shop" }, { flag: "../x" }, { env: { COMPOSE_PROJECT_NAME: "Shop" } }, { folder: "___" }])(
    "is refused where Compose refuses it: %j",
    async (project) => {
      await expect(nameOf(project)).rejects.toThrow(/is no valid project name|the project has no name/);
    },
  );
});
