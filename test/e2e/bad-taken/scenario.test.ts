import { type AddressInfo, createServer } from "node:net";
import { expect } from "vitest";
import { type Scenario, scenario } from "../framework/scenario.ts";
import { errorOf, lines } from "../message.ts";

const files = (port: string): string =>
  `services:\n  api:\n    image: alpine:3.22\n    command: [sleep, '86400']\n    init: true\n    ports:\n      - "${port}:80"\n`;

/** A container that is none of the project's; it goes with the scenario. */
async function stranger(
  s: Scenario,
  ...words: readonly string[]
): Promise<{ readonly id: string; readonly remove: () => Promise<void> }> {
  const run = await s.docker(["run", "--detach", "--init", ...words, "alpine:3.22", "sleep", "86400"]);
  const id = run.exits(0).stdout.trim();
  return { id, remove: async () => void (await s.docker(["rm", "--force", id])).exits(0) };
}

async function stillRuns(s: Scenario, id: string): Promise<void> {
  expect((await s.docker(["inspect", "--format", "{{.State.Running}}", id])).stdout).toBe("true\n");
}

scenario(
  "a port that another project's container holds: which, and nothing is stopped",
  { ports: ["TAKEN"], smoke: true },
  async (s) => {
    const { TAKEN: port = 0 } = s.ports;
    const name = `${s.project}-stranger`;
    const { id, remove } = await stranger(
      s,
      "--name",
      name,
      "--label",
      "com.docker.compose.project=another",
      "--publish",
      `${port}:80`,
    );
    try {
      await s.write("docker-compose.yml", files(String(port)));
      const up = await s.gdev("up -d");
      up.exits(1);
      expect(errorOf(s, up).replace(/\(up .*\)\n/, "(up)\n")).toBe(
        lines(
          `error: port ${port} is already taken: api cannot publish it`,
          "  docker-compose.yml:7:10",
          `    7 |       - "${port}:80"`,
          "      |          ^",
          "  it is held by container <project>-stranger of project another (up)",
          "  → stop it (docker stop <project>-stranger), or publish api on another port",
        ),
      );
      await stillRuns(s, id);
      await s.filesUntouched();
      await s.write("docker-compose.yml", files("${TAKEN}"));
      expect(errorOf(s, await s.gdev("up -d"))).toContain("\n  docker-compose.yml:6:5\n");
    } finally {
      await remove();
    }
    (await s.gdev("up -d --timeout 20s")).tells(/^api +started/m);
  },
);

scenario("a port that a process of this machine holds: which", {}, async (s) => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
  try {
    const { port } = server.address() as AddressInfo;
    await s.write("docker-compose.yml", files(String(port)));
    const up = await s.gdev("up -d");
    up.exits(1);
    const error = errorOf(s, up);
    expect(error).toContain(`error: port ${port} is already taken: api cannot publish it\n  docker-compose.yml:7:10\n`);
    expect(error).toMatch(
      new RegExp(`\\n {2}it is held by \\S.* \\(pid ${process.pid}\\)\\n {2}→ stop it, or publish api on another port$`),
    );
  } finally {
    server.close();
  }
});

scenario("a container name that somebody else has: whose, and it stays", { smoke: true }, async (s) => {
  const name = `${s.project}-shop`;
  const { id, remove } = await stranger(s, "--name", name);
  try {
    await s.write("docker-compose.yml", `services:\n  api:\n    image: alpine:3.22\n    container_name: ${name}\n`);
    const up = await s.gdev("up -d");
    up.exits(1);
    expect(errorOf(s, up).replace(/\(up .*\)\n/, "(up)\n")).toBe(
      lines(
        "error: the container name <project>-shop is already taken",
        "  docker-compose.yml:4:5",
        "    4 |     container_name: <project>-shop",
        "      |     ^",
        "  by container <project>-shop (up)",
        "  → remove it if you no longer need it (docker rm -f <project>-shop), or drop container_name: Compose then names it after the project",
      ),
    );
    await stillRuns(s, id);
  } finally {
    await remove();
  }
});
