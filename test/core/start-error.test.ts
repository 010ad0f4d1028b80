import { describe, expect, it } from "vitest";
import { isVolumeRace, parseStartError } from "../../src/core/plan/start-error.ts";

const data = "/var/lib/docker/volumes";

describe("why Compose could not start a container", () => {
  it("two projects that fill the shared caches at once are a race, to be tried again", () => {
    const words = `failed to mkdir ${data}/gdev-go-build/_data/9b: mkdir ${data}/gdev-go-build/_data/9b: file exists`;
    expect(isVolumeRace(` Container shop-api-1  Creating\nError response from daemon: ${words}\n`)).toBe(true);
  });

  it.each([
    `failed to mkdir ${data}/shop_db/_data/9b: mkdir ${data}/shop_db/_data/9b: file exists`,
    `failed to mkdir ${data}/gdev-go-build/_data/9b: mkdir ${data}/gdev-go-build/_data/9b: no space left on device`,
    "Bind for 127.0.0.1:8080 failed: port is already allocated",
  ])("no race: %s", (words) => {
    expect(isVolumeRace(`Error response from daemon: ${words}`)).toBe(false);
    expect(parseStartError(words).kind).not.toBe("engine-gone");
  });
});
