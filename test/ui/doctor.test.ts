import { describe, expect, it } from "vitest";
import type { Diagnosis } from "../../src/core/doctor/diagnose.ts";
import { conditionLines, diffLines, findingLines, summaryLine } from "../../src/ui/doctor.ts";

const look = { colour: false, cwd: "/p" };

function diagnosis(given: Partial<Diagnosis> & { readonly line?: number }): Diagnosis {
  const { line = 3, ...rest } = given;
  const place = { file: "/p/compose.yml", line, column: 5, length: 3, lineText: "\t日本 abc # x" };
  const words = {
    id: "GD103",
    title: "t",
    severity: "error" as const,
    message: "wrong",
    why: "Because.",
    remedy: "do it",
    link: "docs/rules/GD103.md",
  };
  return { ...words, place, ...rest };
}

describe("findings", () => {
  it("stand under their file, with a caret as long as what is meant; what a rule is about is said once", () => {
    const other = { file: "/p/Dockerfile", line: 1, column: 1, length: 1, lineText: "" };
    expect(
      findingLines(
        [diagnosis({ fix: { safe: true, edits: [] } }), diagnosis({ line: 14 }), diagnosis({ place: other, id: "GD105" })],
        look,
      ),
    ).toEqual([
      "compose.yml",
      "  3:5     error    GD103  wrong",
      "    3 |   日本 abc # x",
      "      |        ^^^",
      "    Because.",
      "    → do it; gdev doctor --fix does it  (docs/rules/GD103.md)",
      "  14:5    error    GD103  wrong",
      "    14 |   日本 abc # x",
      "       |        ^^^",
      "",
      "Dockerfile",
      "  1:1     error    GD105  wrong",
      "    Because.",
      "    → do it  (docs/rules/GD103.md)",
    ]);
  });

  it("carry nobody's escape sequences", () => {
    const text = "\x1b]0;x\x07\x1b[31mred";
    const place = { file: `/p/${text}`, line: 1, column: 1, length: 90, lineText: text };
    const lines = [
      ...findingLines([diagnosis({ message: text, why: text, remedy: text, link: text, place })], look),
      ...conditionLines([{ name: "engine", severity: "note", message: text, remedy: text }], look),
      ...diffLines([text, text, `+${text}`], look),
    ];
    expect(lines.join("\n")).not.toMatch(/\x1b|\x07/);
  });
});

it("the last line counts, and says what --fix does", () => {
  const safe = { fix: { safe: true, edits: [] } };
  const offered = { fix: { safe: false, edits: [] } };
  const note = { severity: "note" as const };
  expect(summaryLine([], look)).toBe("nothing to mend");
  expect(summaryLine([diagnosis({}), diagnosis(note)], look)).toBe("1 error, 1 note");
  expect(summaryLine([diagnosis(safe), diagnosis(safe), diagnosis({ ...note, ...offered })], look)).toBe(
    "2 errors, 1 note; gdev doctor --fix mends 2; --fix --all offers 1 more",
  );
  expect(summaryLine([diagnosis(offered)], look)).toBe("1 error; --fix --all offers 1");
});

it("the environment is one line each, with a remedy under what is not well", () => {
  expect(
    conditionLines(
      [
        { name: "engine", severity: "ok", message: "28.5.2" },
        { name: "disk", severity: "warning", message: "1.0 GB free", remedy: "prune" },
      ],
      look,
    ),
  ).toEqual(["environment", "  engine       ok       28.5.2", "  disk         warning  1.0 GB free", "    → prune"]);
});

it("a diff has its usual colours", () => {
  expect(diffLines(["--- a", "+++ a", "@@ -1 +1 @@", "-x", "+y", " z"], { colour: true })).toEqual([
    "\x1b[1m--- a\x1b[22m",
    "\x1b[1m+++ a\x1b[22m",
    "\x1b[36m@@ -1 +1 @@\x1b[39m",
    "\x1b[31m-x\x1b[39m",
    "\x1b[32m+y\x1b[39m",
    " z",
  ]);
});
