import { expect, it } from "vitest";
import { likelyCauses } from "../../../src/core/doctor/causes.ts";
import type { Diagnosis } from "../../../src/core/doctor/diagnose.ts";
import { rules } from "../../../src/core/doctor/rules.ts";

function finding(id: string, service?: string): Diagnosis {
  const place = { file: "/p/compose.yml", line: 1, column: 1, length: 1 };
  const about = service === undefined ? {} : { service };
  return { id, title: "", severity: "warning", place, message: "", why: "", remedy: "", link: "", ...about };
}

const ids = (found: readonly Diagnosis[]): readonly string[] => found.map(({ id }) => id);

it("names the likeliest two, and nothing that only could be better", () => {
  const found = ["GD301", "GD325", "GD316", "GD310", "GD120"].map((id) => finding(id));
  expect(ids(likelyCauses(found, { deed: "start" }))).toEqual(["GD310", "GD316"]);
  expect(likelyCauses([finding("GD301")], { deed: "start" })).toEqual([]);
});

it("blames a build on nothing that only shows when it starts", () => {
  const found = ["GD310", "GD141", "GD316"].map((id) => finding(id));
  expect(ids(likelyCauses(found, { deed: "build", service: "api" }))).toEqual(["GD141"]);
});

it("blames the service that failed, or what is about none", () => {
  const found = [finding("GD310", "web"), finding("GD325", "api"), finding("GD316")];
  expect(ids(likelyCauses(found, { deed: "start", service: "api" }))).toEqual(["GD316", "GD325"]);
});

it("goes by rules that exist", () => {
  const deeds = ["build", "start"] as const;
  const causes = rules.filter(({ id }) => deeds.some((deed) => likelyCauses([finding(id)], { deed }).length === 1));
  expect(causes).toHaveLength(16);
});
