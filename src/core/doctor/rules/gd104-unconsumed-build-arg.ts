import { nearest } from "../../nearest.ts";
import { stageOfBuildArg } from "../../target/build-argument.ts";
import { declaredArgs } from "../facts/questions.ts";
import type { Rule } from "../rule.ts";

export const unconsumedBuildArg: Rule = {
  id: "GD104",
  title: "unconsumed-build-arg",
  severity: "warning",
  why: "A build argument that no ARG of the built stages declares has no effect.",
  remedy: "declare it with ARG in the stage that uses it, or take it out of the compose file",
  bad: '# compose.yml; the Dockerfile has ARG GO_VERSION\nbuild:\n  args:\n    GO_VER: "1.26"',
  good: 'build:\n  args:\n    GO_VERSION: "1.26"',
  check: ({ builds }) =>
    builds.flatMap(({ service, dockerfile, effective }) => {
      if (!service || !effective) return [];
      const meant = stageOfBuildArg(
        service.service,
        dockerfile.stages.map(({ stage }) => stage),
      )?.argument;
      const needed = dockerfile.stages.filter(({ stage }) => effective.stage.needs.includes(stage.index));
      const declared = [...declaredArgs(dockerfile.globals), ...needed.flatMap(({ own }) => declaredArgs(own))];
      return (service.build?.args ?? []).flatMap(({ name, span }) => {
        if (declared.includes(name) || name === meant || predefined.test(name)) return [];
        const guess = nearest(name, declared);
        return [
          {
            span,
            service: service.name,
            message: `build.args of ${service.name} gives ${name}, which no ARG of the built stages declares`,
            ...(guess ? { remedy: `did you mean ${guess}?` } : {}),
          },
        ];
      });
    }),
};

/** Source: Dockerfile reference, "Predefined ARGs" and "BuildKit built-in build args". */
const predefined = /^((https?|ftp|no|all)_proxy|BUILDKIT_\w+|SOURCE_DATE_EPOCH|(TARGET|BUILD)(PLATFORM|OS|ARCH|VARIANT))$/i;
