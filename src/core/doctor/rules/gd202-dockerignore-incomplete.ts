import { append } from "../edits.ts";
import type { BuildFacts, Facts } from "../facts/facts.ts";
import { ignores } from "../facts/ignore-file.ts";
import { joinPath, pathBelow } from "../facts/path.ts";
import { namedPaths, wholeContext } from "../facts/questions.ts";
import { exists } from "../facts/tree.ts";
import type { Rule } from "../rule.ts";

export const dockerignoreIncomplete: Rule = {
  id: "GD202",
  title: "dockerignore-incomplete",
  severity: "note",
  why: "The whole folder goes into the build, and .dockerignore leaves in it what has no business there: secrets end up in a layer, and noise spoils the cache.",
  remedy: "add the lines to .dockerignore",
  bad: "# .dockerignore\n.git",
  good: "# .dockerignore\n.git\n.env\n.env.*\n!.env.example",
  check: (facts) =>
    facts.builds.flatMap((build) => {
      const { ignore } = build;
      if (!ignore || !wholeContext(build)) return [];
      const secret = ignores(ignore, ".env") || namedPaths(build).includes(".env") ? [] : [".env", ".env.*", "!.env.example"];
      const noise = present(facts, build).filter((path) => !ignores(ignore, path));
      const lines = [...secret, ...noise];
      if (lines.length === 0) return [];
      return [
        {
          span: { file: ignore.file, start: 0, end: 0 },
          severity: secret.length > 0 ? ("warning" as const) : ("note" as const),
          message: `it does not ignore ${lines.filter((line) => !line.startsWith("!")).join(", ")}`,
          fix: { safe: true, edits: [append(ignore.file, ignore.text, lines)] },
        },
      ];
    }),
};

/** What is there and no build reads: the repository, node_modules, air's folder, database files. */
function present({ tree }: Facts, build: BuildFacts): readonly string[] {
  const { context, air } = build;
  const temporary = air?.config?.value("tmp_dir");
  const folders = [
    ".git",
    "node_modules",
    ...(typeof temporary === "string" && /^[\w.-]+$/.test(temporary) && temporary !== "." ? [temporary] : []),
  ];
  const databases = [...tree.keys()]
    .flatMap((file) => pathBelow(file, context) ?? [])
    .filter((path) => /^[^/]+\.(db|sqlite3?)$/.test(path));
  const named = namedPaths(build);
  return [...folders.filter((path) => path === temporary || exists(tree, joinPath(context, path))), ...databases].filter(
    (path) => !named.includes(path),
  );
}
