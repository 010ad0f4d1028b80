import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { eventually } from "../framework/eventually.ts";
import { type Scenario, scenario } from "../framework/scenario.ts";

const compose = "services:\n  api:\n    build: .\n    init: true\n    command: [sleep, '86400']\n";

/** Its build takes some seconds. */
async function slowProject(s: Scenario): Promise<void> {
  await s.write("docker-compose.yml", compose);
  await s.write("Dockerfile", `FROM alpine:3.22 AS dev\nRUN echo ${s.project}; sleep 5\n`);
}

const lockFile = (s: Scenario): string => join(dirname(s.folder), "state/gdev", s.project, "lock");

scenario("two gdev on one project: the second says so, waits, and finds nothing left to do", { smoke: true }, async (s) => {
  await slowProject(s);
  const first = s.start("up -d");
  await first.tells(/FROM alpine/);
  const second = s.start("up -d");
  await second.tells(`another gdev (pid ${first.pid}) is changing ${s.project}: waiting for it`);
  (await first.ended()).exits(0);
  (await second.ended()).exits(0).tells("nothing to do").hides("built stage");
  await s.service("api", { running: true });
  await expect(readFile(lockFile(s))).rejects.toThrow(/ENOENT/);
});

scenario("down waits for an up that is at work, and Ctrl-C ends the waiting in silence", {}, async (s) => {
  await slowProject(s);
  const up = s.start("up -d");
  await up.tells(/FROM alpine/);
  const given = s.start("down");
  await given.tells(`another gdev (pid ${up.pid}) is changing ${s.project}: waiting for it`);
  given.interrupt();
  (await given.ended()).exits(130).hides("error");
  const down = s.start("down");
  await down.tells("waiting for it");
  (await up.ended()).exits(0).tells("api  ready");
  (await down.ended()).exits(0);
  expect(await s.containers()).toEqual([]);
});

scenario(
  "the lock of a gdev that was killed is taken over, and so is one that a stranger's process id seems to hold",
  {},
  async (s) => {
    await slowProject(s);
    const killed = s.start("up -d");
    await killed.tells(/FROM alpine/);
    killed.signal("SIGKILL");
    (await killed.ended()).exits(137);
    expect(await readFile(lockFile(s), "utf8")).toMatch(new RegExp(`^${killed.pid}\\b`));
    (await s.gdev("up -d")).exits(0).hides("another gdev");
    await s.service("api", { running: true });
    for (const text of ["1 1", "garbage", ""]) {
      await writeFile(lockFile(s), text);
      (await s.gdev("up -d")).exits(0).hides("another gdev").takesAtMost(30_000);
    }
  },
);

scenario("of many gdev that find a dead holder's lock, one at a time works", {}, async (s) => {
  await s.write("docker-compose.yml", compose.replace("build: .", "image: alpine:3.22"));
  (await s.gdev("up -d")).exits(0);
  await writeFile(lockFile(s), "999999999 1");
  const many = Array.from({ length: 4 }, () => s.start("restart api"));
  for (const one of many) (await one.ended()).exits(0);
  await eventually(() => s.service("api", { running: true }));
  await expect(readFile(lockFile(s))).rejects.toThrow(/ENOENT/);
});
