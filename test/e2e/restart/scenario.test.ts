import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";

scenario(
  "restart restarts the container as it is and waits until it is ready",
  { fixture: "compose-shapes/no-published-db" },
  async (s) => {
    (await s.gdev("up -d")).exits(0);
    const [db, api] = [await s.service("db"), await s.service("api")];
    (await s.gdev("restart db")).exits(0).prints(/^db +- +- +postgres, /m);
    (await s.docker(["compose", "exec", "-T", "db", "psql", "-h", "127.0.0.1", "-U", "shop", "-c", "SELECT 1"])).exits(0);
    const after = await s.service("db", { running: true, id: db.id });
    expect(after.startedAt).not.toBe(db.startedAt);
    expect(await s.service("api")).toEqual(api);

    (await s.gdev("restart dbb")).exits(2).tells("did you mean db?");
    (await s.gdev("down")).exits(0);
    (await s.gdev("restart db")).exits(1).tells("db has no container to restart");
  },
);

scenario(
  "restart of what runs in production needs no image of dev",
  { fixture: "compose-shapes/proxy", ports: ["WEB_PORT"] },
  async (s) => {
    (await s.gdev("up -d --prod")).exits(0);
    const api = await s.service("api", { running: true, stage: "runner" });
    (await s.gdev("restart api")).exits(0).prints(/^api +prod +runner +running, /m);
    const after = await s.service("api", { running: true, stage: "runner", id: api.id });
    expect(after.startedAt).not.toBe(api.startedAt);
  },
);
