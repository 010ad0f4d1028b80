// A compose project of producers on the real engine.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { here } from "../measure.mjs";

const image = "gdevbench-tui-producer";
const project = `gdevbenchtui${process.pid}`;
const root = mkdtempSync(join(tmpdir(), "gdev-bench-"));

/** The folder's name is what gdev shows first of all. */
export const folder = root;
export const env = {
  ...process.env,
  COMPOSE_PROJECT_NAME: project,
  COMPOSE_MENU: "false",
  XDG_STATE_HOME: join(root, "state"),
  TERM: "xterm-256color",
  COLORTERM: "truecolor",
};
// Programs take themselves for watched by a machine where CI is set.
delete env.CI;

/** Builds the producer's image, once. */
export function build() {
  docker("build", "--quiet", "--tag", image, here("tui/producer"));
}

/** Makes the project anew: a service per list of producer flags, with logs of its own. */
export function start(services) {
  down();
  const lines = services.map(
    (flags, index) =>
      `  s${index + 1}:\n    image: ${image}\n    command: ${JSON.stringify(["-id", `${index + 1}`, ...flags])}\n`,
  );
  writeFileSync(join(root, "docker-compose.yml"), `services:\n${lines.join("")}`);
  docker("compose", "up", "--detach", "--quiet-pull");
}

/** Begins the burst of a service. */
export const signal = (service) => docker("kill", "--signal", "USR1", containerOf(service));

export const containerOf = (service) => `${project}-s${service}-1`;

export function down() {
  docker("compose", "-p", project, "down", "--volumes", "--remove-orphans", "--timeout", "0");
}

export function remove() {
  try {
    down();
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** What stands in the Engine's own answer to this request, byte by byte, to `take`; resolves at its end. */
export function ask(path, take) {
  return new Promise((resolve, reject) => {
    const request = http.get({ socketPath: socket(), path, headers: { Host: "docker" }, agent: false }, (response) => {
      response.on("data", (bytes) => take(bytes, request));
      response.on("close", resolve);
    });
    request.on("error", reject);
  });
}

export function socket() {
  const host = process.env.DOCKER_HOST ?? "unix:///var/run/docker.sock";
  if (!host.startsWith("unix://")) throw new Error(`bench/tui needs an engine at a unix socket, not ${host}`);
  return host.slice("unix://".length);
}

function docker(...args) {
  const { status, stdout, stderr } = spawnSync("docker", args, { cwd: root, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`docker ${args.join(" ")} failed:\n${stdout}${stderr}`);
  return stdout;
}
