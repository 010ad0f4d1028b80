import { readdir } from "node:fs/promises";
import { expect } from "vitest";
import { eventually } from "../framework/eventually.ts";
import { type Scenario, scenario } from "../framework/scenario.ts";
import { type Language, languageImage, provideLanguageImage } from "./language-image.ts";

/** A project on a local image in the shape of the official one. */
function project(
  fixture: string,
  language: Language,
): { fixture: string; ports: readonly string[]; env: Record<string, string> } {
  return {
    fixture,
    ports: ["API_PORT"],
    env: { [`${language.toUpperCase()}_IMAGE`]: languageImage(language) },
  };
}

/** Saves, and waits until the program answers so. */
async function saves(s: Scenario, file: string, from: string, to: string, answer: RegExp): Promise<void> {
  await s.edit(file, from, to);
  await eventually(() => s.answers("API_PORT", answer), 15_000);
}

/** Saves what does not parse, waits until the logs say so, and mends it. */
async function breaksAndMends(s: Scenario, file: string, from: string, to: string, answer: RegExp): Promise<void> {
  const { id } = await s.service("api");
  await s.edit(file, from, `((${from}`);
  await eventually(async () => (await s.docker("compose logs api")).exits(0).prints(/SyntaxError/), 15_000);
  await saves(s, file, `((${from}`, to, answer);
  // It is the same container all along.
  await s.service("api", { id, running: true, mode: "dev", stage: "gdev-dev" });
}

/** `up --prod` gives what the Dockerfile says, with nothing of the project mounted; `up` gives dev again. */
async function goesToProductionAndBack(s: Scenario, answer: RegExp): Promise<void> {
  (await s.gdev("up -d --prod")).exits(0);
  await s.answers("API_PORT", answer);
  expect((await s.service("api", { running: true, mode: "prod", image: `${s.project}-api:prod` })).mounts).toEqual({});
  (await s.gdev("up -d")).exits(0);
  await s.answers("API_PORT", answer);
  await s.service("api", { running: true, mode: "dev", stage: "gdev-dev" });
}

/** A second package in package.json and its lock, as `npm install` writes it. */
async function addsPackage(s: Scenario): Promise<void> {
  const file = "file:/opt/packages/greeting-1.0.0.tgz";
  for (const manifest of ["package.json", "package-lock.json"])
    await s.edit(manifest, '"dependencies": {', `"dependencies": { "hi": "${file}",`);
  const entry = JSON.stringify({ name: "greeting", version: "1.0.0", resolved: file });
  await s.edit("package-lock.json", '"node_modules/greeting": {', `"node_modules/hi": ${entry},\n    "node_modules/greeting": {`);
}

/** Git has nothing to say, and no folder is there that was not. */
async function leavesTheProjectAlone(s: Scenario, before: readonly string[]): Promise<void> {
  await s.filesUntouched();
  expect(await readdir(s.folder, { recursive: true })).toEqual(before);
}

scenario(
  "a Node.js server reloads on a save with the packages of its image, also new ones, survives a syntax error, and goes to production and back",
  project("languages/node-api", "node"),
  async (s) => {
    await provideLanguageImage(s, "node");
    (await s.gdev("up -d")).exits(0).prints(/^api +dev +gdev-dev +http :8080, /m);
    await s.answers("API_PORT", /^hello, world: good-day\n$/);
    const { mounts } = await s.service("api", { running: true, mode: "dev", stage: "gdev-dev", image: `${s.project}-api:dev` });
    expect(mounts).toMatchObject({ "/app": s.folder, "/app/node_modules": expect.stringMatching(/^[0-9a-f]{64}$/) });
    await s.filesUntouched();

    await saves(s, "routes/answer.js", '"world"', '"reader"', /^hello, reader: good-day\n$/);
    await breaksAndMends(s, "server.js", "createServer((", "createServer((", /^hello, reader: good-day\n$/);
    await s.filesUntouched();
    // What was saved needs no other container.
    const { id } = await s.service("api");
    (await s.gdev("up -d")).exits(0);
    await s.service("api", { id, running: true });

    await addsPackage(s);
    (await s.gdev("up -d")).exits(0);
    await s.edit("routes/answer.js", 'require("greeting")', 'require("hi")');
    await saves(s, "routes/answer.js", '"reader"', '"friend"', /^hello, friend: good-day\n$/);
    const folders = [mounts, (await s.service("api")).mounts].flatMap((each) => each["/app/node_modules"] ?? []);

    await goesToProductionAndBack(s, /^hello, friend: good-day\n$/);
    await s.filesUntouched();
    (await s.gdev("down")).exits(0);
    expect(await s.containers()).toEqual([]);
    for (const volume of folders) expect((await s.docker(["volume", "inspect", volume])).exitCode).toBe(1);
  },
);

scenario(
  "a FastAPI application reloads under uvicorn, survives a syntax error, and leaves nothing in the project",
  project("languages/python-asgi", "python"),
  async (s) => {
    const before = await readdir(s.folder, { recursive: true });
    await provideLanguageImage(s, "python");
    (await s.gdev("up -d")).exits(0).prints(/^api +dev +gdev-dev +http :8080, /m);
    await s.answers("API_PORT", /^\{"answer":"hello"\}$/);
    expect((await s.service("api", { running: true, mode: "dev", stage: "gdev-dev" })).mounts).toEqual({ "/code": s.folder });

    await saves(s, "app/answer.py", '"hello"', '"servus"', /^\{"answer":"servus"\}$/);
    await breaksAndMends(s, "app/answer.py", '"servus"', '"mended"', /^\{"answer":"mended"\}$/);
    await leavesTheProjectAlone(s, before);

    await goesToProductionAndBack(s, /^\{"answer":"mended"\}$/);
    await leavesTheProjectAlone(s, before);
  },
);

scenario(
  "a plain Python program that is installed behind its source reloads with its own variables and user, also after it has died",
  project("languages/python-plain", "python"),
  async (s) => {
    const before = await readdir(s.folder, { recursive: true });
    await provideLanguageImage(s, "python");
    (await s.gdev("up -d")).exits(0);
    await s.answers("API_PORT", /^hello: good day\n$/);
    (await s.docker("compose exec -T api id -un")).exits(0).prints(/^app$/m);

    await saves(s, "words.py", "hello", "servus", /^servus: good day\n$/);
    await breaksAndMends(s, "words.py", "def answer", "def answer", /^servus: good day\n$/);
    // A program that has died is not started over and over.
    const logs = (await s.docker("compose logs --no-log-prefix api")).exits(0).stdout;
    expect(logs.match(/SyntaxError: /g)).toHaveLength(1);
    await leavesTheProjectAlone(s, before);

    await goesToProductionAndBack(s, /^servus: good day\n$/);
    await leavesTheProjectAlone(s, before);
  },
);
