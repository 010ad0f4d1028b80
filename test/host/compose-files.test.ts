import { mkdir, symlink } from "node:fs/promises";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { type ComposeFilesQuestion, locateComposeFiles } from "../../src/host/compose-files.ts";
import { folderOf } from "./folder.ts";

type Asked = Partial<Omit<ComposeFilesQuestion, "cwd">> & { readonly at?: string };

/** The files that are found, relative to the folder, then the folder that relative paths start from. */
async function found(
  paths: readonly string[],
  { at = ".", ...asked }: Asked = {},
  texts: Record<string, string> = {},
): Promise<string> {
  const folder = await folderOf({ ...Object.fromEntries(paths.map((path) => [path, ""])), ...texts });
  await mkdir(join(folder, at), { recursive: true });
  const { files, directory } = await locateComposeFiles({ cwd: join(folder, at), env: {}, files: [], ...asked });
  return `${files.map((file) => relative(folder, file)).join(" ")} in ${relative(folder, directory) || "."}`;
}

describe("locateComposeFiles", () => {
  it.each([
    ["every default name, in Compose's order", ["compose.yml", "compose.yaml", "docker-compose.yml"], {}, "compose.yaml in ."],
    ["", ["docker-compose.yaml", "docker-compose.yml"], {}, "docker-compose.yml in ."],
    [
      "the override file beside it",
      ["docker-compose.yml", "docker-compose.override.yml"],
      {},
      "docker-compose.yml docker-compose.override.yml in .",
    ],
    [
      "also of another spelling",
      ["compose.yaml", "docker-compose.override.yaml"],
      {},
      "compose.yaml docker-compose.override.yaml in .",
    ],
    ["a folder above", ["compose.yaml", "a/b/x"], { at: "a/b" }, "compose.yaml in ."],
    ["the nearest", ["compose.yaml", "a/compose.yaml", "a/b/x"], { at: "a/b" }, "a/compose.yaml in a"],
    [
      "-f without override",
      ["compose.yaml", "compose.override.yaml", "a.yml", "b.yml"],
      { files: ["a.yml", "b.yml"] },
      "a.yml b.yml in .",
    ],
    ["-f elsewhere", ["deploy/a.yml"], { files: ["../deploy/a.yml"], at: "src" }, "deploy/a.yml in deploy"],
    ["COMPOSE_FILE", ["compose.yaml", "a.yml", "b.yml"], { env: { COMPOSE_FILE: "a.yml:b.yml" } }, "a.yml b.yml in ."],
    [
      "with a separator",
      ["a.yml", "b.yml"],
      { env: { COMPOSE_FILE: "a.yml,b.yml", COMPOSE_PATH_SEPARATOR: "," } },
      "a.yml b.yml in .",
    ],
    ["-f before COMPOSE_FILE", ["a.yml", "b.yml"], { env: { COMPOSE_FILE: "a.yml" }, files: ["b.yml"] }, "b.yml in ."],
    ["an empty COMPOSE_FILE is none", ["compose.yaml"], { env: { COMPOSE_FILE: "" } }, "compose.yaml in ."],
  ] as const)("%s: %j", async (_, paths, asked, expected) => expect(await found(paths, asked)).toBe(expected));

  it.each([
    [".env", {}, "b.yml in ."],
    ["COMPOSE_FILE of the environment first", { env: { COMPOSE_FILE: "a.yml" } }, "a.yml in ."],
    ["--env-file instead of .env", { envFiles: ["other.env"] }, "a.yml in ."],
    ["the last --env-file wins", { envFiles: ["other.env", "./.env"] }, "b.yml in ."],
    ["COMPOSE_ENV_FILES", { env: { COMPOSE_ENV_FILES: "other.env" } }, "a.yml in ."],
  ] as const)("COMPOSE_FILE from %s", async (_, asked, expected) => {
    const texts = { ".env": "COMPOSE_FILE=b.yml\n", "other.env": "COMPOSE_FILE='a.yml' # ours\n" };
    expect(await found(["compose.yaml", "a.yml", "b.yml"], asked, texts)).toBe(expected);
  });

  it("--project-directory is where the search starts, and where paths in the files start", async () => {
    const folder = await folderOf({ "p/compose.yaml": "", "a.yml": "" });
    const locate = (asked: Partial<ComposeFilesQuestion>) =>
      locateComposeFiles({ cwd: folder, env: {}, files: [], projectDirectory: "p", ...asked });
    expect(await locate({})).toMatchObject({ files: [join(folder, "p/compose.yaml")], directory: join(folder, "p") });
    expect(await locate({ files: ["a.yml"] })).toMatchObject({ files: [join(folder, "a.yml")], directory: join(folder, "p") });
    expect(await locate({ env: { COMPOSE_FILE: "a.yml" } })).toMatchObject({
      files: [join(folder, "a.yml")],
      directory: join(folder, "p"),
    });
  });

  it("reads .env of the project, for its name", async () => {
    const folder = await folderOf({ "compose.yaml": "", ".env": "COMPOSE_PROJECT_NAME=shop\n", "sub/x": "" });
    expect((await locateComposeFiles({ cwd: join(folder, "sub"), env: {}, files: [] })).dotEnv).toEqual({
      COMPOSE_PROJECT_NAME: "shop",
    });
  });

  it.each([
    ["nothing", {}, /^looked for compose.yaml/, /gdev -f/],
    ["a Dockerfile alone", { Dockerfile: "" }, /there is a Dockerfile/, /write a docker-compose.yml/],
  ])("%s is an error that says what to do", async (_, files, why, remedy) => {
    const folder = await folderOf(files);
    await expect(locateComposeFiles({ cwd: folder, env: {}, files: [] })).rejects.toMatchObject({
      message: `no compose file in ${folder} or any folder above it`,
      details: { why: expect.stringMatching(why), remedy: expect.stringMatching(remedy) },
    });
  });

  it("a link to nowhere, a folder of that name, standard input and a missing project directory are told", async () => {
    const folder = await folderOf({});
    const locate = (asked: Partial<ComposeFilesQuestion>) => locateComposeFiles({ cwd: folder, env: {}, files: [], ...asked });
    await symlink("gone.yml", join(folder, "compose.yaml"));
    await expect(locate({})).rejects.toMatchObject({
      details: { why: "compose.yaml is a link to gone.yml, which is not there" },
    });
    await expect(locate({ files: ["-"] })).rejects.toThrow("standard input");
    await expect(locate({ projectDirectory: "p" })).rejects.toThrow(`${join(folder, "p")} is not a folder`);
    await mkdir(join(folder, "p/compose.yml"), { recursive: true });
    await expect(locate({ projectDirectory: "p" })).rejects.toMatchObject({ details: { why: "compose.yml is a folder" } });
  });
});
