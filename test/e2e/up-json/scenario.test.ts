import { expect } from "vitest";
import { scenario } from "../framework/scenario.ts";

interface Line {
  readonly time: string;
  readonly type: string;
  readonly services?: unknown;
}

scenario(
  "up -d --json prints one event a line, and the rows of ps --json at last",
  { fixture: "compose-shapes/no-published-db" },
  async (s) => {
    const up = (await s.gdev("up -d --json")).exits(0);
    const lines = up.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Line);
    for (const { time } of lines) expect(new Date(time).toISOString()).toBe(time);
    expect(lines[0]).toMatchObject({ type: "plan", project: s.project });
    expect(new Set(lines.map(({ type }) => type))).toEqual(
      new Set(["plan", "step-started", "step-finished", "answer", "summary"]),
    );
    expect(lines.filter((line) => line.type === "answer")).toContainEqual(
      expect.objectContaining({ service: "db", probe: "postgres", state: "ready" }),
    );
    expect(lines.at(-1)?.services).toEqual(JSON.parse((await s.gdev("ps --json")).stdout));
    expect(up.stderr).toBe("");
  },
);

scenario("attached up --json goes on with the log lines", { fixture: "compose-shapes/no-published-db" }, async (s) => {
  const up = s.start("up --json api");
  await up.prints(/"service":"api".*"line":"connected"/);
  up.interrupt();
  const { stdout } = (await up.ended(30_000)).exits(130);
  for (const line of stdout.trimEnd().split("\n")) JSON.parse(line);
});
