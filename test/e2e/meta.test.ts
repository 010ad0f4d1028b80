import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const tests = join(import.meta.dirname, "..");
const fixtures = join(tests, "fixtures");
const scenarios = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "framework")
  .map(({ name }) => name);

describe("scenarios and fixtures", () => {
  it.each(scenarios)("the folder test/e2e/%s holds a scenario", (name) => {
    expect(existsSync(join(import.meta.dirname, name, "scenario.test.ts"))).toBe(true);
  });

  it.each(fixtureNames())("the fixture %s is used by a test", (name) => {
    const sources = readdirSync(tests, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".test.ts"));
    const users = sources.filter((file) => readFileSync(join(tests, file), "utf8").includes(`"${name}"`));
    expect(users).not.toEqual([]);
  });

  it.each(scenarios)("the names of the scenarios in test/e2e/%s are sentences of their own", (name) => {
    const titles = [
      ...readFileSync(join(import.meta.dirname, name, "scenario.test.ts"), "utf8").matchAll(/scenario\(\s*"([^"]+)"/g),
    ];
    expect(titles.length).toBeGreaterThan(0);
    expect(new Set(titles.map(([, title]) => title)).size).toBe(titles.length);
  });
});

/** `six-stages`, `compose-shapes/proxy`: a folder with a Dockerfile or compose file, or one of a group of such folders. */
function fixtureNames(): readonly string[] {
  const isProject = (folder: string): boolean =>
    readdirSync(join(fixtures, folder)).some((file) => /^(Dockerfile|.*\.ya?ml)$/.test(file));
  return readdirSync(fixtures).flatMap((name) =>
    isProject(name) ? [name] : readdirSync(join(fixtures, name)).map((child) => `${name}/${child}`),
  );
}
