import { before } from "../docker-edits.ts";
import { replace, type TextEdit } from "../edits.ts";
import { assignments, type DockerfileFacts, flagOf, only, type StageFacts, spanIn } from "../facts/dockerfile.ts";
import type { Facts } from "../facts/facts.ts";
import { declaredArgs, sourceOf, wordsOf } from "../facts/questions.ts";
import type { Finding, Rule } from "../rule.ts";

export const hardCodedArch: Rule = {
  id: "GD127",
  title: "hard-coded-arch",
  severity: "warning",
  why: "A fixed architecture builds for that one wherever it is built: on another machine it runs emulated, or ends with exec format error.",
  remedy:
    "let BuildKit say it: ARG TARGETARCH, GOARCH=$TARGETARCH, images without an architecture; FROM --platform=$BUILDPLATFORM compiles without emulation",
  bad: "FROM golang:1.26 AS builder\nRUN GOARCH=amd64 go build -o /app .\nFROM amd64/alpine:3.22",
  good: "FROM --platform=$BUILDPLATFORM golang:1.26 AS builder\nARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build -o /app .\nFROM alpine:3.22",
  check: (facts) =>
    facts.builds.flatMap(({ dockerfile }) =>
      dockerfile.stages.flatMap((stage) => [
        ...bases(facts, stage),
        ...variables(dockerfile, stage),
        ...commands(dockerfile, stage),
      ]),
    ),
};

function bases(facts: Facts, { from }: StageFacts): readonly Finding[] {
  const [image] = from.words;
  const architecture = /^(amd64|arm64v8|arm32v[67]|i386|ppc64le|s390x)\//.exec(image?.value ?? "")?.[0];
  const platform = flagOf(from, "platform");
  return [
    ...(image && architecture
      ? [
          {
            span: image.span,
            message: `${image.value} is an image for ${architecture.slice(0, -1)} alone`,
            fix: { safe: false, edits: [replace(image.span, wordsOf(facts, image.span).slice(architecture.length))] },
          },
        ]
      : []),
    ...(platform && /^(linux|windows)\//.test(platform.value)
      ? [
          {
            span: platform.span,
            message: `--platform=${platform.value} is fixed`,
            fix: { safe: false, edits: [withoutFlag(facts, platform.span)] },
          },
        ]
      : []),
  ];
}

function withoutFlag(facts: Facts, span: Finding["span"]): TextEdit {
  const blanks = /^\s*/.exec(sourceOf(facts, span).slice(span.end))?.[0].length ?? 0;
  return replace({ ...span, end: span.end + blanks }, "");
}

/** `ARG GOARCH=amd64`, `ENV GOARCH=amd64`. */
function variables(dockerfile: DockerfileFacts, stage: StageFacts): readonly Finding[] {
  return only(stage.own, "ARG", "ENV").flatMap((instruction) =>
    assignments(instruction).flatMap(({ name, value, span }) => {
      if (name !== "GOARCH" || value === undefined || !isFixed(value)) return [];
      const edits = [replace(span, "GOARCH=$TARGETARCH"), ...declared(dockerfile, stage, instruction)];
      return [{ span, message: `GOARCH is ${value} on every machine`, fix: { safe: false, edits } }];
    }),
  );
}

/** `RUN GOARCH=amd64 go build`. */
function commands(dockerfile: DockerfileFacts, stage: StageFacts): readonly Finding[] {
  return only(stage.own, "RUN").flatMap((run) => {
    const match = /\bGOARCH=([\w$"']+)/.exec(run.content);
    if (!match?.[1] || !isFixed(match[1])) return [];
    const span = spanIn(run, match.index, match[0].length);
    const edits = [replace(span, "GOARCH=$TARGETARCH"), ...declared(dockerfile, stage, run)];
    return [{ span, message: `it is built for ${match[1]} on every machine`, fix: { safe: false, edits } }];
  });
}

function isFixed(value: string): boolean {
  return !value.includes("$") && value !== "wasm";
}

function declared(dockerfile: DockerfileFacts, stage: StageFacts, instruction: StageFacts["from"]): readonly TextEdit[] {
  const earlier = stage.own.slice(0, stage.own.indexOf(instruction));
  return declaredArgs(earlier).includes("TARGETARCH") ? [] : [before(dockerfile, instruction, ["ARG TARGETARCH"])];
}
