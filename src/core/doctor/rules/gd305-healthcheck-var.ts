import { replace } from "../edits.ts";
import { wordsOf } from "../facts/questions.ts";
import type { Rule } from "../rule.ts";

export const healthcheckVar: Rule = {
  id: "GD305",
  title: "healthcheck-var",
  severity: "warning",
  why: "With CMD no shell reads the test, so $$NAME reaches the program as these very characters.",
  remedy: "write it with CMD-SHELL, as one string",
  bad: 'test: ["CMD", "pg_isready", "-U", "$${POSTGRES_USER}"]',
  good: 'test: ["CMD-SHELL", "pg_isready -U $${POSTGRES_USER}"]',
  check: (facts) =>
    facts.services.flatMap((service) => {
      const test = service.healthcheck?.test;
      if (!test || test.string || test.argv[0] !== "CMD" || isShell(test.argv[1])) return [];
      const word = test.words.slice(1).find(({ span }) => /\$\$[{A-Za-z_]/.test(wordsOf(facts, span)));
      if (!word) return [];
      const raw = test.words.slice(1).map(({ span }) => wordsOf(facts, span).replace(/^(["'])(.*)\1$/s, "$2"));
      const plain = raw.every((part) => /^[^\s"'\\#&;|<>()*?]+$/.test(part)) && !wordsOf(facts, test.span).includes("#");
      const line = `["CMD-SHELL", "${raw.join(" ")}"]`;
      const flow = wordsOf(facts, test.span).startsWith("[");
      const span = flow ? test.span : { ...test.pair.span, start: test.pair.keySpan.end };
      const fix = plain ? { fix: { safe: true, edits: [replace(span, flow ? line : `: ${line}`)] } } : {};
      return [{ span: word.span, service: service.name, message: `no shell fills in ${wordsOf(facts, word.span)} here`, ...fix }];
    }),
};

function isShell(program: string | undefined): boolean {
  return /(^|\/)(sh|bash|ash)$/.test(program ?? "");
}
