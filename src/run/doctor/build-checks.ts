import { parseBuildCheck, withoutSyntax } from "../../core/doctor/build-check.ts";
import type { Diagnosis } from "../../core/doctor/diagnose.ts";
import type { BuildFacts, Facts } from "../../core/doctor/facts/facts.ts";
import { checkBuild } from "../../docker/build-check.ts";

/** BuildKit's own findings, and whether it could be asked at all. */
export interface BuildChecks {
  readonly diagnoses: readonly Diagnosis[];
  readonly asked: boolean;
}

/** Has BuildKit look at each Dockerfile once, side by side; where it cannot, there are fewer findings. */
export async function checkBuilds(facts: Facts, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<BuildChecks> {
  const builds = new Map<string, BuildFacts>(facts.builds.map((build) => [`${build.dockerfile.file} ${build.context}`, build]));
  const answers = await Promise.all(
    [...builds.values()].map(async (build) => {
      const buildArgs = build.service?.service.build?.args ?? {};
      const json = await checkBuild({
        context: build.context,
        text: withoutSyntax(build.dockerfile.text),
        buildArgs,
        env,
        signal,
      });
      return json === undefined ? undefined : parseBuildCheck(json, build, facts);
    }),
  );
  return { diagnoses: answers.flatMap((found) => found ?? []), asked: answers.every((found) => found !== undefined) };
}
