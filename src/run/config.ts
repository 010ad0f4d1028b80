import { probeName } from "../core/readiness/probe.ts";
import type { Target } from "../core/target/choose.ts";
import { makeOverride, type Override } from "../core/target/override.ts";
import { overrideYaml } from "../core/target/override-yaml.ts";
import { compose } from "../docker/compose.ts";
import { withOverrideFile } from "./converge.ts";
import { chooseProbes } from "./decide.ts";
import type { LoadedProject } from "./project.ts";
import { chooseTargets, type TargetWish } from "./targets.ts";

/** What Compose gets for a wish, and why. */
export interface EffectiveConfig {
  readonly targets: readonly Target[];
  readonly override: Override;
  /** gdev's override as YAML. */
  readonly overrideText: string;
  /** A comment for each service with the reason of every choice; ends with a line end. */
  readonly reasonsText: string;
  /** The compose file with the override, as Compose resolves it: YAML or JSON. */
  readonly resolve: (format: "yaml" | "json", signal?: AbortSignal) => Promise<string>;
}

/** Chooses the Targets and makes the override; needs no engine. Throws UserError for a stage that does not exist. */
export async function effectiveConfig(loaded: LoadedProject, wish: TargetWish): Promise<EffectiveConfig> {
  const targets = chooseTargets(loaded, wish);
  const override = makeOverride(loaded.project, targets);
  const overrideText = overrideYaml(override);
  const probes = await chooseProbes({ loaded, targets, override, imageHealthchecks: [] });
  const comments = loaded.project.services.flatMap(({ name }) => [
    `# ${name}`,
    ...(override.services[name]?.reasons ?? ["as the compose file has it"]).map((reason) => `#   ${reason}`),
    `#   ready: ${probeName(probes.get(name) ?? { kind: "running" })}`,
  ]);
  const call = { ...loaded.call, args: withOverrideFile(loaded.call.args, "-"), input: overrideText };
  const names = loaded.project.services.map(({ name }) => name);
  return {
    targets,
    override,
    overrideText,
    reasonsText: `${comments.join("\n")}\n`,
    resolve: (format, signal) => compose(call, ["config", "--format", format, ...names], signal),
  };
}
