import { replace } from "../edits.ts";
import { spanIn } from "../facts/dockerfile.ts";
import { wordsOf } from "../facts/questions.ts";
import type { Rule } from "../rule.ts";

export const fromAsCasing: Rule = {
  id: "GD105",
  title: "from-as-casing",
  severity: "note",
  why: "FROM and AS are written in different cases; BuildKit warns about each of them.",
  remedy: "write both in capitals",
  bad: "FROM golang:1.26 as base",
  good: "FROM golang:1.26 AS base",
  check: (facts) =>
    facts.builds.flatMap(({ dockerfile }) =>
      dockerfile.stages.flatMap(({ from }) => {
        const match = /\s(as)\s+\S+\s*$/i.exec(from.content);
        const keyword = wordsOf(facts, from.keywordSpan);
        const wanted = keyword === keyword.toLowerCase() ? "as" : "AS";
        if (!match || match[1] === wanted) return [];
        const span = spanIn(from, match.index + 1, 2);
        return [{ span, message: `${keyword} … ${match[1]}`, fix: { safe: true, edits: [replace(span, wanted)] } }];
      }),
    ),
};
