import { goCommandsOf } from "../go-commands.ts";
import { alpineVersionOf, compareVersions, goVersionOf, isAlpine, isGo, parseVersion } from "../images.ts";
import type { Rule } from "../rule.ts";

export const sqlite3Musl: Rule = {
  id: "GD143",
  title: "sqlite3-musl",
  severity: "error",
  why: "go-sqlite3 before v1.14.19 does not compile with the musl of Alpine 3.19 and later (pread64 undeclared).",
  remedy: "go get github.com/mattn/go-sqlite3@latest",
  bad: "# go.mod: github.com/mattn/go-sqlite3 v1.14.15\nFROM golang:1.22-alpine3.19 AS builder",
  good: "# go.mod: github.com/mattn/go-sqlite3 v1.14.22\nFROM golang:1.22-alpine3.19 AS builder",
  check: ({ builds }) =>
    builds.flatMap(({ dockerfile, go }) => {
      const written = go.module?.requires["github.com/mattn/go-sqlite3"];
      const version = parseVersion(written);
      if (!version || compareVersions(version, [1, 14, 19]) >= 0) return [];
      return dockerfile.stages.flatMap((stage) => {
        const alpine = newAlpineOf(stage.stage.baseImage);
        const word = stage.from.words[0];
        if (!word || stage.parent || !isGo(stage.stage.base) || !alpine) return [];
        const compiles = dockerfile.stages.some(
          (other) => other.stage.baseImage === stage.stage.base && goCommandsOf(other).length > 0,
        );
        return compiles ? [{ span: word.span, message: `go-sqlite3 ${written} on Alpine ${alpine}` }] : [];
      });
    }),
};

/** Alpine 3.19 or later, in words; undefined for any other image. `golang:1.23-alpine` and its successors were never on an earlier one. */
function newAlpineOf(image: string): string | undefined {
  const alpine = alpineVersionOf(image);
  if (alpine) return compareVersions(alpine, [3, 19]) >= 0 ? alpine.join(".") : undefined;
  const go = goVersionOf(image);
  return go && isAlpine(image) && compareVersions(go, [1, 23]) >= 0 ? "3.19 or later" : undefined;
}
