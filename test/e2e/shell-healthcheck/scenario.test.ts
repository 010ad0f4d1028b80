import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";

const health = { fixture: "compose-shapes/shell-healthcheck", ports: ["API_PORT"] } as const;

scenario(
  "a healthcheck that needs a shell is dropped on a runner that has none, and what waits for it still comes up",
  health,
  async (s) => {
    (await s.gdev("up -d --prod")).exits(0);
    await s.answers("API_PORT", /^hello from runner-distroless\n$/);
    await s.service("api", { running: true, stage: "runner-distroless", hasHealthcheck: false });
    const after = await s.service("after", { running: true });

    (await s.gdev("switch api dev")).exits(0);
    await s.answers("API_PORT", /^hello from dev\n$/);
    await s.service("api", { running: true, stage: "dev", hasHealthcheck: true });
    (await s.gdev("switch api prod")).exits(0);
    await s.service("api", { running: true, stage: "runner-distroless", hasHealthcheck: false });
    expect(await s.service("after")).toEqual(after);
  },
);

scenario("service_healthy is waited for where the healthcheck can run", health, async (s) => {
  (await s.gdev("up -d")).exits(0);
  const api = await s.service("api", { running: true, stage: "dev", hasHealthcheck: true });
  (await s.docker(["inspect", "--format", "{{.State.Health.Status}}", api.id])).prints("healthy");
  await s.service("after", { running: true });
});
