import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";

scenario(
  "several -f files, in their order; COMPOSE_FILE says the same",
  { fixture: "compose-shapes/several-files", ports: ["WEB_PORT"] },
  async (s) => {
    (await s.gdev("-f a.yml -f b.yml up -d")).exits(0);
    const web = await s.service("web", { running: true, image: "nginx:1.28" });
    expect(web.environment).toContain("LEVEL=from b");
    await s.answers("WEB_PORT", /./);
    expect((await s.gdev("logs --no-prefix worker", { env: { COMPOSE_FILE: "a.yml:b.yml" } })).exits(0).stdout).toBe(
      "working as b says\n",
    );

    const before = await s.containers();
    (await s.gdev("up -d", { env: { COMPOSE_FILE: "a.yml:b.yml" } })).exits(0).tells("nothing to do");
    expect(await s.containers()).toEqual(before);
    (await s.gdev("up -d")).exits(1).tells(/no compose file/i);
  },
);
