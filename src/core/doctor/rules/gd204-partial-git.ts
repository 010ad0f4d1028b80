import { replace } from "../edits.ts";
import { ignores } from "../facts/ignore-file.ts";
import { hasGit } from "../facts/questions.ts";
import { goCommandsOf } from "../go-commands.ts";
import type { Rule } from "../rule.ts";

export const partialGit: Rule = {
  id: "GD204",
  title: "partial-git",
  severity: "error",
  why: "A part of .git reaches the build: go build asks git for the commit, git finds a broken repository, and the build ends with “error obtaining VCS status”.",
  remedy: "ignore all of .git, or none of it, or build with -buildvcs=false",
  bad: "# .dockerignore\n.git/objects",
  good: "# .dockerignore\n.git",
  check: ({ builds }) =>
    builds.flatMap(({ ignore, dockerfile }) => {
      if (!ignore) return [];
      const partial = ignore.patterns.find(
        ({ words, keeps }) => words.startsWith(".git/") && (keeps || !ignores(ignore, ".git")),
      );
      const asks = dockerfile.stages.some((stage) => {
        const commands = goCommandsOf(stage);
        return hasGit(stage) && commands.some(({ verb, words }) => verb === "build" && !/-buildvcs=false/.test(words));
      });
      if (!partial || !asks || /buildvcs=false/.test(dockerfile.text)) return [];
      const start =
        ignore.text
          .split("\n")
          .slice(0, partial.line - 1)
          .join("\n").length + (partial.line > 1 ? 1 : 0);
      const words = ignore.text.slice(start).split(/\r?\n/, 1)[0] ?? "";
      const span = { file: ignore.file, start, end: start + words.length };
      const message = `${words.trim()} leaves a part of .git in the build`;
      return [{ span, message, fix: { safe: false, edits: [replace(span, partial.keeps ? `# ${words}` : ".git")] } }];
    }),
};
