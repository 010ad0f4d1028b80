import { append } from "../edits.ts";
import { addToEnvFile, draftOf, exampleOf } from "../env-draft.ts";
import { pathBelow } from "../facts/path.ts";
import { exists } from "../facts/tree.ts";
import type { Rule } from "../rule.ts";

export const envFileMissing: Rule = {
  id: "GD317",
  title: "env-file-missing",
  severity: "error",
  why: "A service reads its environment from a file that is not there, and Compose refuses the whole project.",
  remedy: "create it, or mark it with required: false",
  bad: "env_file: .env # which is not there",
  good: "env_file:\n  - path: .env\n    required: false",
  check: (facts) =>
    facts.services.flatMap((service) =>
      service.envFiles.flatMap(({ path, required, span }) => {
        if (!required || exists(facts.tree, path)) return [];
        const dotEnv = facts.envFiles.includes(path);
        const example = exampleOf(facts.tree, path);
        const edit = dotEnv ? addToEnvFile(facts) : append(path, "", example?.lines ?? draftOf(facts));
        return [
          {
            span,
            service: service.name,
            message: `${pathBelow(path, facts.directory) ?? path}, which ${service.name} reads, is not there`,
            ...(example ? { remedy: `copy ${pathBelow(example.file, facts.directory) ?? example.file}` } : {}),
            ...(edit ? { fix: { safe: false, edits: [edit] } } : {}),
          },
        ];
      }),
    ),
};
