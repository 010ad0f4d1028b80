import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";
import { errorOf, lines } from "../message.ts";

scenario(
  "a service that dies at its start: exit code and its last lines",
  { fixture: "compose-shapes/dies-at-start", smoke: true },
  async (s) => {
    const up = await s.gdev("up -d");
    up.exits(1);
    const error = errorOf(s, up);
    expect(error).toMatch(/^error: api did not become ready: exited with code 3\n/);
    for (const line of ["reading the settings", "opening the shop", "the shop has no keys"]) {
      expect(error).toContain(`\n    │ ${line}\n`);
      expect(up.stderr.split(line)).toHaveLength(2);
    }
    expect(error).toMatch(/\n {2}→ gdev logs api shows all it said$/);
    await s.service("api", { running: false, exitCode: 3 });
    (await s.gdev("logs api")).exits(0).prints("the shop has no keys");
    await s.filesUntouched();
  },
);

scenario(
  "a probe that never answers: 124, what is missing, and its last words",
  { fixture: "compose-shapes/never-ready", ports: ["API_PORT"], smoke: true },
  async (s) => {
    const up = await s.gdev("up -d --timeout 2s");
    up.exits(124);
    expect(errorOf(s, up)).toBe(
      lines(
        "error: api is not ready after 2.0 s",
        "  http :8080: connection closed without a word",
        "    │ thinking",
        "  → see gdev logs api; --timeout gives it longer",
      ),
    );
    await s.service("api", { running: true });
  },
);

scenario("a program that is not in the image: which service, and which program", {}, async (s) => {
  await s.write(
    "docker-compose.yml",
    "services:\n  db:\n    image: alpine:3.22\n    command: [sleep, '86400']\n    init: true\n  api:\n    image: alpine:3.22\n    command: [/app/server]\n",
  );
  const up = await s.gdev("up -d");
  up.exits(1);
  const error = errorOf(s, up);
  expect(error).toMatch(
    /^error: the container of api has no program \/app\/server that it could start\n {2}exec: "\/app\/server": /,
  );
  expect(error).toMatch(/\n {2}→ check command and entrypoint of api against the chosen stage: gdev config shows both/);
  expect(error).not.toContain("OCI runtime");
});

scenario("what the engine refuses for a reason of its own keeps its words", {}, async (s) => {
  await s.write("docker-compose.yml", "services:\n  api:\n    image: alpine:3.22\n    container_name: two words\n");
  const up = await s.gdev("up -d");
  up.exits(1);
  expect(errorOf(s, up)).toMatch(/^error: Compose could not start the services\n {2}.*container name.*\n {2}→ gdev config shows/);
});
