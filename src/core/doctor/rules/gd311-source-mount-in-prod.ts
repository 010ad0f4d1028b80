import { resolvePath } from "../../project/dockerfile.ts";
import { stageOfBuildArg } from "../../target/build-argument.ts";
import { programsOf } from "../../target/programs.ts";
import { belongsToDev, serviceStart, stageStart } from "../../target/reloader.ts";
import { isDevStage } from "../../target/stage-choice.ts";
import { pathBelow } from "../facts/path.ts";
import { spanOf } from "../facts/yaml.ts";
import type { Rule } from "../rule.ts";

export const sourceMountInProd: Rule = {
  id: "GD311",
  title: "source-mount-in-prod",
  severity: "warning",
  why: "The sources are mounted into a production stage, where nothing reads them: what runs there then differs from what will run elsewhere.",
  remedy: "mount them for the dev stage alone; gdev up --prod drops the mount",
  bad: "build: { context: ., target: runner }\nvolumes:\n  - .:/app",
  good: "build: { context: ., target: dev }\nvolumes:\n  - .:/app",
  check: ({ builds }) =>
    builds.flatMap(({ service, effective, context, dockerfile }) => {
      if (!service || !effective || isDevStage(effective.stage, service.service)) return [];
      if (
        stageOfBuildArg(
          service.service,
          dockerfile.stages.map(({ stage }) => stage),
        )
      )
        return [];
      const start = serviceStart(service.service).length > 0 ? serviceStart(service.service) : stageStart(effective.stage);
      const paths = programsOf(start).flatMap(([program = ""]) =>
        program.includes("/") ? [resolvePath(effective.stage.workdir, program)] : [],
      );
      if (belongsToDev(start)) return [];
      return service.volumes
        .filter(
          ({ type, source, target, node }) =>
            type === "bind" &&
            source === context &&
            !paths.some((path) => pathBelow(path, target) !== undefined) &&
            // An override file is for development alone.
            !/\.override\.ya?ml$/.test(spanOf(node).file),
        )
        .map(({ target, node }) => ({
          span: spanOf(node),
          service: service.name,
          message: `the project's folder is mounted at ${target} of stage ${effective.stage.name ?? "(the last)"}`,
        }));
    }),
};
