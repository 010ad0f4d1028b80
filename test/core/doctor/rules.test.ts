import { describe, expect, it } from "vitest";
import { diagnose } from "../../../src/core/doctor/diagnose.ts";
import { makeFacts } from "../../../src/core/doctor/facts/facts.ts";
import { mend } from "../../../src/core/doctor/fix.ts";
import type { Rule } from "../../../src/core/doctor/rule.ts";
import { rules } from "../../../src/core/doctor/rules.ts";
import type { Spot } from "../../../src/core/doctor/text.ts";
import { airCases } from "./cases/air.ts";
import { cacheCases } from "./cases/cache.ts";
import { type CaseTable, lines, services } from "./cases/case.ts";
import { composeFileCases } from "./cases/compose-file.ts";
import { composeHealthCases } from "./cases/compose-health.ts";
import { environmentCases } from "./cases/environment.ts";
import { ignoreCases } from "./cases/ignore.ts";
import { programCases } from "./cases/program.ts";
import { stageCases } from "./cases/stages.ts";
import { startCases } from "./cases/start.ts";
import { versionCases } from "./cases/versions.ts";
import { folder, inputOf } from "./project.ts";

const table: CaseTable = {
  ...stageCases,
  ...versionCases,
  ...cacheCases,
  ...programCases,
  ...startCases,
  ...ignoreCases,
  ...airCases,
  ...composeFileCases,
  ...composeHealthCases,
  ...environmentCases,
};

describe.each(rules.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  const { bad, good } = table[id] ?? { bad: [], good: [] };

  it("has cases of both kinds", () => {
    expect([bad.length, good.length].map((count) => count > 0)).toEqual([true, true]);
    expect(bad.filter(({ at }) => at.length === 0)).toEqual([]);
  });

  it.each(bad.map((each, index) => [index + 1, each] as const))(
    "finds bad %i",
    (_, { files, at, says, severity, fixed, safe, ...look }) => {
      const found = check(rule, files, look);
      expect(found.map(({ place }) => pointed(place))).toEqual(at);
      if (says) expect(found[0]?.message).toContain(says);
      expect(found[0]?.severity).toBe(severity ?? rule.severity);
      if (fixed) {
        const { changes } = mend(inputOf(files, look), [rule], () => true);
        expect(Object.fromEntries(changes.map(({ file, after }) => [file.replace(`${folder}/`, ""), after]))).toEqual(fixed);
        expect(found.find(({ fix }) => fix)?.fix?.safe).toBe(safe ?? false);
        const closed = look.notExecutable?.filter(
          (path) => !changes.some(({ file, executable }) => executable && file === `${folder}/${path}`),
        );
        const again = mend(inputOf({ ...files, ...fixed }, { ...look, notExecutable: closed ?? [] }), [rule], () => true);
        expect(again.changes).toEqual([]);
      } else expect(found.map(({ fix }) => fix)).toEqual(found.map(() => undefined));
    },
  );

  it.each(good.map((each, index) => [index + 1, each] as const))("leaves good %i alone", (_, { files, ...look }) => {
    expect(check(rule, files, look).map(({ message }) => message)).toEqual([]);
  });
});

it("every case belongs to a rule", () => {
  const ids = rules.map(({ id }) => id);
  expect(Object.keys(table).filter((id) => !ids.includes(id))).toEqual([]);
});

it("every rule has its own number and title, in order, and one sentence of why", () => {
  const ids = rules.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort());
  expect(new Set(rules.map(({ title }) => title)).size).toBe(rules.length);
  expect(
    rules
      .filter(({ why }) => !/^[A-Z.][^\n]*\.$/.test(why) && !/^(air|go|depends_on|environment|scratch|alpine)\b.*\.$/.test(why))
      .map(({ id }) => id),
  ).toEqual([]);
});

it("a project as it should be has no finding at all", () => {
  const files = {
    "compose.yml": services(
      "api:",
      "  build: { context: ., target: dev }",
      "  volumes: [.:/app]",
      "  ports: [127.0.0.1:8080:8080]",
    ),
    ".dockerignore": lines(".git", ".env", ".env.*", "!.env.example", "tmp"),
    "go.mod": lines("module example.com/demo", "", "go 1.26"),
    "main.go": lines("package main", "", 'import "net/http"', "", 'func main() { http.ListenAndServe(":8080", nil) }'),
    ".air.toml": lines(
      'root = "."',
      'tmp_dir = "tmp"',
      "[build]",
      'cmd = "go build -o ./tmp/main ."',
      'bin = "./tmp/main"',
      "stop_on_error = true",
      "send_interrupt = true",
      'kill_delay = "2s"',
    ),
    Dockerfile: lines(
      "FROM golang:1.26-alpine3.22 AS builder",
      "WORKDIR /src",
      "ENV CGO_ENABLED=0",
      "COPY go.mod go.sum* ./",
      "RUN --mount=type=cache,target=/go/pkg/mod go mod download",
      "COPY . .",
      "RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build go build -o /out/server .",
      "FROM golang:1.26-alpine3.22 AS dev",
      "RUN go install github.com/air-verse/air@v1.67.4",
      "WORKDIR /app",
      'CMD ["air"]',
      "FROM alpine:3.22 AS runner",
      "COPY --from=builder /out/server /usr/local/bin/server",
      "USER 10001:10001",
      'ENTRYPOINT ["/usr/local/bin/server"]',
    ),
  };
  expect(diagnose(makeFacts(inputOf(files)), rules).map(({ id, message }) => `${id} ${message}`)).toEqual([]);
});

/** `Dockerfile:3 as`: the line, and what the caret would underline. */
function pointed({ file, line, column, length, lineText = "" }: Spot): string {
  return `${file.replace(`${folder}/`, "")}:${line} ${lineText.slice(column - 1, column - 1 + length)}`.trim();
}

function check(rule: Rule, files: Parameters<typeof inputOf>[0], look: Parameters<typeof inputOf>[1]) {
  return diagnose(makeFacts(inputOf(files, look)), [rule]);
}
