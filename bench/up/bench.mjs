// `gdev up -d` beside the Compose commands that a user would type for the same end: the API answers its first request.
import { compete, gdev, here, inProject, print, untilAnswered } from "../measure.mjs";

const rounds = Number(process.argv[2] ?? 7);
const port = "18472";

await inProject(here("../presets/projects/go-postgres"), { API_PORT: port }, async (run) => {
  const up = () => run(process.execPath, gdev, "up", "-d");
  const composeUp = () => run("docker", "compose", "up", "-d", "--build", "--wait");

  up();
  const nothing = { "gdev up -d": await medians(up), "docker compose up -d": undefined };
  run("docker", "compose", "down", "--timeout", "1");
  composeUp();
  nothing["docker compose up -d"] = await medians(() => run("docker", "compose", "up", "-d"));
  print("Nothing to do", new Map(Object.entries(nothing)), "docker compose up -d");

  await beside("Warm: images built, caches and data there, containers gone", ["down", "--timeout", "1"], rounds);
  await beside(
    "Cold: no image, no volume, no Go caches; BuildKit's cache is there",
    ["down", "--timeout", "1", "--volumes", "--rmi", "local"],
    2,
  );

  async function medians(measure) {
    return (await compete({ it: measure }, rounds)).get("it");
  }

  async function beside(title, clean, times) {
    const results = await compete(
      {
        "docker compose up -d --build --wait": async () => {
          run("docker", "compose", ...clean);
          return composeUp() + (await untilAnswered(port));
        },
        "gdev up -d": async () => {
          run("docker", "compose", ...clean);
          return up() + (await untilAnswered(port));
        },
      },
      times,
    );
    print(title, results, "docker compose up -d --build --wait");
  }
});
