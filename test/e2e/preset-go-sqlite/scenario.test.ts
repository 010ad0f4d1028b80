import { expect } from "vitest";
import { eventually } from "../framework/eventually.ts";
import { scenario } from "../framework/scenario.ts";

// SQLite is C: its first compilation takes minutes on a busy machine.
const preset = { ports: ["API_PORT"], limitMs: 900_000 } as const;

scenario("a program with cgo keeps its database file through reloads and between dev and production", preset, async (s) => {
  (await s.gdev("init go-sqlite --yes")).exits(0);
  (await s.gdev("doctor --strict --no-environment")).exits(0).prints("nothing to mend");
  (await s.gdev("up -d --timeout 480s")).exits(0).hides("warning");
  await s.service("api", { running: true, mode: "dev", stage: "dev" });
  const url = `http://127.0.0.1:${s.ports.API_PORT}/guests`;
  const sign = async (name: string): Promise<number> =>
    (await fetch(url, { method: "POST", body: JSON.stringify({ name, words: "hello" }) })).status;
  expect(await sign("Ada")).toBe(201);
  (await s.gdev("exec api go test ./...")).exits(0).prints(/^ok /m);

  await s.edit("internal/web/web.go", '"name": "guestbook"', '"name": "another book"');
  await eventually(() => s.answers("API_PORT", /another book/), 120_000);
  await s.answers("API_PORT", /Ada/, { path: "/guests" });

  (await s.gdev("switch api prod --timeout 280s")).exits(0);
  const { mounts } = await s.service("api", { running: true, mode: "prod", stage: "runner" });
  expect(Object.keys(mounts)).toContain("/data");
  expect(Object.keys(mounts)).not.toContain("/app");
  await s.answers("API_PORT", /Ada/, { path: "/guests" });
  expect(await sign("Grace")).toBe(201);

  (await s.gdev("switch api dev --timeout 280s")).exits(0);
  await s.answers("API_PORT", /Grace.*Ada/, { path: "/guests" });
  expect(await sign("Alan")).toBe(201);
});
