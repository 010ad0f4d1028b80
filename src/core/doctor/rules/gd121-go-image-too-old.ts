import { replace } from "../edits.ts";
import { variablesOf } from "../facts/dockerfile.ts";
import { wordsOf } from "../facts/questions.ts";
import { compareVersions, goVersionOf } from "../images.ts";
import type { Rule } from "../rule.ts";

export const goImageTooOld: Rule = {
  id: "GD121",
  title: "go-image-too-old",
  severity: "error",
  why: "go.mod asks for a newer Go than the image has, and the Go images do not fetch another one (GOTOOLCHAIN=local).",
  remedy: "take the image of the version that go.mod names, or set ENV GOTOOLCHAIN=auto",
  bad: "# go.mod: go 1.26\nFROM golang:1.24-alpine",
  good: "FROM golang:1.26-alpine",
  check: (facts) =>
    facts.builds.flatMap(({ dockerfile, go }) =>
      dockerfile.stages.flatMap((stage) => {
        const image = goVersionOf(stage.stage.base);
        const word = stage.from.words[0];
        if (!go.module || !image || !word || stage.parent) return [];
        const toolchain = dockerfile.stages.some((other) => /auto|^go\d/.test(variablesOf(other, dockerfile).GOTOOLCHAIN ?? ""));
        if (toolchain || compareVersions(go.module.go.slice(0, image.length), image) <= 0) return [];
        const written = wordsOf(facts, word.span);
        const [minor] = [go.module.go.slice(0, 2).join(".")];
        const newer = written.replace(/:\d[\d.]*(?:(-\D[a-z]*)[\d.]*)?$/, (_, variant = "") => `:${minor}${variant}`);
        const message = `go.mod requires go ${go.module.go.join(".")}, the image has ${image.join(".")}`;
        return [
          {
            span: word.span,
            message,
            ...(newer === written ? {} : { fix: { safe: false, edits: [replace(word.span, newer)] } }),
          },
        ];
      }),
    ),
};
