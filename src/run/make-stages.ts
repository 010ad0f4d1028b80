import type { Stage } from "../core/project/dockerfile.ts";
import type { SourceFile } from "../core/project/positions.ts";
import type { Project, Service } from "../core/project/project.ts";
import { chooseDev, refusesDev } from "../core/target/stage-choice.ts";
import type { MadeStage, NotMade } from "../core/target/synth/draft.ts";
import { hasNoFileEvents } from "../host/machine.ts";
import { readLanguagePresets } from "../host/presets.ts";
import { readSourceFiles } from "../host/source-files.ts";

/** Makes a dev stage for every service whose Dockerfile has none, from the language presets and the source; nothing is read where all have one. */
export async function makeStages(
  project: Project,
  stages: ReadonlyMap<string, readonly Stage[]>,
  dockerfiles: ReadonlyMap<string, SourceFile>,
): Promise<ReadonlyMap<string, MadeStage | NotMade>> {
  const lacking = project.services.flatMap((service) => {
    const own = stages.get(service.name);
    const text = dockerfiles.get(service.name)?.text;
    return own && text !== undefined && lacksDev(service, own) ? [{ service, stages: own, text }] : [];
  });
  if (lacking.length === 0) return new Map();
  const [{ makeDevStage }, presets] = await Promise.all([import("../core/target/synth/synth.ts"), readLanguagePresets()]);
  const contexts = [...new Set(lacking.map(contextOf))];
  const read = new Map(
    await Promise.all(
      contexts.map(async (context) => {
        const [files, mustPoll] = await Promise.all([readSourceFiles(context), hasNoFileEvents(context)]);
        return [context, { files, mustPoll }] as const;
      }),
    ),
  );
  return new Map(
    lacking.map((each) => {
      const { files, mustPoll } = read.get(contextOf(each)) ?? nothingRead;
      return [each.service.name, makeDevStage({ ...each, files, presets, mustPoll })] as const;
    }),
  );
}

const nothingRead = { files: { paths: [], texts: {}, cut: false }, mustPoll: false };

function contextOf({ service }: { readonly service: Service }): string {
  return service.build?.context ?? "";
}

function lacksDev(service: Service, stages: readonly Stage[]): boolean {
  return stages.length > 0 && !service.oneShot && !refusesDev(service, stages) && !chooseDev(service, stages);
}
