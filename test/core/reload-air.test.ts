import { describe, expect, it } from "vitest";
import { airCommand, airConfigPaths, parseAirConfig } from "../../src/core/reload/air-config.ts";
import { mayBeAirLine, readAirLine } from "../../src/core/reload/air-lines.ts";
import { containerPathsOf, hostPathOf, sourcesOf } from "../../src/core/reload/mounted.ts";
import { airRules } from "../../src/core/reload/state.ts";
import { airFolders, walkedByAir, wantedByAir } from "../../src/core/reload/wanted.ts";

describe("air's command", () => {
  it.each([
    [["air"], {}, undefined],
    [["air", "-c", "dev.toml"], {}, "dev.toml"],
    [["/go/bin/air", "-c=dev.toml", "-d"], {}, "dev.toml"],
    [["sh", "-c", "go mod download && exec air --build.poll true"], { "build.poll": "true" }, undefined],
    [["go", "tool", "air", "-build.exclude_dir=a,b", "server", "--port", "1"], { "build.exclude_dir": "a,b" }, undefined],
    [["air", "--", "-c", "other"], {}, undefined],
  ])("%j", (argv, flags, configFile) => {
    expect(airCommand(argv)).toEqual({ flags, ...(configFile ? { configFile } : {}) });
  });

  it.each([[["./server"]], [["airflow"]], [["reflex", "-r", "go$", "air.sh"]], [[]]])("%j is none", (argv) => {
    expect(airCommand(argv)).toBeUndefined();
  });

  it("looks for its configuration where it works", () => {
    expect(airConfigPaths({ flags: {} }, "/app")).toEqual(["/app/.air.toml", "/app/.config/air.toml"]);
    expect(airConfigPaths({ flags: {}, configFile: "../dev.toml" }, "/app/api")).toEqual(["/app/dev.toml"]);
  });
});

describe("air's configuration", () => {
  const defaults = {
    root: "/app",
    tmpDir: "tmp",
    includeExt: ["go", "tpl", "tmpl", "html"],
    excludeDir: ["assets", "tmp", "vendor", "testdata"],
    excludeRegex: ["_test.go"],
    includeDir: [],
    includeFile: [],
    poll: false,
    delayMs: 1000,
    stopOnError: false,
    killDelayMs: 0,
    speaks: true,
  };

  it("has air's defaults without a file, and with one that cannot be read", () => {
    expect(parseAirConfig(undefined, "/app")).toMatchObject(defaults);
    expect(parseAirConfig("[build\n", "/app")).toMatchObject(defaults);
    expect(parseAirConfig('[build]\ndelay = 0\npoll = "yes"\ninclude_ext = 3', "/app")).toMatchObject(defaults);
  });

  it("is read from the file, and the flags of the command beat it", () => {
    const text = `root = "api"
tmp_dir = "out/"
[build]
include_ext = ["go", "sql "]
exclude_dir = []
exclude_regex = ['_test\\.go$']
delay = 300
poll = true
poll_interval = 100
stop_on_error = true
send_interrupt = true
kill_delay = "1.5s"
[log]
main_only = true`;
    expect(parseAirConfig(text, "/app", { "build.delay": "50", "build.exclude_dir": "gen,web/" })).toMatchObject({
      root: "/app/api",
      tmpDir: "out",
      includeExt: ["go", "sql"],
      excludeDir: ["gen", "web"],
      excludeRegex: ["_test\\.go$"],
      delayMs: 50,
      poll: true,
      pollIntervalMs: 500,
      stopOnError: true,
      killDelayMs: 1500,
      speaks: false,
    });
    expect(parseAirConfig(text, "/app").excludeDir).toEqual([]);
  });

  it.each([
    ["500", 500],
    ['"0s"', 0],
    ['"250ms"', 250],
    ["2000000000", 2000],
  ])("kill_delay = %s is %i ms", (value, ms) => {
    expect(parseAirConfig(`[build]\nsend_interrupt = true\nkill_delay = ${value}`, "/").killDelayMs).toBe(ms);
  });

  it("of a silent air gives no rules", () => {
    expect(airRules(parseAirConfig("[log]\nsilent = true", "/app"))).toBeUndefined();
    expect(airRules(parseAirConfig(undefined, "/app"))).toMatchObject({ pickUpMs: 4000 });
  });
});

