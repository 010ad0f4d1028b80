import { replace } from "../edits.ts";
import { databaseKind, wordsOf } from "../facts/questions.ts";
import { spanOf } from "../facts/yaml.ts";
import { parseImage, parseVersion } from "../images.ts";
import type { Rule } from "../rule.ts";

export const pg18Mount: Rule = {
  id: "GD322",
  title: "pg18-mount",
  severity: "error",
  why: "From 18 on the postgres image keeps its data below /var/lib/postgresql and refuses to start with a volume at /var/lib/postgresql/data; before 18 a volume one folder higher keeps nothing.",
  remedy: "mount /var/lib/postgresql for 18 and later, /var/lib/postgresql/data before",
  bad: "image: postgres:18\nvolumes:\n  - db:/var/lib/postgresql/data",
  good: "image: postgres:18\nvolumes:\n  - db:/var/lib/postgresql",
  check: (facts) =>
    facts.services.flatMap((service) => {
      const { name, tag } = parseImage(service.image?.value ?? "");
      if (databaseKind(service) !== "postgres" || /^bitnami/.test(name) || service.service.environment.PGDATA) return [];
      const [major] =
        parseVersion(
          /-pg(\d+)|^(\d+)/
            .exec(tag ?? "")
            ?.slice(1)
            .find(Boolean),
        ) ?? [];
      if (major === undefined && name !== "postgres") return [];
      const modern = major === undefined || major >= 18;
      const [wrong, right] = modern ? [oldFolder, newFolder] : [newFolder, oldFolder];
      return service.volumes.flatMap(({ target, node }) => {
        const span = spanOf(node);
        const raw = wordsOf(facts, span);
        const at = raw.indexOf(wrong);
        if (target !== wrong || at < 0) return [];
        const place = { file: span.file, start: span.start + at, end: span.start + at + wrong.length };
        const what = modern
          ? `refuses a volume at ${wrong}`
          : `keeps its data in ${right}, so the volume at ${wrong} stays empty`;
        return [
          {
            span,
            service: service.name,
            severity: modern ? ("error" as const) : ("warning" as const),
            message: `${service.image?.value} ${what}`,
            fix: { safe: false, edits: [replace(place, right)] },
          },
        ];
      });
    }),
};

const oldFolder = "/var/lib/postgresql/data";
const newFolder = "/var/lib/postgresql";
