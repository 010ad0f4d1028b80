import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";

const api = { fixture: "compose-shapes/custom-image-name", ports: ["API_PORT"] } as const;

scenario("build makes the images of a mode and starts nothing; a service's own image name is production's", api, async (s) => {
  // The tag is not the fixture's: other scenarios build that project at the same time.
  await s.edit("docker-compose.yml", "team/shop-api", `${s.project}-own`);
  const dev = await s.gdev("build");
  dev
    .exits(0)
    .tells(/^api +dev 2\/\d +RUN go install .*(CACHED|s)$/m)
    .tells(/built stage dev/);
  expect(await s.images()).toEqual([`${s.project}-api:dev`]);

  const prod = await s.gdev("build --prod");
  prod.exits(0).tells(/^api +builder \d\/\d +RUN .*go build.*(CACHED|s)$/m);
  expect(await s.images()).toEqual([`${s.project}-api:dev`, `${s.project}-own:1.4`]);
  expect(await s.containers()).toEqual([]);

  (await s.gdev("build --prod api")).exits(0).tells(/^api +builder \d\/\d .*CACHED$/m);
  expect(await s.containers()).toEqual([]);
  await s.filesUntouched();
});

scenario("a build that fails shows the compiler's words and the line of the Dockerfile", api, async (s) => {
  await s.edit("docker-compose.yml", "team/shop-api", `${s.project}-own`);
  await s.edit("main.go", '"hello"', '"hello" + nowhere');
  const build = await s.gdev("build --prod");
  build
    .exits(1)
    .tells(/main\.go:14:\d+: undefined: nowhere/)
    .tells(/Dockerfile:4/);
  expect(build.stderr.match(/undefined: nowhere/g)).toHaveLength(1);
  expect(await s.images()).toEqual([]);
});
