// When is Postgres said to be ready, and when is it? Fresh volumes on a real engine; see README.md.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const rounds = Number(process.argv[2] ?? 7);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const gdev = process.env.GDEV_BENCH_CLI ?? here("../../dist/cli.js");
const waitOn = here("../../node_modules/.bin/wait-on");
const account = ["user=app", "password=secret", "database=shop"];

const folder = await mkdtemp(join(tmpdir(), "gdev-bench-"));
const project = "gdevbench";
const port = await freePort();
const env = { ...process.env, COMPOSE_PROJECT_NAME: project, XDG_STATE_HOME: join(folder, "state") };

/** Who says when: the time since the truth in ms, by contestant. */
const lags = new Map();

try {
  for (let round = 1; round <= rounds; round += 1) {
    await measure("a pg_isready healthcheck over the socket, every 1 s", ["pg_isready", "-U", "app", "-d", "shop"]);
    await measure("a pg_isready healthcheck with -h 127.0.0.1, every 1 s", [
      "pg_isready",
      "-h",
      "127.0.0.1",
      "-U",
      "app",
      "-d",
      "shop",
    ]);
    await measureUp();
    process.stderr.write(`round ${round} of ${rounds}\n`);
  }
  print();
  await compareLogs();
} finally {
  await compose("down", "-v", "-t", "0");
  await rm(folder, { recursive: true, force: true });
}

/** One fresh volume: everybody waits at once, beside the poller. */
async function measure(healthcheckName, healthcheck) {
  await fresh(healthcheck);
  const healthy = run("docker", [
    "events",
    "--filter",
    `label=com.docker.compose.project=${project}`,
    "--filter",
    "event=health_status",
    "--format",
    "{{.Action}} {{.TimeNano}}",
  ]);
  await compose("up", "-d");
  const truth = run(process.execPath, [here("poller.mjs"), String(port), ...account]);
  const waits = new Map([
    ["gdev wait db", run(process.execPath, [gdev, "wait", "-q", "db"])],
    ["gdev wait host:port", run(process.execPath, [gdev, "wait", "-q", `localhost:${port}`])],
    [
      "a loop like wait-for.sh (nc -z, every 1 s)",
      run("bash", ["-c", `until (: < /dev/tcp/127.0.0.1/${port}) 2> /dev/null; do sleep 1; done`]),
    ],
    ["wait-on tcp:", run(process.execPath, [waitOn, `tcp:127.0.0.1:${port}`])],
  ]);
  const times = await truthOf(truth);
  for (const [name, { ended }] of waits) note(name, await ended, times);
  const at = await healthy.line(/health_status: healthy (\d+)/);
  note(healthcheckName, Number(at) / 1e6, times);
  healthy.child.kill();
}

/** gdev starts the database itself. */
async function measureUp() {
  await fresh();
  const truth = run(process.execPath, [here("poller.mjs"), String(port), ...account]);
  const up = run(process.execPath, [gdev, "up", "-d"]);
  note("gdev up -d", await up.ended, await truthOf(truth));
}

async function truthOf(poller) {
  const [refusedMs, answeredMs] = (await poller.output).split(" ").map(Number);
  return { refusedMs, answeredMs };
}

/** Without the poller: which lines does a server's log have that it has not when nobody waits? */
async function compareLogs() {
  const usual = await logAfter(async () => {});
  for (const what of ["db", `localhost:${port}`, `postgres://app:secret@localhost:${port}/shop`]) {
    const lines = await logAfter(() => run(process.execPath, [gdev, "wait", "-q", what]).ended);
    const added = lines.filter((line) => !usual.includes(line));
    console.log(`gdev wait ${what.replace(/:secret@/, "@")}: ${added.length} lines added to the server's log`);
    for (const line of added) console.log(`  ${line}`);
    if (added.length > 0) process.exitCode = 1;
  }
}

async function logAfter(wait) {
  await fresh();
  await compose("up", "-d");
  await wait();
  const truth = run("docker", ["compose", "logs", "--no-log-prefix", "--follow"], { cwd: folder });
  await truth.line(/init process complete[\s\S]*(ready to accept connections)/);
  truth.child.kill();
  // Only the real server can be asked over TCP: the log up to there is the image's own.
  const [, served = ""] = (await truth.output).split("init process complete");
  return served.split("\n").map((line) =>
    line
      .replace(/^waiting for server to (?:start|shut down)\.+/, "")
      .replace(/\d+/g, "#")
      .trim(),
  );
}

function print() {
  console.log(
    "ms after the first SELECT 1 that an independent 5 ms poller saw answered (negative: before it); every row on fresh volumes.",
  );
  console.log("False: said before the poller's last refusal.\n");
  console.log("| who says ready | n | median | earliest | latest | false |\n|---|---|---|---|---|---|");
  for (const [name, values] of lags) {
    const sorted = values.map(({ lagMs }) => lagMs).sort((one, other) => one - other);
    const cells = [median(sorted), sorted[0], sorted.at(-1)].map((value) => Math.round(value));
    console.log(`| ${name} | ${sorted.length} | ${cells.join(" | ")} | ${values.filter(({ early }) => early).length} |`);
  }
  console.log();
}

function median(sorted) {
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function note(name, saidMs, { refusedMs, answeredMs }) {
  lags.set(name, [...(lags.get(name) ?? []), { lagMs: saidMs - answeredMs, early: saidMs < refusedMs }]);
}

async function fresh(healthcheck) {
  const check = healthcheck
    ? `\n    healthcheck: { test: ${JSON.stringify(["CMD", ...healthcheck])}, interval: 1s, retries: 60 }`
    : "";
  await writeFile(
    join(folder, "docker-compose.yml"),
    `services:
  db:
    image: postgres:17
    environment: { POSTGRES_USER: app, POSTGRES_PASSWORD: secret, POSTGRES_DB: shop }
    ports: ["127.0.0.1:${port}:5432"]
    volumes: ["data:/var/lib/postgresql/data"]${check}
volumes: { data: {} }
`,
  );
  await compose("down", "-v", "-t", "0");
}

async function compose(...args) {
  const { ended, errors, child } = run("docker", ["compose", ...args], { cwd: folder });
  await ended;
  if (child.exitCode !== 0) throw new Error(`docker compose ${args.join(" ")}: ${await errors}`);
}

/** Starts a program; `ended` is the time of its end, `line` the first group of a pattern in its output so far or to come. */
function run(program, args, options = {}) {
  const child = spawn(program, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"], ...options });
  let output = "";
  let errors = "";
  child.stdout.on("data", (bytes) => {
    output += bytes;
  });
  child.stderr.on("data", (bytes) => {
    errors += bytes;
  });
  const ended = once(child, "exit").then(([code]) => {
    const nowMs = Date.now();
    if (code > 0 && !child.killed) process.stderr.write(`${program} ${args.join(" ")} ended with ${code}: ${errors}\n`);
    return nowMs;
  });
  const closed = once(child, "close");
  const line = async (pattern) => {
    for (;;) {
      const match = pattern.exec(output);
      if (match) return match[1];
      await Promise.race([
        once(child.stdout, "data"),
        closed.then(() => Promise.reject(new Error(`${program} ended: ${errors}`))),
      ]);
    }
  };
  return { child, ended, line, output: closed.then(() => output), errors: closed.then(() => errors) };
}

async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port: free } = server.address();
  server.close();
  await once(server, "close");
  return free;
}
