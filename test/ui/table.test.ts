import { describe, expect, test } from "vitest";
import { styleFor } from "../../src/ui/style.ts";
import { table } from "../../src/ui/table.ts";
import { fitText, padText, widthOf } from "../../src/ui/width.ts";

test("columns align by what is seen, numbers to the right, no spaces at the end", () => {
  const { green } = styleFor(true);
  const lines = table(
    [
      ["api", "943MB", "http://localhost:8080"],
      ["データ", "7.37MB", ""],
      [green("db"), "1.2GB"],
    ],
    [{ title: "SERVICE" }, { title: "SIZE", align: "right" }, { title: "URL" }],
  );
  expect(lines).toEqual([
    "SERVICE    SIZE  URL",
    "api       943MB  http://localhost:8080",
    "データ   7.37MB",
    "\x1b[32mdb\x1b[39m\x1b[0m        1.2GB",
  ]);
});

test("a cell cannot drive the terminal", () => {
  expect(table([["\x1b[2Ja\nb"]], [{ title: "X" }])).toEqual(["X", "a b"]);
});

describe("width", () => {
  test.each([
    ["abc", 3],
    ["日本", 4],
    ["👩‍💻", 2],
    ["\x1b[31mred\x1b[0m", 3],
    ["é", 1],
  ])("%j takes %i columns", (text, columns) => {
    expect(widthOf(text)).toBe(columns);
  });

  test("fitText never exceeds its columns and never cuts a character apart", () => {
    expect(fitText("short", 5)).toBe("short");
    expect(fitText("longer", 5)).toBe("long…");
    expect(fitText("日本語です", 6)).toBe("日本…");
    expect(fitText("a 👩‍💻👩‍💻", 5)).toBe("a 👩‍💻…");
    expect(fitText("abc", 0)).toBe("");
  });

  test("padText", () => {
    expect(padText("日", 4)).toBe("日  ");
    expect(padText("9", 3, "right")).toBe("  9");
  });
});
