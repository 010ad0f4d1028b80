// What a command costs before it does anything: `gdev --version` beside a bare node, `gdev ps` beside `docker compose ps`.
import { compete, gdev, here, inProject, print, timed } from "../measure.mjs";

const rounds = Number(process.argv[2] ?? 15);

const start = await compete(
  {
    "node -e 0": () => timed(process.execPath, ["-e", "0"]),
    "gdev --version": () => timed(process.execPath, [gdev, "--version"]),
  },
  rounds,
);
print("Start", start, "node -e 0");

await inProject(here("../test/fixtures/compose-shapes/image-only"), { WEB_PORT: "18471" }, async (run) => {
  run(process.execPath, gdev, "up", "-d");
  const ps = await compete(
    { "docker compose ps": () => run("docker", "compose", "ps"), "gdev ps": () => run(process.execPath, gdev, "ps") },
    rounds,
  );
  print("List of services", ps, "docker compose ps");
});
