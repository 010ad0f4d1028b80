import { pathBelow } from "../facts/path.ts";
import { databaseFiles } from "../go-runtime.ts";
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
    builds.flatMap((build) => {
      const { prod, service } = build;
      return databaseFiles(build).flatMap(({ name, path, span }) => {
        const mounted = service
          ? service.volumes.some(({ target }) => pathBelow(path, target) !== undefined)
          : name.startsWith("/");
        if (!prod || mounted) return [];
        const message = `it looks like the database is ${path} in the container (WORKDIR ${prod.stage.workdir}), where no volume is mounted`;
        return [{ span, ...(service ? { service: service.name } : {}), message }];
      });
    }),
};
