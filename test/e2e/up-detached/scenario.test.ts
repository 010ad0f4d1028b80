import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";

scenario(
  "up -d returns when everything answers; a second one does nothing",
  { fixture: "compose-shapes/proxy", ports: ["WEB_PORT"], smoke: true },
  async (s) => {
    const up = await s.gdev("up -d");
    up.exits(0);
    await s.answers("WEB_PORT", /^hello from dev\n$/);
    await s.service("api", { running: true, mode: "dev", stage: "dev", image: `${s.project}-api:dev` });
    await s.service("proxy", { running: true });
    up.prints(/^SERVICE +MODE +STAGE +READY +URL +IMAGE$/m).prints(/^api +dev +dev +air, \d.*MB$/m);
    await s.filesUntouched();

    const before = await s.containers();
    const calls = await s.recordDocker();
    const again = await s.gdev("up -d");
    again.exits(0).tells(`${s.project}: nothing to do`);
    expect(await s.containers()).toEqual(before);
    expect((await calls()).filter((call) => !/^compose .*\bconfig\b/.test(call))).toEqual([]);
  },
);

scenario("up -d api leaves what api does not need alone", { fixture: "compose-shapes/proxy", ports: ["WEB_PORT"] }, async (s) => {
  (await s.gdev("up -d api")).exits(0);
  expect(Object.keys(await s.ids())).toEqual(["api"]);
});
