import { beforeStart } from "../docker-edits.ts";
import { chainOf, only } from "../facts/dockerfile.ts";
import { databaseFiles } from "../go-runtime.ts";
import { distrolessKind, parseImage } from "../images.ts";
import type { Rule } from "../rule.ts";

export const rootUser: Rule = {
  id: "GD146",
  title: "root-user",
  severity: "warning",
  why: "The program runs as root in production: whoever breaks into it owns the container, and all that is mounted there.",
  remedy: "set a USER with a number in the production stage, and give it the folders that the program writes to",
  bad: 'FROM alpine:3.22\nCOPY --from=builder /app /usr/local/bin/app\nENTRYPOINT ["/usr/local/bin/app"]',
  good: 'FROM alpine:3.22\nCOPY --from=builder /app /usr/local/bin/app\nUSER 10001:10001\nENTRYPOINT ["/usr/local/bin/app"]',
  check: ({ builds }) =>
    builds.flatMap((build) => {
      const { prod, service, dockerfile } = build;
      if (!prod || service?.pair("user") || (!prod.stage.command && !prod.stage.entrypoint)) return [];
      const { user, baseImage } = prod.stage;
      const nonroot = user === undefined ? /nonroot/.test(parseImage(baseImage).tag ?? "") : !/^(root|0)(:|$)/.test(user);
      if (nonroot) return [];
      const chain = chainOf(prod);
      const lowPort = only(chain, "EXPOSE").some(({ words }) => words.some(({ value }) => Number.parseInt(value, 10) < 1024));
      // Root alone can write into a folder that nobody has given to another user.
      const writes = databaseFiles(build).length > 0;
      const id = distrolessKind(baseImage) ? "65532:65532" : "10001:10001";
      const explicit = only(chain, "USER").at(-1);
      const edits = [beforeStart(dockerfile, prod, [`USER ${id}`])];
      return [
        {
          span: (explicit ?? prod.from).span,
          ...(service ? { service: service.name } : {}),
          message: `the production stage ${prod.stage.name ?? "(the last)"} ${user === undefined ? "sets no USER" : `has USER ${user}`}`,
          ...(lowPort || explicit || writes ? {} : { fix: { safe: false, edits } }),
        },
      ];
    }),
};
