import { describe, expect, test } from "vitest";
import { CommandFailed, Interrupted, UserError } from "../../src/core/error.ts";
import { renderError } from "../../src/ui/error.ts";

const plain = { colour: false, cwd: "/p" };

describe("renderError", () => {
  test("a user's error: what, place with caret, why, output, remedy", () => {
    const error = new UserError("build of api failed at Dockerfile:12 (builder 4/6)", {
      place: { file: "/p/api/Dockerfile", line: 12, column: 3, lineText: "\tRUN go build" },
      why: "the step ended with exit code 1",
      output: ["./main.go:12:2: undefined: foo", ""],
      remedy: "mend it\nand repeat",
    });
    expect(renderError(error, plain)).toEqual([
      "error: build of api failed at Dockerfile:12 (builder 4/6)",
      "  api/Dockerfile:12:3",
      "    12 |   RUN go build",
      "       |    ^",
      "  the step ended with exit code 1",
      "    │ ./main.go:12:2: undefined: foo",
      "    │",
      "  → mend it",
      "    and repeat",
    ]);
  });

  test("the caret stands under a column behind wide characters", () => {
    const place = { file: "/elsewhere/x.yml", line: 1, column: 7, lineText: "日本: { oops" };
    expect(renderError(new UserError("bad", { place }), plain).slice(1)).toEqual([
      "  /elsewhere/x.yml:1:7",
      "    1 | 日本: { oops",
      "      |         ^",
    ]);
  });

  test("long output: its last lines; none that the reader has seen", () => {
    const output = Array.from({ length: 45 }, (_, index) => `line ${index}`);
    const error = new UserError("api did not become ready", { output });
    const lines = renderError(error, plain);
    expect(lines).toHaveLength(42);
    expect(lines[1]).toBe("    │ … 5 more lines before");
    expect(lines.at(-1)).toBe("    │ line 44");
    expect(renderError(error, { ...plain, printed: new Set([output]) })).toEqual(["error: api did not become ready"]);
  });

  test("a child command's own words", () => {
    const error = new CommandFailed("docker compose up", 14, "no configuration file provided: not found\n");
    expect(renderError(error, plain)).toEqual(["error: docker compose up failed", "  no configuration file provided: not found"]);
  });

  test("a bug: its stack and a line that asks for a report", () => {
    const lines = renderError(new TypeError("x is not a function", { cause: "y" }), plain);
    expect(lines[0]).toBe("error: something in gdev itself went wrong");
    expect(lines[1]).toBe("  TypeError: x is not a function");
    expect(lines[2]).toMatch(/^ {6}at /);
    expect(lines.at(-2)).toBe("  caused by y");
    expect(lines.at(-1)).toMatch(/please report/);
    expect(renderError("just words", plain)[1]).toBe("  just words");
  });

  test("Ctrl-C says nothing", () => {
    expect(renderError(new Interrupted(), plain)).toEqual([]);
  });

  test("foreign text cannot drive the terminal; colours of a program's output stay", () => {
    const evil = "\x1b[2J\x1b]0;t\x07\x1b[31mred\x1b[0m";
    const place = { file: evil, line: 1, column: 1, lineText: evil };
    const error = new UserError(evil, { why: evil, remedy: evil, output: [evil], place });
    const text = renderError(error, { colour: true }).join("\n");
    expect(text).not.toContain("\x1b[2J");
    expect(text).not.toContain("\x1b]");
    expect(text.match(/\x1b\[31mred/g)).toHaveLength(1);
    expect(renderError(error, { colour: false }).join("\n")).not.toContain("\x1b");
  });
});
