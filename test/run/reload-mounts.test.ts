import { expect, it } from "vitest";
import { EngineError } from "../../src/core/error.ts";
import { composeLabels } from "../../src/core/labels.ts";
import type { Engine, EngineRequest } from "../../src/docker/engine.ts";
import { findDevContainer } from "../../src/run/reload/container.ts";
import { serviceOf } from "../core/project-of.ts";

/** An engine with one container that runs air in /app. */
function engineOf(hostConfig: object): Engine {
  const json = (path: string): unknown =>
    path.startsWith("/containers/json")
      ? [{ Id: "c1", Labels: { [composeLabels.service]: "api" }, State: "running" }]
      : {
          Id: "c1",
          State: { StartedAt: "2026-01-01T00:00:00Z" },
          Config: { Cmd: ["air"], WorkingDir: "/app" },
          HostConfig: { NetworkMode: "demo", ...hostConfig },
        };
  return {
    url: "fake",
    json: async <T>({ path }: EngineRequest) => json(path) as T,
    stream: async () => {
      throw new EngineError(404, "no such file");
    },
  };
}

it.each([
  ["a bind", { Binds: ["/home/me/shop:/app:rw", "gdev-go-mod:/go/pkg/mod:rw"] }, ["/home/me/shop"]],
  ["a bind of Windows", { Binds: ["C:\\src\\shop:/app"] }, ["C:\\src\\shop"]],
  ["a mount", { Mounts: [{ Type: "bind", Source: "/home/me/shop", Target: "/app" }] }, ["/home/me/shop"]],
  ["a volume, which no save reaches", { Binds: ["source:/app:rw"] }, []],
  ["nothing", { Binds: null, Mounts: null }, []],
])("the source that gdev mounts beside the compose file's mounts is watched: %s", async (_, hostConfig, folders) => {
  const found = await findDevContainer(engineOf(hostConfig), "demo", serviceOf(), new AbortController().signal);
  expect(found?.folders).toEqual(folders);
  if (folders[0] === "/home/me/shop") expect(found?.heeds("/home/me/shop/main.go", "file")).toBe(true);
});

it("the compose file's own mounts come first", async () => {
  const service = serviceOf("volumes: [{ type: bind, source: /mine, target: /app }]");
  const found = await findDevContainer(
    engineOf({ Binds: ["/host_mnt/mine:/app"] }),
    "demo",
    service,
    new AbortController().signal,
  );
  expect(found?.folders).toEqual(["/mine"]);
});
