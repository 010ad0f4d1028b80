import { describe, expect, it } from "vitest";
import { UserError } from "../../src/core/error.ts";
import { regexFilter, textFilter } from "../../src/core/logs/filter.ts";

const bytes = (text: string): Buffer => Buffer.from(text);

describe("textFilter", () => {
  it.each([
    ["error", "an ERROR occurred", true],
    ["a.b", "axb", false],
    ["a.b(", "a.b(c", true],
    ["ÜBER", "über alles", true],
    ["status 500", "\x1b[31mstatus\x1b[0m 500", true],
    ["日本", "日本語", true],
    ["evil", "\x1b]0;evil\x07good", false],
  ])("%s in %j: %s", (text, line, expected) => {
    expect(textFilter(text)(bytes(line))).toBe(expected);
  });
});

describe("regexFilter", () => {
  it.each([
    ["5\\d\\d", "status 503", true],
    ["^api", "the api", false],
    ["Error", "error", false],
    ["^.$", "😀", true],
  ])("%s in %j: %s", (source, line, expected) => {
    expect(regexFilter(source)(bytes(line))).toBe(expected);
  });

  it("refuses what is no regular expression, as a usage error", () => {
    expect(() => regexFilter("(")).toThrow(UserError);
  });
});
