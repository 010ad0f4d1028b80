import { expect } from "vitest";
import type { Run } from "../framework/process.ts";
import { scenario } from "../framework/scenario.ts";
import { errorOf } from "../message.ts";

/** Takes the title of the window, clears the screen, and hides what follows. */
const attack = "\\033]0;pwned\\007\\033[2J\\033[8mbad";

/** Nothing that a terminal would act on, on either stream. */
function isHarmless(run: Run): void {
  run.hides(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
}

scenario("what a build, a dying service and a one-shot print cannot steer the terminal", { smoke: true }, async (s) => {
  await s.write("docker-compose.yml", "services:\n  api:\n    build: .\n");
  await s.write("Dockerfile", `FROM alpine:3.22 AS dev\nRUN printf '${attack} build\\n'; exit 3\n`);
  const build = await s.gdev("up -d");
  build.exits(1).tells("bad build");
  isHarmless(build);
  await s.write("Dockerfile", `FROM alpine:3.22 AS dev\nCMD printf '${attack} run\\n'; exit \${CODE:-3}\nENV CODE=3\n`);
  const dies = await s.gdev("up -d");
  dies.exits(1).tells("bad run");
  isHarmless(dies);
  const logs = await s.gdev("logs");
  logs.exits(0).prints("bad run");
  isHarmless(logs);
  await s.edit("Dockerfile", "CODE=3", "CODE=0");
  const ends = await s.gdev("up");
  ends.exits(0).prints("bad run");
  isHarmless(ends);
});

scenario("names in the user's files cannot steer the terminal", {}, async (s) => {
  const steering = "\\e]0;pwned\\a\\e[31m";
  for (const text of [
    `services:\n  "a${steering}pi":\n    image: x\n`,
    `services:\n  api:\n    image: "x${steering}:1"\n`,
    `services:\n  api:\n    image: x\n    "k${steering}": 1\n`,
    `services:\n  api:\n    image: x\n    x-gdev: { "d${steering}": 1 }\n`,
    `services:\n  api:\n    image: alpine:3.22\n    container_name: "x${steering}"\n`,
    `services:\n  api:\n    build: { context: ., target: "de${steering}v" }\n`,
    `services:\n  api:\n    build: "no${steering}where"\n`,
    `services:\n  api:\n    image: alpine:3.22\n    env_file: "no${steering}where"\n`,
    "services:\n  api: \u001b[31m\u202ebad\n",
  ]) {
    await s.write("docker-compose.yml", text);
    await s.write("Dockerfile", "FROM alpine:3.22 AS dev\n");
    const up = await s.gdev("up -d");
    up.exits(1);
    isHarmless(up);
    errorOf(s, up);
  }
  for (const words of [["up", "\u001b]0;pwned\u0007"], ["\u001b[31mup"], ["up", "--\u001b[2J"], ["switch", "api", "\u001b[2J"]]) {
    const run = await s.gdev(words);
    expect(run.exitCode).not.toBe(0);
    isHarmless(run);
  }
});
