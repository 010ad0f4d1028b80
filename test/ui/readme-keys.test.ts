import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { keysMarkdown } from "../../src/ui/tui/key-table.ts";

it("the README's table of keys is the one that the UI goes by", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const table = /<!-- keys -->\n([\s\S]*?)\n<!-- \/keys -->/.exec(readme)?.[1];
  expect(table).toBe(keysMarkdown());
});
