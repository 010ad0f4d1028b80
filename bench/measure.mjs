// What the benches share: timed commands, a project copied into a temporary folder, and a table of medians with ratios.
import { spawnSync } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A path of the repository, from a path relative to bench/. */
export const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export const gdev = process.env.GDEV_BENCH_CLI ?? here("../dist/cli.js");

/** Copies a folder and runs `work(run, folder)` in the copy; the project is taken down afterwards, volumes included. */
export async function inProject(source, variables, work) {
  const root = await mkdtemp(join(tmpdir(), "gdev-bench-"));
  const folder = join(root, "project");
  await cp(source, folder, { recursive: true });
  const project = `gdevbench${process.pid}`;
  const env = {
    ...process.env,
    COMPOSE_PROJECT_NAME: project,
    XDG_STATE_HOME: join(root, "state"),
    COMPOSE_MENU: "false",
    ...variables,
  };
  const run = (command, ...args) => timed(command, args, { cwd: folder, env });
  try {
    await work(run, folder);
  } finally {
    run("docker", "compose", "-p", project, "down", "--volumes", "--remove-orphans", "--timeout", "1");
    await rm(root, { recursive: true, force: true });
  }
}

/** Runs a command to its end and gives its milliseconds. Throws where it fails, with what it said. */
export function timed(command, args, options = {}) {
  const began = performance.now();
  const result = spawnSync(command, args, { encoding: "utf8", ...options });
  const ms = performance.now() - began;
  if (result.status !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${result.stdout}${result.stderr}`);
  return ms;
}

/** Contestants in turn, so that a busy moment hits all of them: name → function that gives milliseconds → name → medians and extremes. */
export async function compete(contestants, rounds) {
  const samples = new Map(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(contestants)) samples.get(name).push(await run());
  }
  return new Map([...samples].map(([name, values]) => [name, summary(values)]));
}

export function summary(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)], least: sorted[0], most: sorted.at(-1) };
}

/** Prints a table as Markdown; ratios are to the contestant named `base`. */
export function print(title, results, base) {
  const reference = results.get(base).median;
  console.log(`\n### ${title}\n\n| | median ms | least | most | ratio |\n|---|---:|---:|---:|---:|`);
  for (const [name, { median, least, most }] of results) {
    console.log(
      `| ${name} | ${median.toFixed(0)} | ${least.toFixed(0)} | ${most.toFixed(0)} | ${(median / reference).toFixed(2)} |`,
    );
  }
}

/** Milliseconds until http://127.0.0.1:<port>/healthz answers 200, asked every 10 ms. */
export async function untilAnswered(port) {
  const began = performance.now();
  while (!(await answers(port))) await new Promise((resolve) => setTimeout(resolve, 10));
  return performance.now() - began;
}

function answers(port) {
  return new Promise((resolve) => {
    const request = http.get({ host: "127.0.0.1", port, path: "/healthz", agent: false, timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(false));
  });
}
