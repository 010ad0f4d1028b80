import { append } from "../edits.ts";
import { ignores, parseIgnoreFile } from "../facts/ignore-file.ts";
import { joinPath } from "../facts/path.ts";
import { namedPaths, wholeContext } from "../facts/questions.ts";
import type { Rule } from "../rule.ts";

export const dockerignoreMissing: Rule = {
  id: "GD201",
  title: "dockerignore-missing",
  severity: "warning",
  why: "Without .dockerignore the whole folder goes into the build: .env and .git end up in a layer, and every change of any file builds anew.",
  remedy: "create .dockerignore",
  bad: "COPY . . # and no .dockerignore",
  good: ".git\n.env\n.env.*\n!.env.example\ntmp",
  check: ({ builds }) =>
    builds.flatMap((build) => {
      const whole = wholeContext(build);
      if (!whole || build.ignore) return [];
      const file = joinPath(build.context, ".dockerignore");
      const named = namedPaths(build);
      const lines = usual.filter(
        (line) => line.startsWith("!") || !named.some((path) => ignores(parseIgnoreFile(file, line), path)),
      );
      const message = "the whole build context is taken, and there is no .dockerignore";
      return [{ span: whole.span, message, fix: { safe: true, edits: [append(file, "", lines)] } }];
    }),
};

/** What no build of a Go program reads. */
const usual = [
  ".git",
  ".gitignore",
  ".env",
  ".env.*",
  "!.env.example",
  ".idea",
  ".vscode",
  ".DS_Store",
  "tmp",
  "*.log",
  "node_modules",
  "Dockerfile*",
  "compose*.y*ml",
  "docker-compose*.y*ml",
];
