import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";

const noEngine = { DOCKER_HOST: "unix:///nonexistent/docker.sock" };
const waitScript = { fixture: "doctor/wait-script" } as const;

interface Found {
  readonly findings: readonly {
    readonly id: string;
    readonly severity: string;
    readonly fix: string | null;
    readonly place: { readonly file: string; readonly line: number };
  }[];
  readonly notes: readonly string[];
}

scenario(
  "doctor finds the mistakes without an engine, and changes nothing",
  { ...waitScript, env: noEngine, smoke: true },
  async (s) => {
    const run = await s.gdev("doctor");
    run.exits(1).prints(/^ {2}27:1 +error +GD157 {2}\.env becomes part of the image/m);
    run.prints("BuildKit's own checks did not run").prints(/^ {2}engine +warning +no Docker engine answers/m);
    const json = JSON.parse((await s.gdev("doctor --json")).exits(1).stdout) as Found;
    expect(json.findings.map(({ id, place }) => `${id}@${place.file.slice(s.folder.length + 1)}:${place.line}`)).toEqual(
      expect.arrayContaining(["GD157@Dockerfile:27", "GD302@docker-compose.yml:32", "GD313@docker-compose.yml:15"]),
    );
    const sarif = JSON.parse((await s.gdev("doctor --sarif --no-environment")).exits(1).stdout) as {
      runs: { results: unknown[] }[];
    };
    expect(sarif.runs[0]?.results.length).toBe(json.findings.length);
    await s.filesUntouched();
    (await s.gdev("doctor --explain gd310"))
      .exits(0)
      .prints(/^# GD310 mount-hides-binary\n/)
      .prints("## Better");
    (await s.gdev("doctor --explain GD3100")).exits(2).tells("there is no rule GD3100").tells("did you mean GD310?");
  },
);

scenario("doctor --fix shows the diff, mends what is safe, and finds nothing more to do", waitScript, async (s) => {
  const before = await s.read("docker-compose.yml");
  const run = await s.gdev("doctor --fix --no-environment");
  run.exits(1).prints('-version: "3.8"').prints("wrote docker-compose.yml").prints("wrote .dockerignore");
  const after = await s.read("docker-compose.yml");
  expect(after.match(/#.*/g)).toEqual(before.match(/#.*/g));
  expect(after).toContain('"127.0.0.1:5432:5432"');
  await s.write(".env", "POSTGRES_HOST=postgres\nPOSTGRES_USER=u\nPOSTGRES_PASSWORD=p\nPOSTGRES_DB=d\n");
  (await s.docker("compose config --quiet")).exits(0);
  (await s.gdev("doctor --fix --no-environment")).hides("wrote ");
  expect(await s.read("docker-compose.yml")).toBe(after);
});

scenario("doctor --fix --all --yes leaves a project without findings, which Compose takes", waitScript, async (s) => {
  (await s.gdev("doctor --fix --all")).exits(2).tells("there is no terminal to ask on");
  await s.filesUntouched();
  (await s.gdev("doctor --fix --all --yes --strict --no-environment")).exits(0).prints("nothing to mend");
  (await s.docker("compose config --quiet")).exits(0);
  expect(await s.read(".env")).toMatch(/^POSTGRES_HOST=postgres$/m);
  expect(await s.read("Dockerfile")).not.toContain(".env");
});

scenario("doctor --fix asks on a terminal, and a link is never written through", waitScript, async (s) => {
  const before = await s.read("docker-compose.yml");
  const refused = s.terminal("doctor --fix --no-environment", { rows: 200 });
  await refused.until("apply these changes? [y/N]");
  refused.keys("n\r");
  expect(await refused.exit()).toBe(1);
  expect(await s.read("docker-compose.yml")).toBe(before);
  await s.run("mv", ["docker-compose.yml", "real.yml"]);
  await symlink(join(s.folder, "real.yml"), join(s.folder, "docker-compose.yml"));
  const agreed = s.terminal("doctor --fix --no-environment", { rows: 200 });
  await agreed.until("apply these changes? [y/N]");
  agreed.keys("y\r");
  expect(await agreed.exit()).toBe(1);
  expect(await agreed.screen()).toContain("docker-compose.yml was not changed: it is a link");
  expect(await s.read("real.yml")).toBe(before);
  expect(await s.read(".dockerignore")).toContain(".git");
});

scenario("with an engine BuildKit's own findings stand beside the others", waitScript, async (s) => {
  await s.edit("Dockerfile", "AS builder", "AS Builder");
  await s.edit("Dockerfile", "COPY .env .", "# gdev ignore=GD157 a test\nCOPY .env .\nMAINTAINER me");
  const { findings, notes } = JSON.parse((await s.gdev("doctor --json")).exits(1).stdout) as Found;
  if (notes.some((note) => note.includes("BuildKit"))) s.skip("this buildx has no checks");
  const shown = findings.map(({ id, place }) => `${id}:${place.line}`);
  expect(shown).toEqual(expect.arrayContaining(["StageNameCasing:4", "MaintainerDeprecated:29"]));
  expect(shown.join()).not.toContain("GD157");
});

scenario("a failed up names the finding that may be why, and none where it lies elsewhere", { smoke: true }, async (s) => {
  const db = "services:\n  db:\n    image: postgres:17\n";
  await s.write("docker-compose.yml", db);
  const why = /this may be why \(GD320\): db has no POSTGRES_PASSWORD/;
  (await s.gdev("up -d")).exits(1).tells(why).tells("docker-compose.yml:3");
  await s.write(
    "docker-compose.yml",
    `${db}    environment: { POSTGRES_PASSWORD: secret }\n    command: [postgres, -c, nonsense=1]\n`,
  );
  (await s.gdev("up -d")).exits(1).hides("may be why");
});

scenario("up without its .env shows a draft, asks, and goes on with it", {}, async (s) => {
  const service = ["image: alpine:3.22", "init: true", "command: [sleep, '86400']", "env_file: .env"];
  const settings = ["environment:", "  GREETING: $" + "{GREETING}"];
  await s.write("docker-compose.yml", `services:\n  api:\n${[...service, ...settings].map((line) => `    ${line}\n`).join("")}`);
  (await s.gdev("up -d")).exits(1).tells("env file .env does not exist").tells("gdev doctor --fix --all drafts it");
  const refused = s.terminal("up -d");
  await refused.until("write this, and go on? [y/N]");
  refused.keys("n\r");
  expect(await refused.exit()).toBe(1);
  expect(await refused.screen()).toContain("error: env file .env does not exist");
  await expect(s.read(".env")).rejects.toThrow();
  const agreed = s.terminal("up");
  await agreed.until(/\+GREETING=$[\s\S]*write this, and go on\? \[y\/N\]/m);
  agreed.keys("y\r");
  await agreed.until(/● {2}api +running/, 60_000);
  agreed.keys("q");
  expect(await agreed.exit()).toBe(0);
  expect(await s.read(".env")).toBe("GREETING=\n");
});
