import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";

const api = { fixture: "compose-shapes/custom-image-name", ports: ["API_PORT"] } as const;

scenario("ps says mode, stage, state, readiness, ports and size, as a table and as JSON", api, async (s) => {
  // The tag is not the fixture's: other scenarios build that project at the same time.
  await s.edit("docker-compose.yml", "team/shop-api", `${s.project}-own`);
  (await s.gdev("ps")).exits(0).prints("nothing is there");
  (await s.gdev("up -d --prod")).exits(0);
  (await s.gdev("ps"))
    .exits(0)
    .prints(new RegExp(`^api +prod +runner +running +http :8080, .*s +${s.ports.API_PORT}→8080 +[\\d.]+MB$`, "m"));
  const rows: unknown = JSON.parse((await s.gdev("ps --json")).exits(0).stdout);
  expect(rows).toEqual([
    {
      service: "api",
      mode: "prod",
      stage: "runner",
      image: `${s.project}-own:1.4`,
      state: "running",
      ready: { probe: "http :8080", afterMs: expect.any(Number) },
      ports: [{ target: 8080, protocol: "tcp", published: s.ports.API_PORT, hostIp: "127.0.0.1" }],
      sizeBytes: expect.any(Number),
      container: `${s.project}-api-1`,
    },
  ]);

  (await s.docker("compose stop api")).exits(0);
  (await s.gdev("ps")).exits(0).prints(/^api +prod +runner +Exited \(0\)/m);
  expect(JSON.parse((await s.gdev("ps --json api")).stdout)).toMatchObject([
    { service: "api", state: "exited", ready: null, ports: [] },
  ]);
});
