import { describe, expect, it } from "vitest";
import { chainOf, readDockerfileFacts, variablesOf } from "../../../src/core/doctor/facts/dockerfile.ts";
import { parseEnv } from "../../../src/core/doctor/facts/env.ts";
import { environmentNames, parseGoMod, readGoFacts, readGoFiles } from "../../../src/core/doctor/facts/go.ts";
import { ignores, parseIgnoreFile } from "../../../src/core/doctor/facts/ignore-file.ts";
import { interpolate, variableUses } from "../../../src/core/doctor/facts/interpolate.ts";
import { readToml } from "../../../src/core/doctor/facts/toml.ts";
import { wantedPaths } from "../../../src/core/doctor/facts/wanted.ts";
import { goCommandsOf } from "../../../src/core/doctor/go-commands.ts";
import { factsOf, folder, inputOf } from "./project.ts";

describe("interpolation", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["$A ${A} $$A $${A}", "1 1 $A ${A}"],
    ["${B} ${EMPTY}", " "],
    ["${B:-x} ${EMPTY:-x} ${EMPTY-x} ${A:-x}", "x x  1"],
    ["${A:+set} ${B+set} ${EMPTY+set}|${EMPTY:+set}", "set  set|"],
    ["${B:-${A}} ${B:-a${C:-c}}", "1 ac"],
    ["${A:?must} $ 5$", "1 $ 5$"],
  ];
  it.each(cases)("%s", (text, expected) => expect(interpolate(text, { A: "1", EMPTY: "" })).toBe(expected));

  it("says which variables stand where, and which may be missing", () => {
    expect(variableUses("x${A:-y}$B$$C")).toEqual([
      { name: "A", at: 1, length: 7, operator: ":-", word: "y" },
      { name: "B", at: 8, length: 2 },
    ]);
  });
});

describe("an ignore file", () => {
  const ignored = (text: string, path: string): boolean => ignores(parseIgnoreFile("f", text), path);
  const cases: readonly (readonly [string, string, boolean])[] = [
    [".env", ".env", true],
    [".env", "sub/.env", false],
    ["**/.env", "sub/.env", true],
    ["**/.env", ".env", true],
    [".env*", ".env.local", true],
    [".env*\n!.env.example", ".env.example", false],
    ["/tmp/", "tmp/main", true],
    ["*.db", "data/x.db", false],
    ["data/**", "data/a/b", true],
    ["\ufeff# c\n\nx[0-9]?", "x1y", true],
    ["[z-a]", "z", false],
    ["*\n!src", "src/main.go", false],
    [".git\r\n", ".git/HEAD", true],
    ["a.b", "axb", false],
  ];
  it.each(cases)("%j of %s: %s", (text, path, expected) => expect(ignored(text, path)).toBe(expected));
});

it("an env file is read as Compose does", () => {
  expect(parseEnv("\ufeffA=1\r\nexport B='x y'\n# C=1\nD=\"q\" # c\nE: yaml\nF=a#b\nG=\nbad line\n")).toEqual({
    A: "1",
    B: "x y",
    D: "q",
    E: "yaml",
    F: "a#b",
    G: "",
  });
});

it("a TOML file tells where its keys stand, over lines, quotes and comments", () => {
  const text = '\ufeffroot = "." # x\n[build]\ncmd = """\na # no\n"""\nlist = [\n  "]", # ]\n  "b",\n]\n[build.sub]\nx = 1\n';
  const toml = readToml("f", text);
  const at = (path: string) => text.slice(toml?.places.get(path)?.value.start, toml?.places.get(path)?.value.end);
  expect(["root", "build.cmd", "build.list", "build.sub.x"].map(at)).toEqual([
    '"."',
    '"""\na # no\n"""',
    '[\n  "]", # ]\n  "b",\n]',
    "1",
  ]);
  expect(toml?.value("build.list")).toEqual(["]", "b"]);
  expect(toml?.value("build.none.at.all")).toBeUndefined();
  expect(readToml("f", "a = ")).toBeUndefined();
});

describe("Dockerfile facts", () => {
  const text =
    'ARG V=1\r\nFROM golang:1.26 AS a\r\nARG V\r\nENV A=1 B="x y"\r\nFROM a AS b\r\nRUN --mount=type=cache,target=/go/pkg/mod \\\r\n  # no go build here\r\n  GOOS=linux go build -o /x . && \\\r\n  go mod tidy\r\nENV OLD value here\r\n';
  const facts = readDockerfileFacts("Dockerfile", `\ufeff${text}`, {});
  const [, second] = facts.stages;

  it("keep offsets of the file, byte order mark and all", () => {
    const [command] = second ? goCommandsOf(second) : [];
    expect(`\ufeff${text}`.slice(command?.span.start, command?.span.end)).toBe("go build -o /x .");
    expect(command?.assignments).toBe("GOOS=linux");
    expect(second?.own.map(({ keyword }) => keyword)).toEqual(["FROM", "RUN", "ENV"]);
    expect(second && chainOf(second).map(({ keyword }) => keyword)).toEqual(["ARG", "ENV", "RUN", "ENV"]);
  });

  it("know what ARG and ENV set, with defaults from before the first FROM", () => {
    expect(second && variablesOf(second, facts)).toEqual({ V: "1", A: "1", B: "x y", OLD: "value here" });
  });

  it("read all go commands, and none of comments", () => {
    expect(second && goCommandsOf(second).map(({ verb, words }) => `${verb}: ${words}`)).toEqual([
      "build: -o /x .",
      "mod tidy: ",
    ]);
  });
});

