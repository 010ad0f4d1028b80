import { describe, expect, it } from "vitest";
import { imageNameProblem } from "../../src/core/project/image-name.ts";
import { parseProject } from "../../src/core/project/parse.ts";
import { checkProjectName } from "../../src/core/project/project-name.ts";

const digest = "a".repeat(64);

describe("names of images", () => {
  it.each([
    "postgres",
    "postgres:17",
    "library/postgres:17.2-alpine",
    "localhost:5000/team/shop-api",
    "Registry.Example:5000/a__b/c.d:v1",
    "[::1]:5000/x",
    `x@sha256:${digest}`,
    `gcr.io/distroless/static-debian13:nonroot@sha256:${digest}`,
  ])("%s is one", (image) => {
    expect(imageNameProblem(image)).toBeUndefined();
  });

  it.each([
    ["alpine:", "a part of it is empty"],
    [":3.22", "a part of it is empty"],
    ["/shop:1", "a part of it is empty"],
    ["team/:1", "a part of it is empty"],
    ["registry//shop", "a part of it is empty"],
    ["x@", "a part of it is empty"],
    ["two words", "it holds a blank"],
    ["Alpine:3.22", "names of images have no capital letters"],
    ["localhost:5000/Shop", "names of images have no capital letters"],
    ["shop:a:b", "it is not of the form name:tag"],
    ["shop:ü", "it is not of the form name:tag"],
  ])("%s is none: %s", (image, problem) => {
    expect(imageNameProblem(image)).toBe(problem);
  });
});

describe("names of projects", () => {
  it.each(["shop", "0-shop_2"])("%s is one", (name) => {
    expect(checkProjectName(name)).toBe(name);
  });

  it.each(["", "Shop", "../../x", "a/b", "-x", "a.b", "ü"])("%j is none", (name) => {
    expect(() => checkProjectName(name)).toThrow(/no (valid project )?name/);
  });
});

describe("x-gdev", () => {
  const parse = (settings: string): unknown => {
    const text = `services:\n  api:\n    image: x\n    x-gdev: ${settings}\n`;
    return parseProject(`name: shop\n${text}`, "/p", ["/p/c.yml"], [{ file: "/p/c.yml", text }]).services[0]?.gdev;
  };

  it.each([
    ["{ devv: hot }", "x-gdev of service api has an unknown key: devv", 15, "did you mean dev? the keys are dev, prod, probe"],
    ["[hot]", "x-gdev of service api is not a map", 5, "its keys are dev, prod, probe"],
    ["hot", "x-gdev of service api is not a map", 5, "its keys are dev, prod, probe"],
    ["{ dev: hot, probe: 8080 }", "x-gdev.probe of service api is not a string", 25, "write probe: http :8080/healthz"],
  ])("%s is refused at its place", (settings, message, column, remedy) => {
    expect(() => parse(settings)).toThrow(
      expect.objectContaining({
        message,
        details: expect.objectContaining({
          place: expect.objectContaining({ line: 4, column }),
          remedy: expect.stringContaining(remedy),
        }),
      }),
    );
  });

  it("nothing is nothing", () => {
    expect(parse("")).toEqual({});
  });
});
