import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("gdev --version says what package.json says", () => {
  const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
  const { version } = JSON.parse(read("../package.json")) as { version: string };
  expect(read("../src/cli.ts")).toContain(`const version = "${version}";`);
});
