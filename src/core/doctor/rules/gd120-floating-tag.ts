import { replace } from "../edits.ts";
import type { BuildFacts, Facts } from "../facts/facts.ts";
import { wordsOf } from "../facts/questions.ts";
import { isGo, parseImage } from "../images.ts";
import type { Finding, Rule } from "../rule.ts";
import type { Span } from "../text.ts";

export const floatingTag: Rule = {
  id: "GD120",
  title: "floating-tag",
  severity: "warning",
  why: "Without a version the same file builds something else next month, and a database may refuse its own data after an unasked upgrade.",
  remedy: "name a version, such as alpine:3.22 or postgres:17",
  bad: "FROM alpine",
  good: "FROM alpine:3.22",
  check: (facts) => [...facts.builds.flatMap((build) => bases(facts, build)), ...composed(facts)],
};

function bases(facts: Facts, { dockerfile, go }: BuildFacts): readonly Finding[] {
  return dockerfile.stages.flatMap(({ from, parent, stage }) => {
    const image = from.words[0];
    if (!image || parent || stage.base === "scratch" || /\$/.test(image.value)) return [];
    const wanted = isGo(image.value) && go.module ? go.module.go.slice(0, 2).join(".") : undefined;
    return finding(facts, image.value, image.span, wanted);
  });
}

function composed(facts: Facts): readonly Finding[] {
  return facts.services.flatMap(({ name, image, build }) => {
    if (!image || build || wordsOf(facts, image.span).includes("$")) return [];
    return finding(facts, image.value, image.span).map((found) => ({ ...found, service: name }));
  });
}

function finding(facts: Facts, reference: string, span: Span, wanted?: string): readonly Finding[] {
  const { repository, tag, digest } = parseImage(reference);
  // Distroless has no versions as tags: the Debian version stands in the name.
  if (digest || (tag !== undefined && tag !== "latest") || /\bdistroless\//.test(repository)) return [];
  const message = `${reference} ${tag ? "is whatever is newest" : "has no tag, so it is latest"}`;
  const edit = wanted && wordsOf(facts, span) === reference ? replace(span, `${repository}:${wanted}`) : undefined;
  return [{ span, message, ...(edit ? { fix: { safe: false, edits: [edit] } } : {}) }];
}
