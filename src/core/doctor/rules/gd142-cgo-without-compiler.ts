import { afterFrom } from "../docker-edits.ts";
import { variablesOf } from "../facts/dockerfile.ts";
import { goCommands } from "../go-commands.ts";
import { hasCompiler } from "../go-runtime.ts";
import { isGo } from "../images.ts";
import type { Rule } from "../rule.ts";

export const cgoWithoutCompiler: Rule = {
  id: "GD142",
  title: "cgo-without-compiler",
  severity: "error",
  why: "A module of this program needs cgo, and Alpine's Go image has no C compiler: from Go 1.20 on it is built without cgo, in silence, and fails when it runs.",
  remedy: "install gcc and musl-dev in the stage",
  bad: "FROM golang:1.26-alpine AS builder\nRUN go build -o /app . # with mattn/go-sqlite3",
  good: "FROM golang:1.26-alpine AS builder\nRUN apk add --no-cache gcc musl-dev\nRUN go build -o /app .",
  check: ({ builds }) =>
    builds.flatMap(({ dockerfile, go, air }) => {
      const [module] = go.cgo;
      if (module === undefined) return [];
      return dockerfile.stages.flatMap((stage) => {
        const compiles =
          air?.stage === stage || goCommands(stage.own).some(({ verb, words }) => verb === "build" && !words.includes("@"));
        const off =
          variablesOf(stage, dockerfile).CGO_ENABLED === "0" ||
          goCommands(stage.own).some(({ assignments }) => /CGO_ENABLED=0/.test(assignments));
        if (!compiles || off || !isGo(stage.stage.baseImage) || hasCompiler(stage)) return [];
        const edits = [afterFrom(dockerfile, stage, ["RUN apk add --no-cache gcc musl-dev"])];
        const message = `${module} needs cgo, and ${stage.stage.baseImage} has no C compiler`;
        return [{ span: stage.from.span, message, fix: { safe: false, edits } }];
      });
    }),
};
