import { expect, it } from "vitest";
import { likelyCauses } from "../../../src/core/doctor/causes.ts";
import type { Diagnosis } from "../../../src/core/doctor/diagnose.ts";
import { rules } from "../../../src/core/doctor/rules.ts";

function finding(id: string): Diagnosis {
  const place = { file: "/p/compose.yml", line: 1, column: 1, length: 1 };
  return { id, title: "", severity: "warning", place, message: "", why: "", remedy: "", link: "" };
}

it("names the likeliest two, and nothing that only could be better", () => {
  const found = ["GD301", "GD325", "GD316", "GD310", "GD120"].map(finding);
  expect(likelyCauses(found).map(({ id }) => id)).toEqual(["GD310", "GD316"]);
  expect(likelyCauses([finding("GD301")])).toEqual([]);
});

it("goes by rules that exist", () => {
  const causes = rules.filter(({ id }) => likelyCauses([finding(id)]).length === 1);
  expect(causes).toHaveLength(16);
});
