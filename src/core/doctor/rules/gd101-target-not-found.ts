import { nearest } from "../../nearest.ts";
import { replace } from "../edits.ts";
import type { BuildFacts, Facts } from "../facts/facts.ts";
import type { Finding, Rule } from "../rule.ts";

export const targetNotFound: Rule = {
  id: "GD101",
  title: "target-not-found",
  severity: "error",
  why: "A stage is asked for that the Dockerfile does not have, so the build fails.",
  remedy: "name one of the stages that are there",
  bad: "build:\n  context: .\n  target: runner-alpine # the stage is called runner",
  good: "build:\n  context: .\n  target: runner",
  check: (facts) => [...facts.builds.flatMap(composed), ...scripts(facts)],
};

function composed(build: BuildFacts): readonly Finding[] {
  const { service, effective, dockerfile } = build;
  const target = service?.build?.target;
  if (!service || !target || effective || dockerfile.stages.length === 0) return [];
  const guess = guessStage(target.value, namesOf([build]));
  return [
    {
      span: target.span,
      service: service.name,
      message: `build.target of ${service.name} is ${target.value}; the Dockerfile has ${namesOf([build]).join(", ") || "no named stage"}`,
      ...(guess ? { remedy: `did you mean ${guess}?`, fix: { safe: false, edits: [replace(target.span, guess)] } } : {}),
    },
  ];
}

/** `docker build --target X` of scripts, Makefiles and READMEs. */
function scripts({ tree, builds, directory }: Facts): readonly Finding[] {
  const names = namesOf(builds);
  if (names.length === 0) return [];
  return [...tree].flatMap(([file, { text }]) => {
    if (text === undefined || !file.startsWith(directory) || !/(\.sh|\/Makefile|\.mk|\.md)$/.test(file)) return [];
    return [...text.matchAll(/\bdocker\s+(?:buildx\s+)?build\b[^\n]*?--target[= ]+([\w.-]+)/g)].flatMap((match) => {
      const [line, target = ""] = match;
      if (names.includes(target.toLowerCase()) || /\s(-f|--file)\b/.test(line)) return [];
      const guess = guessStage(target, names);
      const start = match.index + line.length - target.length;
      const span = { file, start, end: start + target.length };
      return [
        {
          span,
          message: `--target ${target}: the Dockerfile has ${names.join(", ")}`,
          ...(guess ? { remedy: `did you mean ${guess}?`, fix: { safe: false, edits: [replace(span, guess)] } } : {}),
        },
      ];
    });
  });
}

function namesOf(builds: readonly BuildFacts[]): readonly string[] {
  return builds.flatMap(({ dockerfile }) => dockerfile.stages.flatMap(({ stage }) => stage.name ?? []));
}

/** `runner-alpine` is rather `runner` with something behind it than a slip of the finger. */
function guessStage(target: string, names: readonly string[]): string | undefined {
  return names.find((name) => target.toLowerCase().startsWith(`${name}-`)) ?? nearest(target, names);
}
