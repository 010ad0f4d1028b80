import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";

scenario(
  "up --dry-run prints the plan with its causes and does nothing",
  { fixture: "compose-shapes/proxy", ports: ["WEB_PORT"], smoke: true },
  async (s) => {
    for (const cache of ["gdev-go-mod", "gdev-go-build"]) (await s.docker(["volume", "create", cache])).exits(0);
    const plan = async (words: string): Promise<string> => (await s.gdev(words)).exits(0).stdout.replaceAll(s.project, "PROJECT");
    expect(await plan("up --dry-run")).toMatchInlineSnapshot();
    expect(await s.containers()).toEqual([]);
    expect(await s.images()).toEqual([]);
    expect(await s.networks()).toEqual([]);

    (await s.gdev("up -d")).exits(0);
    const before = await s.containers();
    expect(await plan("up --dry-run")).toMatchInlineSnapshot();
    expect(await plan("up --dry-run --prod")).toMatchInlineSnapshot();
    expect(await plan("switch --dry-run api prod")).toMatchInlineSnapshot();
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
    expect(plan).toMatchInlineSnapshot();
    expect(await s.containers()).toEqual([]);
  },
);
