import { readBuildCheck, withoutSyntax } from "../../core/doctor/build-check.ts";
import type { Diagnosis } from "../../core/doctor/diagnose.ts";
import type { BuildFacts, Facts } from "../../core/doctor/facts/facts.ts";
import { checkBuilds as askBuildKit } from "../../docker/build-check.ts";

/** BuildKit's own findings, and whether it could be asked at all. */
export interface BuildChecks {
  readonly diagnoses: readonly Diagnosis[];
  readonly asked: boolean;
}

/** Has BuildKit look at each Dockerfile once; where it cannot, there are fewer findings. */
export async function checkBuilds(facts: Facts, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<BuildChecks> {
  const byFile = new Map<string, BuildFacts>(facts.builds.map((build) => [`${build.dockerfile.file} ${build.context}`, build]));
  if (byFile.size === 0) return { diagnoses: [], asked: true };
  const builds = [...byFile.values()];
  const reports = await askBuildKit({
    builds: builds.map(({ context, dockerfile, service }) => ({
      context,
      text: withoutSyntax(dockerfile.text),
      buildArgs: service?.service.build?.args ?? {},
    })),
    cwd: facts.directory,
    env,
    signal,
  });
  return {
    diagnoses: builds.flatMap((build, index) => readBuildCheck(reports?.[index], build, facts)),
    asked: reports !== undefined,
  };
}