describe("what air builds on", () => {
  const wants = (path: string, build = ""): boolean => wantedByAir(path, parseAirConfig(`[build]\n${build}`, "/app"));

  it.each([
    ["/app/main.go", true],
    ["/app/internal/tmp/x.go", true],
    ["/app/views/index.tmpl", true],
    ["/app/main_test.go", false],
    ["/app/README.md", false],
    ["/app/Makefile", false],
    ["/app/tmp/x.go", false],
    ["/app/vendor/x/y.go", false],
    ["/app/.git/x.go", false],
    ["/app/api/.cache/x.go", false],
    ["/application/main.go", false],
    ["/lib/x.go", false],
  ])("%s by default: %s", (path, yes) => expect(wants(path)).toBe(yes));

  it.each([
    ["/app/schema.sql", 'include_ext = ["sql"]', true],
    ["/app/main.go", 'include_ext = ["sql"]', false],
    ["/app/any", 'include_ext = ["*"]', true],
    ["/app/config.yml", 'include_file = ["config.yml"]', true],
    ["/app/web/app.go", 'exclude_dir = ["web"]', false],
    ["/app/api/web/app.go", 'exclude_dir = ["web"]', true],
    ["/app/a_gen.go", 'exclude_file = ["*_gen.go"]', false],
    ["/app/x/a_gen.go", 'exclude_file = ["*_gen.go"]', true],
    ["/app/X_TEST.go", 'exclude_regex = ["(?i)_test"]', false],
    ["/app/main.go", 'exclude_regex = ["[[[("]', false],
    ["/app/a_test.go", "exclude_regex = []", true],
    ["/app/cmd/main.go", 'include_dir = ["cmd"]', true],
    ["/app/main.go", 'include_dir = ["cmd"]', false],
    ["/shared/x.go", 'include_dir = ["/shared"]', true],
    ["/app/main.go", 'include_dir = ["/shared"]', true],
  ])("%s with %s: %s", (path, build, yes) => expect(wants(path, build)).toBe(yes));

  it("looks into folders on the way to an include_dir, and not into those left out", () => {
    const config = parseAirConfig('[build]\ninclude_dir = ["services/api", "/shared/lib"]', "/app");
    expect(
      ["/app", "/app/services", "/app/services/api/x", "/shared", "/shared/lib"].map((path) => walkedByAir(path, config)),
    ).toEqual([true, true, true, true, true]);
    expect(["/app/other", "/app/services/web", "/app/tmp", "/etc"].some((path) => walkedByAir(path, config))).toBe(false);
    expect(airFolders(config)).toEqual(["/app", "/shared/lib"]);
  });

  it("leaves out an absolute tmp_dir, too", () => {
    expect(wantedByAir("/app/out/x.go", parseAirConfig('tmp_dir = "/app/out"', "/app"))).toBe(false);
  });
});

describe("files and mounts", () => {
  const mounts = [
    { type: "bind", source: "/home/me/shop/api/", target: "/app" },
    { type: "volume", source: "mod", target: "/go/pkg/mod" },
    { type: "volume", target: "/app/tmp" },
    { type: "bind", source: "/home/me/shop/shared", target: "/app/shared" },
    { type: "bind", source: "/home/me/shop/config.yml", target: "/etc/config.yml" },
  ];

  it("gives a file's path in the container, and the way back", () => {
    expect(containerPathsOf("/home/me/shop/api/main.go", mounts)).toEqual(["/app/main.go"]);
    expect(containerPathsOf("/home/me/shop/shared/x.go", mounts)).toEqual(["/app/shared/x.go"]);
    expect(hostPathOf("/app/.air.toml", mounts)).toBe("/home/me/shop/api/.air.toml");
    expect(hostPathOf("/app/shared/x.go", mounts)).toBe("/home/me/shop/shared/x.go");
  });

  it("knows what another mount covers, and what is not mounted", () => {
    expect(containerPathsOf("/home/me/shop/api/tmp/x.go", mounts)).toEqual([]);
    expect(containerPathsOf("/home/me/shop/api/shared/x.go", mounts)).toEqual([]);
    expect(containerPathsOf("/home/me/shop/api-v2/main.go", mounts)).toEqual([]);
    expect(hostPathOf("/app/tmp/x", mounts)).toBeUndefined();
    expect(hostPathOf("/etc/passwd", mounts)).toBeUndefined();
  });

  it("gives the folders behind those of the container", () => {
    expect(sourcesOf(["/app"], mounts)).toEqual(["/home/me/shop/api", "/home/me/shop/shared"]);
    expect(sourcesOf(["/app/cmd"], mounts)).toEqual(["/home/me/shop/api/cmd"]);
    expect(sourcesOf(["/srv"], mounts)).toEqual([]);
  });
});

describe("air's lines", () => {
  it.each([
    ["building...", { says: "building" }],
    ["[15:04:05] running...", { says: "running" }],
    ["internal/a b.go has changed", { says: "changed", file: "internal/a b.go" }],
    ["skipping main.go because contents unchanged", { says: "skipped", file: "main.go" }],
    ["failed to execute pre_cmd: exit status 1", { says: "failed" }],
    ["failed to start tmp/main, error: no", { says: "failed" }],
    ["Process Exit with Code 0", { says: "exited", exitCode: 0 }],
    ["Process Exit with Code: 3", { says: "exited", exitCode: 3 }],
    ["watching internal", { says: "other" }],
    ["> templ generate", { says: "other" }],
  ])("%s", (line, said) => {
    expect(readAirLine(line)).toMatchObject(said);
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
    if (said.says === "other") return;
    expect([line, `\x1b[33m${line}\x1b[0m`, `${line}\r`].map((text) => mayBeAirLine(bytes(text)))).toEqual([true, true, true]);
  });

  it.each([['{"level":"info","msg":"building..."}'], ["127.0.0.1 GET / 200 OK"], ["the price has changed again"]])(
    "%s is none",
    (line) => {
      expect(readAirLine(line)).toBeUndefined();
      expect(mayBeAirLine(new TextEncoder().encode(line))).toBe(false);
    },
  );
});
