import { hasNoShell } from "../../target/base-image.ts";
import { replace } from "../edits.ts";
import { only } from "../facts/dockerfile.ts";
import type { Rule } from "../rule.ts";

export const shellFormStart: Rule = {
  id: "GD144",
  title: "shell-form-start",
  severity: "warning",
  why: "In shell form the program runs under /bin/sh, which does not pass on the stop signal: every stop takes ten seconds and ends in a kill; without a shell it does not start at all.",
  remedy: 'write it as a list: ["/usr/local/bin/server"]',
  bad: "ENTRYPOINT /usr/local/bin/server",
  good: 'ENTRYPOINT ["/usr/local/bin/server"]',
  check: ({ builds }) =>
    builds.flatMap(({ dockerfile }) =>
      dockerfile.stages.flatMap(({ own, stage }) =>
        ["ENTRYPOINT", "CMD"].flatMap((keyword) => {
          const start = only(own, keyword).at(-1);
          const words = start?.content.trim() ?? "";
          if (!start || start.exec || words === "" || words.startsWith("[")) return [];
          const shellLess = hasNoShell(stage.baseImage);
          if (!shellLess && /^exec\s/.test(words)) return [];
          const plain = /^(?!\w+=)(?!exec\s)[\w./:@%+,=-]+(\s+[\w./:@%+,=-]+)*$/.test(words);
          const list = `[${words
            .split(/\s+/)
            .map((word) => JSON.stringify(word))
            .join(", ")}]`;
          const span = { ...start.span, start: start.contentStart + start.content.search(/\S/) };
          return [
            {
              span: start.span,
              severity: shellLess ? ("error" as const) : ("warning" as const),
              message: shellLess ? `${keyword} needs a shell, and ${stage.baseImage} has none` : `${keyword} in shell form`,
              ...(plain ? { fix: { safe: true, edits: [replace(span, list)] } } : {}),
            },
          ];
        }),
      ),
    ),
};
