import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";

const distroless = { fixture: "compose-shapes/shell-healthcheck", ports: ["API_PORT"] } as const;

scenario("exec runs a command in the service; where there is no shell it says so", distroless, async (s) => {
  (await s.gdev("exec api true")).exits(1);
  (await s.gdev("up -d api")).exits(0);
  expect((await s.gdev(["exec", "api", "sh", "-c", "echo $STAGE"])).exits(0).stdout).toBe("dev\n");
  (await s.gdev(["exec", "api", "sh", "-c", "exit 5"])).exits(5);

  (await s.gdev("switch api prod")).exits(0);
  (await s.gdev("exec api")).exits(1).tells("the container of api has no shell").tells("gdev switch api dev");
  const server = await s.gdev("exec api /usr/local/bin/server");
  server.exits(1);
  expect(server.stdout + server.stderr).toContain("listen tcp :8080: bind: address already in use");
});
