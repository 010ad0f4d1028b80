import { expect, it } from "vitest";
import { newFileLines } from "../../src/ui/new-files.ts";

function file(path: string, text: string | Uint8Array) {
  return { path, bytes: typeof text === "string" ? new TextEncoder().encode(text) : text, executable: false };
}

const look = { colour: false, mostLines: 2 };

it("shows new files as additions, cut where it saves more than a line", () => {
  expect(newFileLines([file("a", "1\n2\n3\n"), file("b", "1\n2\n3\n4\n"), file("empty", "")], look)).toEqual([
    "+++ a",
    "+1",
    "+2",
    "+3",
    "+++ b",
    "+1",
    "+2",
    "  … 2 more lines",
    "+++ empty",
  ]);
});

it("shows no escape sequence of a file or its name, and no bytes", () => {
  const lines = newFileLines([file("a\x1b[31m", "\x1b]0;title\x07x\n"), file("logo.png", Uint8Array.of(1, 0, 2))], look);
  expect(lines.join("\n")).not.toMatch(/[\x00-\x08\x0b-\x1f]/);
  expect(lines.slice(-2)).toEqual(["+++ logo.png", "+ 3 bytes"]);
});

it("is green in colour", () => {
  expect(newFileLines([file("a", "1\n")], { ...look, colour: true })).toEqual(["\x1b[1m+++ a\x1b[22m", "\x1b[32m+1\x1b[39m"]);
});
