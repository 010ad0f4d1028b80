import { expect } from "vitest";
import { eventually } from "../framework/eventually.ts";
import { scenario } from "../framework/scenario.ts";

const proxy = { fixture: "compose-shapes/proxy", ports: ["WEB_PORT"] } as const;

scenario("switch changes one service, and the proxy in front of it goes on answering", { ...proxy, smoke: true }, async (s) => {
  (await s.gdev("up -d")).exits(0);
  const before = await s.service("proxy");
  expect((await s.service("api", { mode: "dev" })).mounts["/app"]).toBe(s.folder);

  (await s.gdev("switch api prod")).exits(0).prints(/^api +prod +runner +running, /m);
  const inProd = await s.service("api", { running: true, mode: "prod", stage: "runner", image: `${s.project}-api:prod` });
  expect(inProd.mounts).toEqual({});
  await eventually(() => s.answers("WEB_PORT", /^hello from runner\n$/), 5000);

  (await s.gdev("switch api dev")).exits(0);
  const inDev = await s.service("api", { running: true, mode: "dev", stage: "dev", image: `${s.project}-api:dev` });
  expect(inDev.mounts["/app"]).toBe(s.folder);
  await eventually(() => s.answers("WEB_PORT", /^hello from dev\n$/), 5000);

  (await s.gdev("switch api runner")).exits(0);
  await s.service("api", { running: true, mode: "prod", stage: "runner" });

  expect(await s.service("proxy")).toEqual(before);
  await s.filesUntouched();
});

scenario("switch to what runs already does nothing; to what cannot be says why", proxy, async (s) => {
  (await s.gdev("up -d --prod")).exits(0);
  const before = await s.containers();
  (await s.gdev("switch api prod")).exits(0).tells("api is prod already");
  (await s.gdev("switch proxy prod")).exits(2).tells("proxy has no build");
  (await s.gdev("switch ap prod")).exits(2).tells("did you mean api?");
  (await s.gdev("switch api runer")).exits(2).tells("did you mean runner?");
  expect(await s.containers()).toEqual(before);

  (await s.gdev("down")).exits(0);
  (await s.gdev("switch api prod")).exits(1).tells("api is not running").tells("gdev up -d --prod api");
});
