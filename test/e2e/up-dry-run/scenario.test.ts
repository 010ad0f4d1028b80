import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";

scenario(
  "up --dry-run prints the plan with its causes and does nothing",
  { fixture: "compose-shapes/proxy", ports: ["WEB_PORT"] },
  async (s) => {
    for (const cache of ["gdev-go-mod", "gdev-go-build"]) (await s.docker(["volume", "create", cache])).exits(0);
    const plan = async (words: string): Promise<string> => (await s.gdev(words)).exits(0).stdout.replaceAll(s.project, "PROJECT");
    expect(await plan("up --dry-run")).toMatchInlineSnapshot(`
      "    #1 api    build  stage dev  image PROJECT-api:dev is not built yet
      1 → #2 api    start             not running
      2 → #3 api    wait   air        proxy depends on it
      3 → #4 proxy  start             not running
      4 → #5 proxy  wait   http :80   its first answer is what up waits for
      "
    `);
    expect(await s.containers()).toEqual([]);
    expect(await s.images()).toEqual([]);
    expect(await s.networks()).toEqual([]);

    (await s.gdev("up -d")).exits(0);
    const before = await s.containers();
    expect(await plan("up --dry-run")).toMatchInlineSnapshot(`
      "PROJECT: nothing to do
      "
    `);
    expect(await plan("up --dry-run --prod")).toMatchInlineSnapshot(`
      "    #1 api  build  stage runner  image PROJECT-api:prod is not built yet
      1 → #2 api  start                image rebuilt by #1
      2 → #3 api  wait   running       proxy depends on it
      "
    `);
    expect(await plan("switch --dry-run api prod")).toMatchInlineSnapshot(`
      "    #1 api  build  stage runner  image PROJECT-api:prod is not built yet
      1 → #2 api  start                image rebuilt by #1
      2 → #3 api  wait   running       proxy depends on it
      "
    `);
    expect(JSON.parse(await plan("up --dry-run --json --build"))).toMatchObject({
      project: "PROJECT",
      steps: [{ id: 1, kind: "build", service: "api", stage: "dev", cause: "--build" }, { kind: "start" }, { kind: "wait" }],
    });
    expect(await s.containers()).toEqual(before);
    await s.filesUntouched();
  },
);

scenario(
  "the plan waits for the database before it starts what depends on it",
  { fixture: "compose-shapes/migration" },
  async (s) => {
    const plan = (await s.gdev("up --dry-run")).exits(0).stdout.replaceAll(s.project, "PROJECT");
    expect(plan).toMatchInlineSnapshot(`
      "    #1 db       start            not running
      1 → #2 db       wait   postgres  migrate depends on it
      2 → #3 migrate  start            not running
      3 → #4 migrate  wait   exit 0    api depends on it
      4 → #5 api      start            not running
      5 → #6 api      wait   running   its first answer is what up waits for
      "
    `);
    expect(await s.containers()).toEqual([]);
  },
);
