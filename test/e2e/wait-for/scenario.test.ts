import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";

const waitFor = { fixture: "wait-for", ports: ["API_PORT", "DB_HOST_PORT"] } as const;

scenario("a project with wait-for.sh comes up without it: gdev waits", { ...waitFor, smoke: true }, async (s) => {
  const up = await s.gdev("up -d --no-synth");
  up.exits(0).tells("api has no dev stage");
  await s.answers("API_PORT", /^hello from \/app\/main\n$/);
  await s.answers("API_PORT", /^(null|\[\])\n$/, { path: "/users" });

  const api = await s.service("api", { running: true, restarts: 0, name: `${s.project}-api` });
  expect([...api.entrypoint, ...api.command]).toEqual(["/app/main"]);
  expect(await logsOf("api")).toBe("listening on :8080\n");
  await s.service("postgres", { running: true, restarts: 0, name: `${s.project}-postgres` });
  await s.filesUntouched();

  async function logsOf(service: string): Promise<string> {
    return (await s.gdev(`logs --no-prefix ${service}`)).exits(0).stdout;
  }
});

scenario("restart: always stays in production and for the database", waitFor, async (s) => {
  (await s.gdev("up -d --prod")).exits(0);
  await s.service("postgres", { running: true, restartPolicy: "always", restarts: 0 });
  await s.answers("API_PORT", /^hello from \/app\/main\n$/);
});
