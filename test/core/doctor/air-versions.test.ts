import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { airPath, airTag, goForAir, lastAirFor } from "../../../src/core/doctor/air-versions.ts";
import { parseVersion } from "../../../src/core/doctor/images.ts";
import { parseLanguagePreset } from "../../../src/core/target/synth/preset-file.ts";

const go = parseLanguagePreset(readFileSync(new URL("../../../presets/languages/go.yml", import.meta.url), "utf8"), "go.yml");

it.each(go.versions)("Go $from gets the air from doctor that a made dev stage falls back to", ({ from, tool, otherwise }) => {
  const air = lastAirFor(parseVersion(from) ?? []);
  expect(air && `${airPath(air)}@${airTag(air)}`).toBe(otherwise ?? tool);
});

it("knows that 1.62.0 needs Go 1.24, and sends nobody to it: it stands still after a few saves", () => {
  expect(goForAir([1, 62, 0])).toEqual([1, 24]);
  expect(lastAirFor([1, 24])).toEqual([1, 61, 7]);
});
