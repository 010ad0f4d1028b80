import { dirname, join } from "node:path";
import { expect } from "vitest";
import { openDoor } from "../bad-engine/door.ts";
import { startSmallEngine } from "../bad-full-disk/small-engine.ts";
import { scenario } from "../framework/scenario.ts";
import { logRows } from "../screen.ts";

scenario(
  "an engine that is out of reach for a while: said, and no line lost or doubled",
  { fixture: "tui-prints" },
  async (s) => {
    (await s.docker("compose up -d")).exits(0);
    const socket = join(dirname(s.folder), "d.sock");
    const engine = s.env.DOCKER_HOST ?? "unix:///var/run/docker.sock";
    const door = await openDoor(socket, engine);
    const ui = s.terminal("", { env: { DOCKER_HOST: door.url } });
    await ui.until(/^▸● {2}api +running/m);
    await ui.until(/^worker │ worker is here$/m);
    await print(1, 20);
    await ui.until(/^worker │ 20$/m);

    await door.shut();
    await ui.until(/ engine lost\b/);
    await ui.until(/ trying again: /);
    await ui.until(/^── the Docker engine is gone, trying again /m);
    await print(21, 40);
    (await s.docker("compose stop -t 0 api")).exits(0);
    ui.keys("?");
    await ui.until(/select the service above/);
    ui.keys("\x1b");

    const again = await openDoor(socket, engine);
    await ui.until(/^── the Docker engine is back ──$/m);
    await ui.until(/^▸○ {2}api +exited/m);
    await ui.until(/docker \d+\./);
    await print(41, 42);
    await ui.until(/^worker │ 42$/m);
    ui.keys("s\x15all.log\r");
    await ui.until(/saved to /);
    const numbers = [...(await s.read("all.log")).matchAll(/^worker +\| \S+ (\d+)$/gm)].map(([, number]) => Number(number));
    expect(numbers).toEqual(Array.from({ length: 42 }, (_, n) => n + 1));
    ui.keys("q");
    expect(await ui.exit()).toBe(0);
    expect(await ui.leftovers()).toEqual([]);
    await again.shut();

    async function print(from: number, to: number): Promise<void> {
      (await s.docker(["exec", `${s.project}-worker-1`, "sh", "-c", `seq ${from} ${to} >/proc/1/fd/1`])).exits(0);
    }
  },
);

const compose = `services:
  api:
    image: alpine:3.22
    init: true
    network_mode: none
    command: [sh, -c, "echo api is here; exec sleep 86400"]
`;

scenario("an engine that is stopped and started again: the UI says so and goes on", {}, async (s) => {
  const small = await startSmallEngine((program, args) => s.run(program, args), 48, "alpine:3.22");
  if (!small) return s.skip("an engine of its own needs root, mounts and dockerd");
  const env = { DOCKER_HOST: small.url };
  try {
    await s.write("docker-compose.yml", compose);
    (await s.run("docker", ["compose", "up", "-d"], { env })).exits(0);
    const ui = s.terminal("", { env });
    await ui.until(/^▸● {2}api +running/m);
    await ui.until(/^api │ api is here$/m);

    await small.halt();
    await ui.until(/ engine lost\b/);
    await ui.until(/^── the Docker engine is gone, trying again /m);
    await small.start();
    await ui.until(/^── the Docker engine is back ──$/m, 60_000);
    await ui.until(/^▸. {2}api +exited/m);
    await ui.until(/docker \d+\./);

    (await s.run("docker", ["compose", "up", "-d"], { env })).exits(0);
    await ui.until(/^▸● {2}api +running/m);
    const rows = logRows(await ui.until(/^── api (re)?started ──\napi │ api is here$/m));
    expect(rows.filter((row) => row === "api │ api is here")).toHaveLength(2);
    ui.keys("q");
    expect(await ui.exit()).toBe(0);
    expect(await ui.leftovers()).toEqual([]);
  } finally {
    await s.run("docker", ["compose", "down", "--timeout", "0"], { env });
    await small.stop();
  }
});
