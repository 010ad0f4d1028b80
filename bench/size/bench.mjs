// What a project's images weigh, and what is in one of them: gdev beside the commands that a user would type, and beside dive where it is on PATH.
import { spawnSync } from "node:child_process";
import { appendFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compete, gdev, here, inProject, print } from "../measure.mjs";

const rounds = Number(process.argv[2] ?? 11);
const onPath = (program) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;

await inProject(here("../test/fixtures/six-stages"), { API_PORT: "0" }, async (run, folder) => {
  const project = `gdevbench${process.pid}`;
  const images = ["dev", "prod", "runner-distroless"].map((tag) => `${project}-go:${tag}`).concat("postgres:17", "redis:8");
  await appendFile(join(folder, "docker-compose.yml"), "  db:\n    image: postgres:17\n  cache:\n    image: redis:8\n");
  run("node", gdev, "size", "--build");
  run("docker", "compose", "create");
  const kept = join(folder, "../state/gdev", project, "size-images.json");
  const table = await compete(
    {
      "gdev size": () => run("node", gdev, "size"),
      "gdev size, project not seen before": async () => {
        await rm(kept, { force: true });
        return run("node", gdev, "size");
      },
      "docker compose images": () => run("docker", "compose", "images"),
      "docker image inspect, five images": () => run("docker", "image", "inspect", ...images),
      "docker history, one image": () => run("docker", "history", images[0]),
      "docker history, five images": () => images.reduce((sum, image) => sum + run("docker", "history", image), 0),
    },
    rounds,
  );
  print("The table of a project with five images", table, "docker image inspect, five images");
  for (const image of images.slice(0, 3)) spawnSync("docker", ["rmi", "-f", image]);
});

const bigMegabytes = 900;
await inProject(here("../test/fixtures/prints-multi-stage"), {}, async (run, folder) => {
  const tag = `gdevbench${process.pid}-big:prod`;
  const size = spawnSync("docker", ["image", "inspect", "--format", "{{.Size}}", "golang:1.26"], { encoding: "utf8" });
  const missing = Math.max(1, bigMegabytes - Math.round(Number(size.stdout) / 1e6));
  await writeFile(
    join(folder, "Dockerfile"),
    `FROM golang:1.26\nRUN --network=none head -c ${missing}000000 /dev/urandom > /big && rm -rf /usr/local/go/test\n`,
  );
  await writeFile(join(folder, "docker-compose.yml"), "services:\n  big:\n    build: .\n");
  run("docker", "buildx", "build", "--quiet", "--provenance=false", "--tag", tag, ".");
  const peaks = new Map();
  /** Runs under time(1) and notes the largest resident set. */
  const measured =
    (name, ...command) =>
    () => {
      const began = performance.now();
      const result = spawnSync("/usr/bin/time", ["-f", "%M", ...command], {
        cwd: folder,
        env: { ...process.env, COMPOSE_PROJECT_NAME: `gdevbench${process.pid}`, XDG_STATE_HOME: join(folder, "../state") },
        encoding: "utf8",
        maxBuffer: 1 << 28,
      });
      const ms = performance.now() - began;
      if (result.status !== 0) throw new Error(`${command.join(" ")} failed:\n${result.stderr}`);
      const kilobytes = Number(result.stderr.trim().split("\n").at(-1));
      peaks.set(name, Math.max(peaks.get(name) ?? 0, kilobytes));
      return ms;
    };
  const contestants = {
    "the engine's export alone": measured("the engine's export alone", "sh", "-c", `docker save ${tag} > /dev/null`),
    "gdev size --files": measured("gdev size --files", "node", gdev, "size", "--files"),
    ...(onPath("dive") ? { "dive --ci": measured("dive --ci", "dive", "--ci", "--lowestEfficiency=0", tag) } : {}),
  };
  print(
    `The files of an image of ${bigMegabytes} MB`,
    await compete(contestants, Math.min(rounds, 3)),
    "the engine's export alone",
  );
  console.log(`\n${[...peaks].map(([name, kilobytes]) => `${name}: ${Math.round(kilobytes / 1024)} MiB at most`).join("\n")}`);
  spawnSync("docker", ["rmi", "-f", tag]);
});
