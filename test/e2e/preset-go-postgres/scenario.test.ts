import { expect } from "vitest";
import { eventually } from "../framework/eventually.ts";
import { scenario } from "../framework/scenario.ts";

// The first build of a preset compiles everything, on a machine that does other work.
const preset = { fixture: "../../presets/projects/go-postgres", ports: ["API_PORT"], limitMs: 500_000 } as const;

scenario("the preset project comes up, reloads, and keeps its notes through a switch to production", preset, async (s) => {
  (await s.gdev("up -d --timeout 280s")).exits(0).hides("warning");
  await s.answers("API_PORT", /ok/i, { path: "/healthz" });
  const url = `http://127.0.0.1:${s.ports.API_PORT}/notes`;
  const headers = { "content-type": "application/json" };
  expect((await fetch(url, { method: "POST", headers, body: '{"title":"milk","body":"two bottles"}' })).status).toBe(201);
  await s.filesUntouched();

  await s.edit("main.go", "func main() {", 'func init() { println("reloaded by air") }\n\nfunc main() {');
  await eventually(async () => (await s.gdev("logs --no-prefix api")).prints("reloaded by air"), 60_000);

  const db = await s.service("db", { running: true });
  (await s.gdev("switch api prod")).exits(0);
  const { mounts } = await s.service("api", { running: true, mode: "prod", stage: "runner" });
  expect(Object.keys(mounts)).not.toContain("/app");
  await s.answers("API_PORT", /milk/, { path: "/notes" });
  expect(await s.service("db")).toEqual(db);
});
