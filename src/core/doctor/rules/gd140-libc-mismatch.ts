import { insert } from "../edits.ts";
import { builtProgram, cgoOf, libcOf, linkedThrough } from "../go-runtime.ts";
import type { Rule } from "../rule.ts";

export const libcMismatch: Rule = {
  id: "GD140",
  title: "libc-mismatch",
  severity: "error",
  why: "With cgo on, Go links the program to the C library of the image it is built in; where that library is missing the program ends with “no such file or directory”.",
  remedy: "build with CGO_ENABLED=0, or run it on an image with the builder's C library",
  bad: "FROM golang:1.26 AS builder\nRUN go build -o /app . # imports net/http\n\nFROM alpine:3.22\nCOPY --from=builder /app /app",
  good: "FROM golang:1.26 AS builder\nRUN CGO_ENABLED=0 go build -o /app .\n\nFROM alpine:3.22\nCOPY --from=builder /app /app",
  check: ({ builds }) =>
    builds.flatMap((facts) => {
      const program = builtProgram(facts);
      const linked = linkedThrough(facts.go);
      if (!program || linked === undefined) return [];
      const { builder, prod, build } = program;
      const [from, to] = [libcOf(builder.stage.baseImage), libcOf(prod.stage.baseImage)];
      const isStatic = /-static\b/.test(build.words) || /\bnetgo\b/.test(build.words);
      if (from === to || isStatic || cgoOf(builder, facts.dockerfile, build) === "off") return [];
      const runner = `${prod.stage.baseImage} has ${to === "none" ? "no C library" : to}`;
      const off = facts.go.cgo.length === 0 && !build.assignments.includes("CGO_ENABLED=");
      const edits = [insert(build.span.file, build.span.start, "CGO_ENABLED=0 ")];
      return [
        {
          span: build.span,
          message: `the program (it looks like it uses ${linked}) is linked to ${from}; ${runner}`,
          ...(off ? { fix: { safe: false, edits } } : {}),
          ...(facts.go.cgo.length > 0
            ? {
                remedy: `${linked} needs cgo: run it on an image with ${from}, such as ${from === "musl" ? "alpine" : "debian:trixie-slim"}`,
              }
            : {}),
        },
      ];
    }),
};
