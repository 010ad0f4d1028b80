import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";

const waitFor = { fixture: "wait-for", ports: ["API_PORT", "DB_HOST_PORT"] } as const;

scenario("down without the .env keeps the data; down -v empties it; down --images takes the images", waitFor, async (s) => {
  (await s.gdev("up -d --prod")).exits(0);
  const added = await fetch(`http://127.0.0.1:${s.ports.API_PORT}/users`, { method: "POST", body: '{"name":"Ada"}' });
  expect(added.status).toBe(201);

  const env = await s.read(".env");
  await s.remove(".env");
  (await s.gdev("down")).exits(0);
  expect(await s.containers()).toEqual([]);
  expect(await s.networks()).toEqual([]);
  expect(await s.volumes()).toEqual([`${s.project}_db`]);
  expect(await s.images()).toEqual([`${s.project}-api:prod`]);

  await s.write(".env", env);
  (await s.gdev("up -d --prod --no-build")).exits(0);
  await s.answers("API_PORT", /"name":"Ada"/, { path: "/users" });

  (await s.gdev("down -v")).exits(0);
  expect(await s.containers()).toEqual([]);
  expect(await s.volumes()).toEqual([]);
  expect(await s.images()).toEqual([`${s.project}-api:prod`]);

  (await s.gdev("down --images")).exits(0);
  expect(await s.images()).toEqual([]);
  (await s.gdev("down")).exits(0);
});

scenario("down --images takes what both modes built", { fixture: "compose-shapes/proxy", ports: ["WEB_PORT"] }, async (s) => {
  (await s.gdev("build")).exits(0);
  (await s.gdev("up -d --prod")).exits(0);
  expect(await s.images()).toEqual([`${s.project}-api:dev`, `${s.project}-api:prod`]);
  (await s.gdev("down --images")).exits(0);
  expect(await s.containers()).toEqual([]);
  expect(await s.images()).toEqual([]);
  // The proxy's image is not gdev's.
  (await s.docker("image inspect nginx:1.28 --format {{.Id}}")).exits(0);
});

scenario(
  "down finds what runs from a folder below, and from a compose file that is gone",
  { fixture: "compose-shapes/image-only", ports: ["WEB_PORT"] },
  async (s) => {
    await s.write("docker-compose.yml", `name: ${s.project}\n${await s.read("docker-compose.yml")}`);
    (await s.gdev("up -d")).exits(0);
    await s.run("mkdir", ["-p", "cmd/server"]);
    (await s.gdev("down", { cwd: `${s.folder}/cmd/server` })).exits(0);
    expect(await s.containers()).toEqual([]);

    (await s.gdev("up -d")).exits(0);
    await s.remove("docker-compose.yml");
    (await s.gdev(["-p", s.project, "down"])).exits(0);
    expect(await s.containers()).toEqual([]);
  },
);
