import { describe, expect, it } from "vitest";
import { readBuildCheck, withoutSyntax } from "../../../src/core/doctor/build-check.ts";
import { diagnose } from "../../../src/core/doctor/diagnose.ts";
import { conditionsOf, type MachineFacts } from "../../../src/core/doctor/environment.ts";
import { makeFacts } from "../../../src/core/doctor/facts/facts.ts";
import { mend } from "../../../src/core/doctor/fix.ts";
import type { Rule } from "../../../src/core/doctor/rule.ts";
import { rules } from "../../../src/core/doctor/rules.ts";
import { sarifLog } from "../../../src/core/doctor/sarif.ts";
import { serviceOf } from "../project-of.ts";
import { type Files, factsOf, folder, inputOf } from "./project.ts";

const ids = (files: Files): readonly string[] =>
  diagnose(factsOf(files), rules).map(({ id, place }) => `${id}@${place.file.replace(`${folder}/`, "")}:${place.line}`);

describe("what an author has answered is not said again", () => {
  const compose = (comment: string): string =>
    `services:\n  db:\n    ${comment}\n    container_name: x\n    image: postgres:17\n    environment: { POSTGRES_PASSWORD: x }\n`;

  it("by a comment above the line", () => {
    expect(ids({ "compose.yml": compose("# nothing") })).toEqual(["GD312@compose.yml:4"]);
    expect(ids({ "compose.yml": compose("# gdev ignore=GD312 the proxy knows this name") })).toEqual([]);
    expect(ids({ "compose.yml": compose("# gdev ignore=GD1,GD312\r\n    # 理由") })).toEqual([]);
    expect(ids({ "compose.yml": compose("# gdev ignore=GD31 no such") })).toEqual(["GD312@compose.yml:4"]);
    expect(ids({ "compose.yml": compose("# gdev ignore=GD312\n    restart: 'no'") })).toEqual(["GD312@compose.yml:5"]);
  });

  it("above the instruction that the line belongs to", () => {
    const dockerfile = (comment: string): string => `FROM golang:1.26\n${comment}\nRUN true && \\\n  go build .\n`;
    expect(ids({ Dockerfile: dockerfile("# x") })).toContain("GD133@Dockerfile:4");
    expect(ids({ Dockerfile: dockerfile("# gdev ignore=GD133 small") })).not.toContain("GD133@Dockerfile:4");
  });

  it("in x-gdev of the service or of the file", () => {
    const name = "    container_name: x\n    image: y:1\n";
    expect(ids({ "compose.yml": `services:\n  a:\n${name}  b:\n${name}    x-gdev: { ignore: [GD312] }\n` })).toEqual([
      "GD312@compose.yml:3",
    ]);
    expect(ids({ "compose.yml": `x-gdev: { ignore: [GD312] }\nservices:\n  a:\n${name}` })).toEqual([]);
  });
});

it("findings stand by file, compose files first, then by place", () => {
  expect(
    ids({
      Dockerfile: "FROM a AS b\nFROM alpine:3.22\nCMD x\n",
      "compose.yml": "version: '3'\nservices:\n  a:\n    container_name: c\n    build: .\n",
    }),
  ).toEqual(["GD301@compose.yml:1", "GD312@compose.yml:4", "GD120@Dockerfile:1", "GD146@Dockerfile:2", "GD144@Dockerfile:3"]);
});

it("a service that ignores a rule is still a service to the rest of gdev", () => {
  expect(serviceOf("x-gdev: { ignore: [GD312], dev: dev }").gdev).toEqual({ dev: "dev" });
  expect(() => serviceOf("x-gdev: { ignore: GD312 }")).toThrow("x-gdev.ignore of service api is not a list of doctor's rules");
});

describe("mending", () => {
  const rule = (id: string, from: string, to: string, safe = true): Rule => ({
    ...{ id, title: id, severity: "note", why: "", remedy: "", bad: "", good: "" },
    check: ({ tree }) => {
      const text = tree.get(`${folder}/f`)?.text ?? "";
      const start = text.indexOf(from);
      const span = { file: `${folder}/f`, start, end: start + from.length };
      return start < 0 ? [] : [{ span, message: id, fix: { safe, edits: [{ ...span, text: to }] } }];
    },
  });

  it("makes fixes that touch one another one after the other", () => {
    const { changes, mended } = mend(inputOf({ f: "abc" }), [rule("one", "ab", "xb"), rule("two", "bc", "by")], () => true);
    expect(changes).toEqual([{ file: `${folder}/f`, before: "abc", after: "xby" }]);
    expect(mended.map(({ id }) => id)).toEqual(["one", "two"]);
  });

  it("ends with fixes that undo one another, and with one that mends nothing", () => {
    expect(mend(inputOf({ f: "a" }), [rule("one", "a", "b"), rule("two", "b", "a")], () => true).mended.length).toBe(2);
    expect(mend(inputOf({ f: "a" }), [rule("one", "a", "aa")], () => true).changes[0]?.after).toBe("aa");
  });

  it("makes only what is wanted, and tells a new file from a changed one", () => {
    const all = [rule("one", "a", "b"), rule("two", "c", "d", false)];
    expect(mend(inputOf({ f: "ac" }), all, ({ fix }) => fix?.safe === true).changes[0]?.after).toBe("bc");
    const { changes } = mend(inputOf({ Dockerfile: "FROM golang:1.26\nCOPY . .\n" }), rules, ({ id }) => id === "GD201");
    expect(changes.map(({ file, before }) => [file, before])).toEqual([[`${folder}/.dockerignore`, undefined]]);
  });
});

