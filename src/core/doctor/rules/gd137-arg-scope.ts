import { afterFrom } from "../docker-edits.ts";
import { assignments, chainOf, only, spanIn } from "../facts/dockerfile.ts";
import { declaredArgs } from "../facts/questions.ts";
import type { Rule } from "../rule.ts";

export const argScope: Rule = {
  id: "GD137",
  title: "arg-scope",
  severity: "warning",
  why: "An ARG before the first FROM is known to the FROM lines alone: inside a stage it is empty until the stage declares it again.",
  remedy: "repeat ARG, without a value, behind the FROM of the stage",
  bad: 'ARG VERSION=1\nFROM golang:1.26\nRUN go build -ldflags "-X main.version=$VERSION" -o /app .',
  good: 'ARG VERSION=1\nFROM golang:1.26\nARG VERSION\nRUN go build -ldflags "-X main.version=$VERSION" -o /app .',
  check: ({ builds }) =>
    builds.flatMap(({ dockerfile }) => {
      const globals = declaredArgs(dockerfile.globals);
      return dockerfile.stages.flatMap((stage) => {
        const chain = chainOf(stage);
        const known = [...declaredArgs(chain), ...only(chain, "ENV").flatMap((env) => assignments(env).map(({ name }) => name))];
        return globals
          .filter((name) => !known.includes(name))
          .flatMap((name) => {
            const pattern = new RegExp(`(?<![\\\\$'])\\$(?:${name}\\b|\\{${name}[}:])`);
            const user = stage.own.find(
              ({ keyword, content }) =>
                !/^(FROM|ARG)$/.test(keyword) && pattern.test(content) && !new RegExp(`\\b${name}=`).test(content),
            );
            const match = user && pattern.exec(user.content);
            if (!user || !match) return [];
            const message = `${name} is declared before the first FROM only: here it is empty`;
            const fix = { safe: true, edits: [afterFrom(dockerfile, stage, [`ARG ${name}`])] };
            return [{ span: spanIn(user, match.index, match[0].length), message, fix }];
          });
      });
    }),
};
