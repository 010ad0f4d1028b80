import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";

const initSeconds = 12;
const override = {
  fixture: "compose-shapes/override-file",
  ports: ["DB_PORT"],
  env: { INIT_SECONDS: String(initSeconds) },
} as const;

scenario(
  "docker-compose.override.yml counts, and its slow init script is waited out before the API starts",
  override,
  async (s) => {
    const up = await s.gdev("up -d");
    up.exits(0);
    const db = await s.service("db", { running: true, restarts: 0 });
    expect(db.mounts["/docker-entrypoint-initdb.d"]).toBe(`${s.folder}/init`);
    const api = await s.service("api", { running: true, restarts: 0 });
    expect(Date.parse(api.startedAt) - Date.parse(db.startedAt)).toBeGreaterThan(initSeconds * 1000);
    (await s.docker("compose logs --no-log-prefix api")).prints("connected");
    (await s.docker("compose logs db")).hides(/FATAL|ERROR|incomplete startup packet|unexpected EOF/);
  },
);
