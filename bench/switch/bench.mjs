// One service from dev to production and back, with warm caches: `gdev switch` beside the same by hand with override files.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compete, gdev, here, inProject, print, untilAnswered } from "../measure.mjs";

const rounds = Number(process.argv[2] ?? 7);
const port = "18473";

const prod = `services:
  api:
    image: \${COMPOSE_PROJECT_NAME}-api:hand-prod
    build: { target: runner }
    volumes: !override []
`;
const dev = "services:\n  api:\n    image: ${COMPOSE_PROJECT_NAME}-api:hand-dev\n";
/** The Go caches die with the container, as they do where the compose file does not keep them. */
const devWithoutCaches = `${dev}    volumes: !override ["./:/app"]\n`;

await inProject(here("../presets/projects/go-postgres"), { API_PORT: port }, async (run, folder) => {
  await writeFile(join(folder, "prod.yml"), prod);
  await writeFile(join(folder, "dev.yml"), dev);
  await writeFile(join(folder, "dev-without-caches.yml"), devWithoutCaches);
  const byHand = (file) => async () =>
    run("docker", "compose", "-f", "docker-compose.yml", "-f", file, "up", "-d", "--build", "--no-deps", "api") +
    (await untilAnswered(port));
  const byGdev = (mode) => async () => run(process.execPath, gdev, "switch", "api", mode) + (await untilAnswered(port));

  run("docker", "compose", "up", "-d", "--build", "--wait");
  await untilAnswered(port);
  await byHand("prod.yml")();
  await byHand("dev.yml")();
  await byGdev("prod")();
  await byGdev("dev")();

  const both = await compete(
    {
      "by hand, to prod": byHand("prod.yml"),
      "by hand, to dev, Go caches kept": byHand("dev.yml"),
      "gdev switch api prod": byGdev("prod"),
      "gdev switch api dev": byGdev("dev"),
    },
    rounds,
  );
  await byHand("prod.yml")();
  const lost = await compete({ "by hand, to dev, Go caches lost": byHand("dev-without-caches.yml") }, 1);
  const results = new Map([...both, ...lost]);
  print("To production", pick(results, "prod"), "by hand, to prod");
  print("To dev", pick(results, "dev"), "by hand, to dev, Go caches kept");
});

function pick(results, word) {
  return new Map([...results].filter(([name]) => new RegExp(`\\b${word}\\b`).test(name)));
}
