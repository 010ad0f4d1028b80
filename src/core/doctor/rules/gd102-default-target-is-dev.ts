import { stageOfBuildArg } from "../../target/build-argument.ts";
import { isDevStage } from "../../target/stage-choice.ts";
import { addPair } from "../compose-edits.ts";
import type { Rule } from "../rule.ts";

export const defaultTargetIsDev: Rule = {
  id: "GD102",
  title: "default-target-is-dev",
  severity: "warning",
  why: "Without a target Docker builds the last stage, and that is the one for development: production gets a compiler, sources and a file watcher.",
  remedy: "ask for the dev stage by name in the compose file, and move the production stage to the end of the Dockerfile",
  bad: "# docker-compose.yml, with `dev` as the last stage\nbuild:\n  context: .",
  good: "build:\n  context: .\n  target: dev",
  check: ({ builds }) =>
    builds.flatMap(({ service, dockerfile, effective, prod }) => {
      if (!effective || !prod || service?.build?.target || !isDevStage(effective.stage, service?.service)) return [];
      const stages = dockerfile.stages.map(({ stage }) => stage);
      if (service && stageOfBuildArg(service.service, stages)) return [];
      const { name } = effective.stage;
      const { map, pair } = service?.build ?? {};
      const edit = map && name ? addPair(map, `target: ${name}`) : undefined;
      return [
        {
          span: pair?.keySpan ?? effective.from.span,
          ...(service ? { service: service.name } : {}),
          message: `${service ? `${service.name} has no build.target` : "no target is given"}: Docker builds the last stage, ${name ?? "a dev stage"}`,
          ...(edit ? { fix: { safe: false, edits: [edit] } } : {}),
        },
      ];
    }),
};
