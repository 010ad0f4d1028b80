import { describe, expect, it } from "vitest";
import { buildFiles, findSyntaxError, locate, locateText, serviceNames } from "../../src/core/project/positions.ts";

const main = {
  file: "compose.yml",
  text: `x-env: &env
  A: b
services:
  api:
    build:
      context: ./api
      target: dev
      args:
        - target=dev
    environment: *env
    volumes:
      - ./src:/app
    depends_on: [db, cache]
  db: { image: "postgres:17", volumes: [a:/a, { type: volume, target: /data }] } # services: api
`,
};
const override = {
  file: "compose.override.yml",
  text: "services:\r\n  api:\r\n    command: !reset null\r\n    ports: !override\r\n      - 80:80\r\n",
};

describe("locate", () => {
  it.each([
    ["services.api.build.target", "compose.yml:7:7"],
    ["services.api.build.args.target", "compose.yml:9:11"],
    ["services.api.volumes../src", "compose.yml:12:9"],
    ["services.api.depends_on.cache", "compose.yml:13:22"],
    ["services.db.image", "compose.yml:14:9"],
    // the last file that has it
    ["services.api.command", "compose.override.yml:3:5"],
    ["services.api.ports.80", "compose.override.yml:5:9"],
    // the nearest that is there, where the whole path is not
    ["services.api.build.tagret", "compose.yml:5:5"],
    ["services.api.environment.A", "compose.yml:10:5"],
    ["services.api.healthcheck", "compose.override.yml:2:3"],
    ["services.web", "compose.override.yml:1:1"],
    // a map in a list, by its number
    ["services.db.volumes.1.target", "compose.yml:14:63"],
    ["services.db.volumes.1.trget", "compose.yml:14:47"],
    ["services.db.volumes.2", "compose.yml:14:31"],
    ["volumes", undefined],
  ])("%s at %s", (path, expected) => {
    const words = path === "services.api.volumes../src" ? ["services", "api", "volumes", "./src"] : path.split(".");
    const place = locate([main, override], words);
    expect(place && `${place.file}:${place.line}:${place.column}`).toBe(expected);
  });

  it("shows the line without its line end", () => {
    expect(locate([override], ["services", "api"])?.lineText).toBe("  api:");
  });
});

describe("findSyntaxError", () => {
  it.each([
    ["services:\n  api:\n\timage: x\n", "3:1"],
    ["services:\n  a: {}\n  a: {}\n", "3:3"],
    ["a: [1\nb: 2\n", "2:1"],
    ["services:\n  api: !reset null\n", undefined],
    ["a: 1\n---\nb: 2\n", undefined],
    ["", undefined],
  ])("%j at %s", (text, expected) => {
    const place = findSyntaxError([main, { file: "x.yml", text }])?.place;
    expect(place && `${place.line}:${place.column}`).toBe(expected);
    if (place) expect(place.file).toBe("x.yml");
  });
});

describe("locateText", () => {
  it.each([
    ["target=dev", "9:11"],
    ["postgres:17", "14:17"],
    ["services: api", undefined],
  ])("%s at %s, outside comments", (words, expected) => {
    const place = locateText([main], new RegExp(words));
    expect(place && `${place.line}:${place.column}`).toBe(expected);
  });
});

describe("without asking Compose", () => {
  it("knows the services", () => {
    expect(serviceNames([main, { file: "b.yml", text: "services: { web: {}, api: {} }" }])).toEqual(["api", "db", "web"]);
    expect(serviceNames([{ file: "b.yml", text: "services: [" }])).toEqual([]);
  });

  it("knows the Dockerfiles", () => {
    const text = "services:\n  a: { build: ./a }\n  b: { build: { dockerfile: x.Dockerfile } }\n  c: { image: x }\n  d:\n";
    expect(buildFiles([{ file: "c.yml", text }])).toEqual([
      { context: "./a", dockerfile: "Dockerfile" },
      { context: ".", dockerfile: "x.Dockerfile" },
    ]);
  });
});
