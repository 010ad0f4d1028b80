import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";

scenario(
  "a migration runs once, between the database and what waits for its success",
  { fixture: "compose-shapes/migration" },
  async (s) => {
    (await s.gdev("up -d")).exits(0);
    await s.service("migrate", { running: false, exitCode: 0 });
    await s.service("api", { running: true, restarts: 0 });
    (await s.docker("compose logs --no-log-prefix api")).prints("Ada").prints("connected");

    const before = await s.containers();
    (await s.gdev("up -d")).exits(0).tells("nothing to do");
    expect(await s.containers()).toEqual(before);
  },
);

scenario(
  "after a migration that fails nothing starts that waits for it",
  { fixture: "compose-shapes/migration", env: { MIGRATION: "broken.sql" } },
  async (s) => {
    const up = await s.gdev("up -d");
    up.exits(1)
      .tells(/^error: .*migrate/m)
      .tells("exited with code 3")
      .tells('syntax error at or near "TABEL"');
    expect(Object.keys(await s.ids()).sort()).toEqual(["db", "migrate"]);
    await s.service("db", { running: true });
  },
);