describe("BuildKit's report", () => {
  const facts = factsOf({
    Dockerfile: "FROM alpine:3.22 AS Dup\n# gdev ignore=WorkdirRelativePath as it was\nWORKDIR rel\nMAINTAINER me\n",
  });
  const warning = (ruleName: string, line: number) => ({
    ruleName,
    description: "why",
    url: "https://x",
    detail: "detail",
    location: { ranges: [{ start: { line }, end: { line } }] },
  });
  const [build] = facts.builds;

  it("becomes findings, without what a rule here says too and without what is ignored", () => {
    const report = {
      warnings: [
        warning("FromAsCasing", 1),
        warning("StageNameCasing", 1),
        warning("WorkdirRelativePath", 3),
        warning("MaintainerDeprecated", 4),
      ],
    };
    const found = build ? readBuildCheck(report, build, facts) : [];
    expect(found.map(({ id, place, link }) => [id, place.line, place.lineText, link])).toEqual([
      ["StageNameCasing", 1, "FROM alpine:3.22 AS Dup", "https://x"],
      ["MaintainerDeprecated", 4, "MAINTAINER me", "https://x"],
    ]);
  });

  it("has what BuildKit cannot read, and not what it could not reach", () => {
    const location = { ranges: [{ start: { line: 4 }, end: { line: 4 } }] };
    const found = (message: string) => build && readBuildCheck({ buildError: { message, location } }, build, facts);
    expect(found("dockerfile parse error on line 4: unknown instruction: BAD (did you mean ADD?)")).toEqual([
      expect.objectContaining({
        severity: "error",
        message: "unknown instruction: BAD (did you mean ADD?)",
        place: expect.objectContaining({ line: 4, lineText: "MAINTAINER me" }),
      }),
    ]);
    expect(found("b: failed to resolve source metadata for docker.io/library/b:latest: no such host")).toEqual([]);
  });

  it.each([{ warnings: null }, undefined, "words", null, []])("%j is none", (report) => {
    expect(build && readBuildCheck(report, build, facts)).toEqual([]);
  });

  it("is asked of the file without its syntax line, every other line at its number", () => {
    expect(withoutSyntax("# syntax=docker/dockerfile:1\n# check=skip=X\nFROM a\n")).toBe("# check=skip=X\n#\nFROM a\n");
    expect(withoutSyntax("# x\n# syntax=docker/dockerfile:1\nFROM a\n")).toBe("# x\n# syntax=docker/dockerfile:1\nFROM a\n");
    expect(withoutSyntax("FROM a")).toBe("FROM a");
  });
});

it("SARIF names every rule once, and each finding its rule, its level and its region", () => {
  const facts = factsOf({ Dockerfile: "FROM alpine:3.22\nCMD ./x\n" });
  const log = sarifLog(
    diagnose(makeFacts(inputOf({ Dockerfile: "FROM alpine:3.22\nCMD ./x\n" })), rules),
    rules,
    facts.directory,
  ) as SarifShape;
  const [run] = log.runs;
  expect([log.version, log.$schema]).toEqual(["2.1.0", expect.stringContaining("sarif-2.1.0")]);
  expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
  expect(run?.results.map(({ ruleId, ruleIndex, level }) => [ruleId, run.tool.driver.rules[ruleIndex]?.id, level])).toEqual([
    ["GD146", "GD146", "warning"],
    ["GD144", "GD144", "warning"],
  ]);
  expect(run?.results[1]?.locations[0]?.physicalLocation).toEqual({
    artifactLocation: { uri: "Dockerfile", uriBaseId: "%SRCROOT%" },
    region: { startLine: 2, startColumn: 1, endColumn: 8, snippet: { text: "CMD ./x" } },
  });
});

interface SarifShape {
  readonly $schema: string;
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly locations: readonly { readonly physicalLocation: unknown }[];
    }[];
  }[];
}

describe("the environment", () => {
  const well: MachineFacts = {
    engine: { url: "unix:///x", version: "28.5.2" },
    compose: { version: "2.40.3" },
    buildx: "0.29.1",
    freeBytes: [{ what: "the engine", bytes: 50e9 }],
    watchLimits: { watches: 500_000, instances: 512 },
    noFileEvents: false,
    takenPorts: [],
  };
  const troubles = (machine: Partial<MachineFacts>) =>
    conditionsOf({ ...well, ...machine })
      .filter(({ severity }) => severity !== "ok")
      .map(({ name, severity, remedy }) => [name, severity, remedy !== undefined]);

  it("is well", () => expect(troubles({})).toEqual([]));
  it("has no engine, no Compose, no buildx", () => {
    const { buildx: _, ...without } = well;
    const found = conditionsOf({
      ...without,
      engine: { trouble: "none", remedy: "start it" },
      compose: { trouble: "old", remedy: "update" },
    });
    expect(found.filter(({ severity }) => severity !== "ok").map(({ name, severity }) => `${name} ${severity}`)).toEqual([
      "engine warning",
      "compose error",
      "buildx warning",
    ]);
  });
  it("has little or no space", () => {
    expect(
      troubles({
        freeBytes: [
          { what: "a", bytes: 2e9 },
          { what: "b", bytes: 1e8 },
        ],
      }),
    ).toEqual([
      ["disk", "warning", true],
      ["disk", "error", true],
    ]);
  });
  it("has few watches, or no file events at all", () => {
    expect(troubles({ watchLimits: { watches: 8192, instances: 512 } })).toEqual([["file events", "note", true]]);
    expect(troubles({ noFileEvents: true })).toEqual([["file events", "warning", true]]);
  });
  it("has a port taken", () => {
    expect(conditionsOf({ ...well, takenPorts: [{ service: "api", port: 80, holder: "nginx (pid 1)" }] }).at(-1)?.message).toBe(
      "port 80 of api is taken by nginx (pid 1)",
    );
  });
});
