import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";

const api = { fixture: "compose-shapes/custom-image-name", ports: ["API_PORT"] } as const;

scenario("switch with a failing build leaves the running container alone", { ...api, smoke: true }, async (s) => {
  // The tag is not the fixture's: other scenarios build that project at the same time.
  await s.edit("docker-compose.yml", "team/shop-api", `${s.project}-own`);
  (await s.gdev("up -d")).exits(0);
  const inDev = await s.service("api", { running: true, stage: "dev" });
  await s.edit("Dockerfile", 'CGO_ENABLED=0 go build -ldflags "-s -w"', "echo nothing will come of this >&2; false");
  (await s.gdev("switch api prod"))
    .exits(1)
    .tells(/Dockerfile:4/)
    .tells("nothing will come of this");
  expect(await s.service("api")).toEqual(inDev);
  await s.answers("API_PORT", /^hello from dev\n$/);

  await s.edit("Dockerfile", "echo nothing will come of this >&2; false", 'CGO_ENABLED=0 go build -ldflags "-s -w"');
  (await s.gdev("switch api prod")).exits(0);
  const inProd = await s.service("api", { running: true, stage: "runner" });
  await s.edit("main.go", '"hello"', '"hello" + missing');
  (await s.gdev("switch api prod")).exits(1).tells(/main\.go:14:\d+: undefined: missing/);
  expect(await s.service("api")).toEqual(inProd);
  await s.answers("API_PORT", /^hello from runner\n$/);
});
