import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { rulePage, rulesIndex } from "../../../src/core/doctor/page.ts";
import { rules } from "../../../src/core/doctor/rules.ts";

const folder = new URL("../../../docs/rules/", import.meta.url);

it("docs/rules says what the rules say: node docs/rules/write.mjs writes it", () => {
  const pages = Object.fromEntries(
    readdirSync(folder)
      .filter((file) => file.endsWith(".md"))
      .map((file) => [file, readFileSync(new URL(file, folder), "utf8")]),
  );
  expect(pages).toEqual({
    "README.md": rulesIndex(rules),
    ...Object.fromEntries(rules.map((rule) => [`${rule.id}.md`, rulePage(rule)])),
  });
});
