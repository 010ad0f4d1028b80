import { insert } from "../edits.ts";
import { databaseKind, wordsOf } from "../facts/questions.ts";
import type { Rule } from "../rule.ts";

export const pgIsreadySocket: Rule = {
  id: "GD304",
  title: "pg-isready-socket",
  severity: "warning",
  why: "Without a host pg_isready asks over the socket, where the image's temporary server answers while it still sets up a fresh volume: healthy, and nobody can connect.",
  remedy: "ask over TCP: pg_isready -h 127.0.0.1",
  bad: 'test: ["CMD-SHELL", "pg_isready -U postgres"]',
  good: 'test: ["CMD-SHELL", "pg_isready -h 127.0.0.1 -U postgres"]',
  check: (facts) =>
    facts.services.flatMap((service) => {
      const test = service.healthcheck?.test;
      if (!test || databaseKind(service) !== "postgres" || service.service.environment.PGHOST) return [];
      const raw = wordsOf(facts, test.span);
      const match = /\b(?:pg_isready|psql)\b/.exec(raw);
      if (!match || /(^|[\s"',[])(-h|--host)\b|postgres(ql)?:\/\//.test(raw)) return [];
      const start = test.span.start + match.index;
      const word = test.words.find(
        ({ span, value }) => span.start <= start && start < span.end && /^\S+$/.test(value) && !test.string,
      );
      const quote = word ? (/^["']/.exec(wordsOf(facts, word.span))?.[0] ?? "") : "";
      const block = word !== undefined && !raw.startsWith("[");
      const at = word ? word.span.end : start + match[0].length;
      const text = word ? `, ${quote}-h${quote}, ${quote}127.0.0.1${quote}` : " -h 127.0.0.1";
      const span = { file: test.span.file, start, end: start + match[0].length };
      const fix = block ? {} : { fix: { safe: true, edits: [insert(span.file, at, text)] } };
      return [{ span, service: service.name, message: `${match[0]} of ${service.name} asks over the socket`, ...fix }];
    }),
};
