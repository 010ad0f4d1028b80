import { describe, expect, it } from "vitest";
import type { ImageLook } from "../../src/core/size/image.ts";
import { sizeReport } from "../../src/core/size/report.ts";
import type { WantedImage } from "../../src/core/size/wanted-image.ts";

/** An image of layers `id size`, all of them COPY. */
function image(...layers: readonly (readonly [string, number])[]): ImageLook {
  return {
    kind: "there",
    image: {
      tag: "",
      id: layers.map(([id]) => id).join("+"),
      counts: "files",
      layerIds: layers.map(([id]) => id),
      history: layers.map(([id, sizeBytes]) => ({ createdBy: `COPY ${id} /`, sizeBytes })),
    },
  };
}

function wanted(kind: WantedImage["kind"], ...tags: readonly string[]): WantedImage {
  return { service: "api", kind, tags, budget: { sizes: {} } };
}

function reportOf(images: readonly WantedImage[], looks: Readonly<Record<string, ImageLook>>) {
  return sizeReport({ project: "shop", wanted: images, looks, known: {}, history: {} });
}

function ratios(images: readonly WantedImage[], looks: Readonly<Record<string, ImageLook>>): readonly (number | undefined)[] {
  return reportOf(images, looks).rows.map((row) => (row.state === "built" ? row.ratio : undefined));
}

describe("sizeReport", () => {
  it("a layer that images share counts once in the total", () => {
    const looks = { a: image(["base", 100], ["x", 5]), b: image(["base", 100], ["y", 7]), c: image(["base", 100], ["x", 5]) };
    const report = reportOf([wanted("dev", "a"), wanted("prod", "b"), wanted("stage", "c")], looks);
    expect(report.totalBytes).toBe(112);
    expect(report.rows.map((row) => (row.state === "built" ? row.sizeBytes : 0))).toEqual([105, 107, 105]);
  });

  it("a service's images are compared with the one named for it, else with dev, else with the largest", () => {
    const looks = { big: image(["b", 600]), mid: image(["m", 300]), small: image(["s", 10]) };
    expect(ratios([wanted("dev", "mid"), wanted("prod", "small"), wanted("versus", "big")], looks)).toEqual([2, 60, undefined]);
    expect(ratios([wanted("dev", "mid"), wanted("prod", "small"), wanted("stage", "big")], looks)).toEqual([undefined, 30, 0.5]);
    expect(ratios([wanted("prod", "small"), wanted("stage", "big")], looks)).toEqual([60, undefined]);
    expect(ratios([wanted("prod", "small")], looks)).toEqual([undefined]);
  });

  it("services are compared within themselves", () => {
    const looks = { big: image(["b", 600]), small: image(["s", 10]) };
    expect(ratios([wanted("dev", "big"), { ...wanted("prod", "small"), service: "web" }], looks)).toEqual([undefined, undefined]);
  });

  it("the first name that has an image counts; without any the first name is told", () => {
    const looks: Record<string, ImageLook> = { "shop-api:dev": { kind: "missing" }, "shop-api": image(["a", 1]) };
    expect(reportOf([wanted("dev", "shop-api:dev", "shop-api")], looks).rows[0]).toMatchObject({
      state: "built",
      image: "shop-api",
    });
    expect(reportOf([wanted("dev", "x", "y")], looks).rows[0]).toMatchObject({ state: "missing", image: "x" });
  });

  it("an image that went, or cannot be read, does not count and stops nothing", () => {
    const looks: Record<string, ImageLook> = {
      gone: { kind: "gone" },
      broken: { kind: "unreadable", why: "no such platform" },
      a: image(["a", 3]),
    };
    const report = reportOf([wanted("dev", "gone"), wanted("prod", "broken"), wanted("stage", "a")], looks);
    expect(report.rows.map(({ state }) => state)).toEqual(["gone", "unreadable", "built"]);
    expect(report.totalBytes).toBe(3);
  });

  it("an empty image has no ratio", () => {
    expect(ratios([wanted("dev", "a"), wanted("prod", "none")], { a: image(["a", 3]), none: image() })).toEqual([
      undefined,
      undefined,
    ]);
  });
});
