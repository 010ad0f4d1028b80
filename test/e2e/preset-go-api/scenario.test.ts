import { expect } from "vitest";
import { eventually } from "../framework/eventually.ts";
import { scenario } from "../framework/scenario.ts";

// The first build of a preset compiles everything, on a machine that does other work.
const preset = { ports: ["API_PORT"], limitMs: 500_000 } as const;

scenario("an API from an empty folder answers, reloads, and runs in production", preset, async (s) => {
  (await s.gdev("init go-api --yes --set module=example.com/mine")).exits(0).prints("wrote Dockerfile").hides("warning");
  expect(await s.read("go.mod")).toContain("module example.com/mine\n");
  (await s.gdev("doctor --strict --no-environment")).exits(0).prints("nothing to mend");
  (await s.gdev("up -d --timeout 280s")).exits(0).hides("warning");
  await s.service("api", { running: true, mode: "dev", stage: "dev" });
  await s.answers("API_PORT", /"status":"ok"/, { path: "/healthz" });
  await s.answers("API_PORT", /^\[\]/, { path: "/books" });
  (await s.gdev("exec api go test ./...")).exits(0).prints(/^ok /m);

  await s.edit("internal/web/web.go", '"name": "shelf"', '"name": "a longer shelf"');
  await eventually(() => s.answers("API_PORT", /a longer shelf/), 60_000);

  (await s.gdev("switch api prod")).exits(0);
  const { mounts } = await s.service("api", { running: true, mode: "prod", stage: "runner" });
  expect(Object.keys(mounts)).not.toContain("/app");
  await s.answers("API_PORT", /a longer shelf/);

  (await s.gdev("switch api runner-distroless")).exits(0);
  await s.service("api", { running: true, stage: "runner-distroless" });
  await s.answers("API_PORT", /"status":"ok"/, { path: "/healthz" });
});
