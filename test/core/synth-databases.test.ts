import { describe, expect, it } from "vitest";
import { homelessDatabases, linkDatabases } from "../../src/core/target/synth/databases.ts";
import { serviceOf } from "./project-of.ts";

function homeless(name: string, { fields = "", module = "require github.com/mattn/go-sqlite3 v1.14.28" } = {}) {
  const texts = { "go.mod": module, "main.go": `package main\n\nvar file = "${name}"\n` };
  const files = { paths: Object.keys(texts), texts, cut: false };
  return homelessDatabases({ service: serviceOf(`build: ., ${fields}`), files, workdir: "/app", target: "/app" });
}

describe("a database of SQLite", () => {
  it.each([
    ["../visits.db", ["/visits.db"]],
    ["./../gorm.db", ["/gorm.db"]],
    ["file:/data/app.sqlite3?_busy_timeout=5000", ["/data/app.sqlite3"]],
    // in the mounted source, or meant to go
    ["visits.db", []],
    ["/app/data/visits.db", []],
    ["/tmp/visits.db", []],
    [":memory:", []],
  ])("%s has no home of its own: %j", (name, expected) => {
    expect(homeless(name)).toEqual(expected);
  });

  it("stays below a mount of the service, and is none in a program without SQLite", () => {
    const fields = "volumes: [{ type: volume, source: data, target: /data }]";
    expect(homeless("/data/app.db", { fields })).toEqual([]);
    expect(homeless("/database/app.db", { fields })).toEqual(["/database/app.db"]);
    expect(homeless("/data/app.db", { module: "" })).toEqual([]);
  });

  it("is linked to the folder that a volume keeps", () => {
    expect(linkDatabases(["/visits.db", "/data/app.db"])).toEqual([
      "RUN mkdir -p /var/lib/gdev /data && ln -s /var/lib/gdev/visits.db /visits.db && ln -s /var/lib/gdev/data-app.db /data/app.db",
    ]);
    expect(linkDatabases([])).toEqual([]);
  });
});
