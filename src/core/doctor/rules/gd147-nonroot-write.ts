import { joinPath, pathBelow } from "../facts/path.ts";
import type { Rule } from "../rule.ts";

export const nonrootWrite: Rule = {
  id: "GD147",
  title: "nonroot-write",
  severity: "warning",
  why: "A database file in the container's own layer is gone when the container is recreated, and a USER other than root may not be able to write it.",
  remedy: "give it a folder of its own with a volume, such as /data, owned by the user that the program runs as",
  bad: 'sql.Open("sqlite3", "./../app.db") // WORKDIR /app, no volume',
  good: 'sql.Open("sqlite3", "/data/app.db") // volumes: [data:/data]',
  check: ({ builds }) =>
    builds.flatMap(({ go, prod, service }) =>
      go.files.flatMap(({ file, text, imports }) => {
        const match = /["`](?:file:)?((?:\.{1,2}\/)*[\w-][\w./-]*\.(?:db|sqlite3?))(?:\?[^"`]*)?["`]/.exec(text);
        const sqlite =
          imports.some((path) => /sqlite/.test(path)) ||
          Object.keys(go.module?.requires ?? {}).some((path) => /sqlite/.test(path));
        if (!prod || !match?.[1] || !sqlite) return [];
        const path = joinPath(prod.stage.workdir, match[1]);
        if (service?.volumes.some(({ target }) => pathBelow(path, target) !== undefined)) return [];
        const span = { file, start: match.index, end: match.index + match[0].length };
        const message = `it looks like the database is ${path} in the container (WORKDIR ${prod.stage.workdir}), where no volume is mounted`;
        return [{ span, ...(service ? { service: service.name } : {}), message }];
      }),
    ),
};