describe("Go facts", () => {
  it("of go.mod: versions and requirements in both forms", () => {
    expect(
      parseGoMod(
        "f",
        "module x\ngo 1.24.1 // c\ntoolchain go1.26.0\nrequire a.b/c v1.2.3\nrequire (\n\td.e/f v0.1.0 // indirect\n)\n",
      ),
    ).toMatchObject({
      go: [1, 24, 1],
      toolchain: [1, 26, 0],
      requires: { "a.b/c": "v1.2.3", "d.e/f": "v0.1.0" },
    });
  });

  it("of sources: packages, imports, variables; tests, vendored and ignored files do not count", () => {
    const { tree } = inputOf({
      "go.mod": "module x\n",
      "cmd/api/main.go":
        'package main\n\nimport (\n\t"net/http"\n\t_ "a.b/c"\n)\n// os.Getenv("NOT")\nvar a = os.Getenv("ONE")\nvar t struct { A string `env:"TWO,required"` }\n',
      "lib/lib.go": 'package lib\nimport "C"\n',
      "lib/lib_test.go": "package main\n",
      "gen/gen.go": "//go:build ignore\n\npackage main\n",
      "vendor/x/x.go": 'package main\nimport "plugin"\n',
    });
    const go = readGoFacts(tree, readGoFiles(tree), folder);
    expect([go.mains, go.packages]).toEqual([["cmd/api"], ["cmd/api", "lib", "gen"]]);
    expect([...go.imports]).toEqual(["net/http", "a.b/c", "C"]);
    expect(go.cgo).toEqual(['import "C"']);
    expect(environmentNames(go)).toEqual(["ONE", "TWO"]);
    expect(go.module?.go).toEqual([1, 16]);
  });
});

describe("compose facts", () => {
  it("merge several files as Compose does", () => {
    const { services } = factsOf({
      "compose.yml":
        "services:\n  a:\n    image: x:1\n    ports: ['1:1']\n    environment: [A=1, B=2]\n    command: run it\n    volumes: [.:/app]\n",
      "compose.override.yml":
        "services:\n  a:\n    image: y:2\n    ports: ['2:2']\n    environment: { B: 3 }\n    command: !reset null\n    volumes: !override [d:/d]\n",
    });
    expect(services[0]?.service).toMatchObject({
      image: "y:2",
      environment: { A: "1", B: "3" },
      ports: [
        { target: 1, published: "1" },
        { target: 2, published: "2" },
      ],
      mounts: [{ type: "volume", source: "d", target: "/d" }],
    });
    expect(services[0]?.command).toBeUndefined();
  });

  it("follow anchors, merge keys, extends and include", () => {
    const { services, notes } = factsOf({
      "compose.yml":
        "include: [more/compose.yml, 'https://x.y/z.yml']\nx-base: &base\n  restart: always\n  environment: &env { A: '1' }\nservices:\n  a:\n    <<: *base\n    image: x:1\n  b:\n    extends: { service: base, file: base.yml }\n    environment: { <<: *env, B: '2' }\n",
      "base.yml": "services:\n  base:\n    image: z:1\n    environment: [Z=1]\n",
      "more/compose.yml": "services:\n  c:\n    build: .\n",
    });
    expect(services.map(({ name }) => name)).toEqual(["a", "b", "c"]);
    expect(services[0]?.service).toMatchObject({ restart: "always", environment: { A: "1" } });
    expect(services[1]?.service).toMatchObject({ image: "z:1", environment: { Z: "1", A: "1", B: "2" } });
    expect(services[2]?.build?.context).toBe(`${folder}/more`);
    expect(notes[0]).toContain("https://x.y/z.yml");
  });

  it("read ports and volumes in all their forms", () => {
    const body =
      "ports: ['127.0.0.1:80:8080/udp', '[::1]:1:2', '9000', '3000-3001:4000-4001', { target: 5, published: 6, host_ip: 1.2.3.4 }]\n    volumes: [./a:/b:ro, /anonymous, data:/d/, { type: bind, source: ../x, target: /x }]";
    const { services } = factsOf({ "compose.yml": `services:\n  a:\n    image: x\n    ${body}\n` });
    expect(services[0]?.service.ports).toEqual([
      { target: 8080, protocol: "udp", published: "80", hostIp: "127.0.0.1" },
      { target: 2, protocol: "tcp", published: "1", hostIp: "[::1]" },
      { target: 9000, protocol: "tcp" },
      { target: 4000, protocol: "tcp", published: "3000-3001" },
      { target: 5, protocol: "tcp", published: "6", hostIp: "1.2.3.4" },
    ]);
    expect(services[0]?.service.mounts).toEqual([
      { type: "bind", source: `${folder}/a`, target: "/b" },
      { type: "volume", target: "/anonymous" },
      { type: "volume", source: "data", target: "/d" },
      { type: "bind", source: "/work/x", target: "/x" },
    ]);
  });

  it("say what else must be read, and bear what is no map", () => {
    const input = inputOf({
      "compose.yml":
        "include: [a.yml]\nservices:\n  x: { build: { context: ../lib, dockerfile: D }, env_file: [e.env] }\n  y: { extends: { service: q, file: b.yml } }\n",
    });
    expect(wantedPaths(input)).toEqual({
      files: [
        `${folder}/a.yml`,
        `${folder}/b.yml`,
        "/work/lib/D",
        "/work/lib/D.dockerignore",
        `${folder}/e.env`,
        `${folder}/.env`,
      ],
      folders: ["/work/lib"],
    });
    for (const text of [
      "",
      "services: 1",
      "services: [a]",
      "services: { a: , b: 1 }",
      "- x",
      "services: { a: { extends: { service: a } } }",
      "a: *no",
    ]) {
      expect(() => factsOf({ "compose.yml": text })).not.toThrow();
    }
  });
});
