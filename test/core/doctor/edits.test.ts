import { describe, expect, it } from "vitest";
import { unifiedDiff } from "../../../src/core/doctor/diff.ts";
import { append, applyEdits, insert, linesAfter, linesBefore, removeLines, replace } from "../../../src/core/doctor/edits.ts";
import { spotOf } from "../../../src/core/doctor/text.ts";

const file = "a.yml";
const span = (text: string, words: string) => ({ file, start: text.indexOf(words), end: text.indexOf(words) + words.length });

describe("edits", () => {
  it("are made at offsets of the text as it was, in any order", () => {
    const text = "one two three";
    expect(applyEdits(text, [replace(span(text, "three"), "3"), insert(file, 4, "and "), replace(span(text, "one"), "1")])).toBe(
      "1 and two 3",
    );
  });

  it("are refused where two touch the same characters or the same place", () => {
    const text = "one two";
    expect(() => applyEdits(text, [replace(span(text, "one two"), "x"), replace(span(text, "two"), "y")])).toThrow(RangeError);
    expect(() => applyEdits(text, [insert(file, 3, "a"), insert(file, 3, "b")])).toThrow(RangeError);
    expect(applyEdits(text, [replace(span(text, "one"), "1"), insert(file, 3, "b")])).toBe("1b two");
  });

  it("take out whole lines, and leave comments and byte order marks", () => {
    const text = "\ufeff# 版\r\nversion: 3\r\n\r\nservices:\r\n  a: 1 # 後\r\n  b: 2\r\n";
    expect(applyEdits(text, [removeLines(span(text, "version: 3"), text)])).toBe(
      "\ufeff# 版\r\n\r\nservices:\r\n  a: 1 # 後\r\n  b: 2\r\n",
    );
    expect(applyEdits(text, [removeLines(span(text, "a: 1"), text)])).toContain("services:\r\n  # 後\r\n  b: 2\r\n");
    const first = "\ufeffversion: 3\n\nservices:\n";
    expect(applyEdits(first, [removeLines(span(first, "version: 3"), first)])).toBe("\ufeffservices:\n");
    const between = "a: 1\n\nb: 2\n\nc: 3\n";
    expect(applyEdits(between, [removeLines(span(between, "b: 2"), between)])).toBe("a: 1\n\nc: 3\n");
  });

  it("write lines with the indent and the line ends that are there", () => {
    const text = "a:\r\n  b: 1 # x\r\n";
    expect(applyEdits(text, [linesAfter(span(text, "b: 1"), text, ["c: 2"])])).toBe("a:\r\n  b: 1 # x\r\n  c: 2\r\n");
    expect(applyEdits(text, [linesBefore(span(text, "b: 1"), text, ["c: 2"])])).toBe("a:\r\n  c: 2\r\n  b: 1 # x\r\n");
    expect(applyEdits("x", [append(file, "x", ["y"])])).toBe("x\ny\n");
    expect(applyEdits("", [append(file, "", ["y"])])).toBe("y\n");
  });
});

describe("a place", () => {
  it("counts lines and columns from 1, a byte order mark as nothing", () => {
    const text = "\ufeffa\r\n  日本 b\r\n";
    expect(spotOf({ file, start: 1, end: 2 }, text)).toEqual({ file, line: 1, column: 1, lineText: "a", length: 1 });
    expect(spotOf(span(text, "日本"), text)).toEqual({ file, line: 2, column: 3, lineText: "  日本 b", length: 2 });
    expect(spotOf({ file, start: 1, end: text.length }, text).length).toBe(1);
    expect(spotOf({ file, start: 0, end: 0 }, "")).toEqual({ file, line: 1, column: 1, lineText: "", length: 1 });
  });
});

describe("a unified diff", () => {
  it("shows what changes with three lines around it", () => {
    const before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n";
    const after = before.replace("2\n", "").replace("11\n", "11\nnew\n");
    expect(unifiedDiff("f", before, after)).toEqual([
      "--- f",
      "+++ f",
      ...["@@ -1,5 +1,4 @@", " 1", "-2", " 3", " 4", " 5"],
      ...["@@ -9,4 +8,5 @@", " 9", " 10", " 11", "+new", " 12"],
    ]);
  });

  it("of a new file begins at nothing, and of the same text is empty", () => {
    expect(unifiedDiff("f", undefined, "a\nb\n")).toEqual(["--- /dev/null", "+++ f", "@@ -0,0 +1,2 @@", "+a", "+b"]);
    expect(unifiedDiff("f", "a\n", "a\n")).toEqual([]);
  });
});
