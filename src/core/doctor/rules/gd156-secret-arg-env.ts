import { assignments, only } from "../facts/dockerfile.ts";
import type { Rule } from "../rule.ts";

export const secretArgEnv: Rule = {
  id: "GD156",
  title: "secret-arg-env",
  severity: "error",
  why: "What ARG and ENV hold is written into the image: docker history shows it to everyone who has the image.",
  remedy: "give it at run time (environment, secrets), or to one build step alone with RUN --mount=type=secret",
  bad: "ARG DB_PASSWORD\nENV DB_PASSWORD=$DB_PASSWORD",
  good: "RUN --mount=type=secret,id=token TOKEN=$(cat /run/secrets/token) ./fetch.sh",
  check: ({ builds }) =>
    builds.flatMap(({ dockerfile }) =>
      [...dockerfile.globals, ...dockerfile.stages.flatMap(({ own }) => own)].flatMap((instruction) =>
        only([instruction], "ARG", "ENV").flatMap((each) =>
          assignments(each)
            .filter(({ name }) => secret.test(name) && !harmless.test(name))
            .map(({ name, span }) => ({ span, message: `${each.keyword} ${name} stays in the image` })),
        ),
      ),
    ),
};

/** Source of the words: BuildKit, SecretsUsedInArgOrEnv. */
const secret = /(^|_)(apikey|auth|credentials?|key|password|pword|passwd|secret|token)(_|$)/i;
const harmless = /(^|_)(public|file|version)(_|$)/i;
