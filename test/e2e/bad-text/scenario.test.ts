import { mkdir, rename, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";
import { errorOf, lines } from "../message.ts";

const compose = 'services:\n  api:\n    build: .\n    environment: { SHOP: "${SHOP}" }\n';
const dockerfile = 'FROM alpine:3.22 AS dev\nRUN echo one \\\n  && echo two\nCMD ["sh", "-c", "echo open: $$SHOP."]\n';

scenario("files with Windows line ends", {}, async (s) => {
  const crlf = (text: string): string => text.replaceAll("\n", "\r\n");
  await s.write("docker-compose.yml", crlf(compose));
  await s.write("Dockerfile", crlf(dockerfile.replace("$$", "$")));
  await s.write(".env", "SHOP=market\r\n");
  const up = await s.gdev("up");
  up.exits(0).hides("\r").hides("is not set");
  expect(up.stdout).toBe("open: market.\n");
  await s.write("docker-compose.yml", crlf("services:\n  api:\n    build:\n      context: .\n      target: deb\n"));
  const wrong = await s.gdev("up -d");
  wrong.exits(1);
  expect(errorOf(s, wrong)).toBe(
    lines(
      "error: build.target of service api names stage deb, which its Dockerfile does not have",
      "  docker-compose.yml:5:7",
      "    5 |       target: deb",
      "      |       ^",
      "  <folder>/Dockerfile has the stages dev",
      "  → did you mean dev?",
    ),
  );
});

scenario("files that begin with a byte order mark", {}, async (s) => {
  await s.write("docker-compose.yml", `\ufeff${compose}`);
  await s.write("Dockerfile", `\ufeff${dockerfile.replace("$$", "$")}`);
  await s.write(".env", "\ufeffSHOP=market\n");
  const up = await s.gdev("up", { env: { SHOP: "stall" } });
  up.exits(0);
  expect(up.stdout).toBe("open: stall.\n");
  await s.write("docker-compose.yml", "\ufeffservices:\n  api:\n\timage: x\n");
  const wrong = await s.gdev("up");
  wrong.exits(1);
  expect(errorOf(s, wrong)).toContain("error: the compose file is not valid YAML\n  docker-compose.yml:3:1\n");
});

scenario("a compose file that is a link: the project is where the link is, as for Compose", {}, async (s) => {
  await s.write(
    "docker-compose.yml",
    "services:\n  api:\n    image: alpine:3.22\n    command: [sleep, '86400']\n    init: true\n",
  );
  await mkdir(join(s.folder, "real"));
  await rename(join(s.folder, "docker-compose.yml"), join(s.folder, "real/shop.yml"));
  await symlink("real/shop.yml", join(s.folder, "docker-compose.yml"));
  (await s.gdev("up -d")).exits(0);
  await s.service("api", { running: true });
  (await s.gdev("ps")).exits(0).prints(/^api .*running/m);
  (await s.gdev("down")).exits(0);
  expect(await s.containers()).toEqual([]);
});
