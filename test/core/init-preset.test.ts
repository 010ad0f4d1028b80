import { describe, expect, it } from "vitest";
import { UserError } from "../../src/core/error.ts";
import { fill } from "../../src/core/init/fill.ts";
import { parsePreset } from "../../src/core/init/preset.ts";
import { defaultValue, type PresetFile, plainName, scaffold } from "../../src/core/init/scaffold.ts";

const full = `
title: API
summary: an API
variables:
  module: { ask: path, default: "example.com/{{folder}}", replaces: example.com/shelf }
  owner: { default: me }
  tool: { default: mine, replaces: example.com/shelf/cmd/tool }
fill: [go.mod, "*.go", docs/owner.md]
rename: { gitignore: .gitignore, docs/a.txt: docs/b.txt }
`;

function file(path: string, text: string | Uint8Array, executable = false): PresetFile {
  return { path, bytes: typeof text === "string" ? new TextEncoder().encode(text) : text, executable };
}

function wrong(text: string): UserError {
  try {
    parsePreset(text, "/p/preset.yml");
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("it was taken");
}

describe("a manifest", () => {
  it("says what is asked, filled in and renamed; a title is all that it needs", () => {
    expect(parsePreset(full, "preset.yml")).toEqual({
      title: "API",
      summary: "an API",
      variables: [
        { name: "module", ask: "path", default: "example.com/{{folder}}", replaces: "example.com/shelf" },
        { name: "owner", ask: "owner", default: "me", replaces: "{{owner}}" },
        { name: "tool", ask: "tool", default: "mine", replaces: "example.com/shelf/cmd/tool" },
      ],
      fill: ["go.mod", "*.go", "docs/owner.md"],
      rename: { gitignore: ".gitignore", "docs/a.txt": "docs/b.txt" },
    });
    expect(parsePreset("title: x", "preset.yml")).toEqual({ title: "x", summary: "", variables: [], fill: [], rename: {} });
  });

  it.each([
    ["title: x\nsumary: y", 2, 1, "preset.yml has no key sumary", "did you mean summary?"],
    ["title: x\nvariables:\n  a:\n    ask: b", 3, 3, "the variable a has no default", "--yes asks nothing: give it one"],
    ["title: x\nvariables:\n  a: { deafult: b }", 3, 8, "the variable a has no key deafult", "did you mean default?"],
    [
      "title: x\nvariables:\n  folder: { default: b }",
      3,
      3,
      "folder is no name for a variable",
      "take small letters, digits and _; folder is taken",
    ],
    ["title: x\nfill: go.mod", 2, 7, "fill must be a list", undefined],
    ["title: x\nfill:\n  - [a]", 3, 5, "fill must be a list of file names", undefined],
    ["title: x\nrename:\n  a: ../b", 3, 6, "../b lies outside of the project", undefined],
    ["title: [x]", 1, 8, "title must be a text", undefined],
    ["summary: x", 1, 1, "preset.yml has no title", "give it one line: title: HTTP API"],
    ["", 1, 1, "preset.yml must be a list of names with values", undefined],
  ])("with a mistake is refused at its place: %j", (text, line, column, what, remedy) => {
    const { message, details } = wrong(text);
    expect(message).toBe(what);
    expect(details.place).toMatchObject({ file: "/p/preset.yml", line, column });
    expect(details.remedy).toBe(remedy);
  });

  it("that is no YAML says where", () => {
    expect(wrong("title: x\nfill: [a").details.place).toMatchObject({ line: 2 });
  });
});

describe("a scaffold", () => {
  const preset = parsePreset(full, "preset.yml");
  const values = { module: "example.com/{{owner}}", owner: "example.com/shelf", tool: "x" };

  it("fills the listed files alone, each place once, and leaves the manifest out", () => {
    const bytes = Uint8Array.of(0, 255, 1);
    const made = scaffold(
      preset,
      [
        file("preset.yml", full),
        file("a/b/x.go", 'import "example.com/shelf/a" // {{owner}} example.com/shelf/cmd/tool'),
        file("sub/go.mod", "module example.com/shelf"),
        file("README.md", "example.com/shelf"),
        file("docs/owner.md", "{{owner}}"),
        file("other/docs/owner.md", "{{owner}}"),
        file("logo.png", bytes, true),
      ],
      values,
    );
    const texts = Object.fromEntries(made.map((each) => [each.path, new TextDecoder().decode(each.bytes)]));
    expect(texts["a/b/x.go"]).toBe('import "example.com/{{owner}}/a" // example.com/shelf x');
    expect(texts["sub/go.mod"]).toBe("module example.com/{{owner}}");
    expect(texts["README.md"]).toBe("example.com/shelf");
    expect(texts["docs/owner.md"]).toBe("example.com/shelf");
    expect(texts["other/docs/owner.md"]).toBe("{{owner}}");
    expect(made.find(({ path }) => path === "logo.png")).toEqual({ path: "logo.png", bytes, executable: true });
    expect(made.some(({ path }) => path === "preset.yml")).toBe(false);
  });

  it("renames a name in every folder, and a path in its own", () => {
    const made = scaffold(
      preset,
      [file("gitignore", ""), file("sub/gitignore", ""), file("docs/a.txt", ""), file("a.txt", "")],
      {},
    );
    expect(made.map(({ path }) => path)).toEqual([".gitignore", "a.txt", "docs/b.txt", "sub/.gitignore"]);
  });

  it("is named after its folder", () => {
    const [module] = preset.variables;
    expect(module && defaultValue(module, "shop")).toBe("example.com/shop");
    expect(["My Shop!", "api_v2", "日本", "--a--"].map(plainName)).toEqual(["my-shop", "api-v2", "app", "a"]);
  });
});

describe("a template", () => {
  it("drops lines of empty values, repeats those of lists, and asks for every name", () => {
    const template = "{{?a}}A\n{{?no}}no\nCOPY {{list}} /app/{{list}}\nEXPOSE {{none}}\n\n{{?no}}x\n\nend {{a}} ${X}\n";
    expect(fill(template, { a: "1", no: false, list: ["x", "y"], none: "" })).toBe(
      "A\nCOPY x /app/x\nCOPY y /app/y\n\nend 1 ${X}\n",
    );
    expect(() => fill("{{what}}", {})).toThrow("the template asks for what");
  });
});
