import { removeLines } from "../edits.ts";
import { pairAt } from "../facts/yaml.ts";
import type { Rule } from "../rule.ts";

export const versionObsolete: Rule = {
  id: "GD301",
  title: "version-obsolete",
  severity: "note",
  why: "Compose ignores the version at the top of the file, and warns about it with every command.",
  remedy: "take the line out",
  bad: 'version: "3.8"\nservices:\n  …',
  good: "services:\n  …",
  check: ({ compose }) =>
    compose.flatMap(({ root, text }) => {
      const pair = pairAt(root, "version");
      if (!pair) return [];
      const fix = pair.block ? { fix: { safe: true, edits: [removeLines(pair.span, text)] } } : {};
      return [{ span: pair.span, message: "version has no meaning any more", ...fix }];
    }),
};
