import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";

const wrong = { fixture: "compose-shapes/wrong-password", ports: ["DB_PORT"] } as const;

scenario("a service with a wrong password ends the run with its own last lines, not with a guess", wrong, async (s) => {
  const up = await s.gdev("up -d");
  up.exits(1)
    .tells(/^error: .*api/m)
    .tells("exited with code 2")
    .tells('password authentication failed for user "shop"');
  await s.service("db", { running: true });
});

scenario("a database that refuses the environment's password is ready, with one warning", wrong, async (s) => {
  (await s.gdev("up -d db")).exits(0).hides("warning");
  await s.edit("docker-compose.yml", "POSTGRES_PASSWORD: the-password", "POSTGRES_PASSWORD: changed-later");
  const up = await s.gdev("up -d db");
  up.exits(0)
    .tells(/warning: .*refuse|warning: .*password authentication failed/)
    .hides("changed-later");
  expect(up.stderr.match(/warning:/g)).toHaveLength(1);
  await s.service("db", { running: true });
});
