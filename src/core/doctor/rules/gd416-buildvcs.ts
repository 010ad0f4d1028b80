import { afterFrom } from "../docker-edits.ts";
import { variablesOf } from "../facts/dockerfile.ts";
import { joinPath, pathBelow } from "../facts/path.ts";
import { hasGit } from "../facts/questions.ts";
import { exists } from "../facts/tree.ts";
import type { Rule } from "../rule.ts";

export const buildvcs: Rule = {
  id: "GD416",
  title: "buildvcs",
  severity: "warning",
  why: "go build asks git for the commit, and git refuses a mounted repository that belongs to another user: every build of air fails with “error obtaining VCS status”.",
  remedy: "set ENV GOFLAGS=-buildvcs=false in the dev stage",
  bad: 'FROM golang:1.26 AS dev # has git; .:/app is mounted\nCMD ["air"]',
  good: 'FROM golang:1.26 AS dev\nENV GOFLAGS=-buildvcs=false\nCMD ["air"]',
  check: ({ builds, tree }) =>
    builds.flatMap(({ air, service, dockerfile }) => {
      if (!air || !service || !hasGit(air.stage) || !exists(tree, joinPath(air.root, ".git"))) return [];
      const { workdir } = air.stage.stage;
      const mounted = service.volumes.some(({ type, target }) => type === "bind" && pathBelow(workdir, target) !== undefined);
      const flags = [
        variablesOf(air.stage, dockerfile).GOFLAGS,
        service.service.environment.GOFLAGS,
        String(air.config?.value("build.cmd") ?? ""),
      ];
      if (!mounted || flags.some((text) => /-buildvcs=(false|auto)/.test(text ?? "")) || service.pair("user")) return [];
      const taken = flags[0] !== undefined;
      const edits = [afterFrom(dockerfile, air.stage, ["ENV GOFLAGS=-buildvcs=false"])];
      const message = `${air.stage.stage.name ?? "the dev stage"} has git, and the repository is mounted into it`;
      return [{ span: air.stage.from.span, service: service.name, message, ...(taken ? {} : { fix: { safe: true, edits } }) }];
    }),
};
