import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";

const profiles = { fixture: "compose-shapes/profiles", ports: ["WEB_PORT"] } as const;

scenario("profiles: their services come with --profile or COMPOSE_PROFILES, and change no other", profiles, async (s) => {
  (await s.gdev("up -d")).exits(0);
  expect(Object.keys(await s.ids())).toEqual(["web"]);
  const web = await s.service("web");
  await s.answers("WEB_PORT", /./);

  (await s.gdev("--profile debug up -d")).exits(0);
  await s.service("debug", { running: true });
  await s.service("seed", { running: false, exitCode: 0 });
  expect(await s.service("web")).toEqual(web);

  (await s.gdev("down")).exits(0);
  expect(await s.containers()).toEqual([]);
  (await s.gdev("up -d debug", { env: { COMPOSE_PROFILES: "debug" } })).exits(0);
  expect(Object.keys(await s.ids()).sort()).toEqual(["debug", "web"]);
});
