import { Command } from "commander";
import { probeName } from "../core/readiness/probe.ts";
import { makeOverride } from "../core/target/override.ts";
import { overrideYaml } from "../core/target/override-yaml.ts";
import { compose } from "../docker/compose.ts";
import { withOverrideFile } from "../run/converge.ts";
import { chooseProbes } from "../run/decide.ts";
import { loadProject } from "../run/project.ts";
import { chooseTargets } from "../run/targets.ts";
import type { Context } from "./context.ts";
import { modeOf, modeOptions } from "./flags.ts";

interface ConfigFlags {
  readonly prod?: boolean;
  readonly dev?: boolean;
  readonly target: Readonly<Record<string, string>>;
  readonly override?: boolean;
  readonly json?: boolean;
}

const examples = `
Examples:
  $ gdev config                what docker compose gets in dev, with the reason for each choice as comments
  $ gdev config --prod         the same for production
  $ gdev config --override     only what gdev adds to your files
`;

/** `gdev config`: the effective compose file with gdev's override, and why it is so. Needs no engine. */
export function configCommand(context: Context): Command {
  return new Command("config")
    .description("print the effective compose file and the reason for each choice")
    .argument("[services...]", "services to show (default: all)")
    .addOption(modeOptions.prod())
    .addOption(modeOptions.dev())
    .addOption(modeOptions.target())
    .option("--override", "print only gdev's override")
    .option("--json", "print one JSON document: {targets, override, config}")
    .addHelpText("after", examples)
    .action((services: readonly string[], flags: ConfigFlags) => config(context, services, flags));
}

async function config(context: Context, services: readonly string[], flags: ConfigFlags): Promise<void> {
  const { cwd, env, signal } = context;
  const loaded = await loadProject({ cwd, env, flags: context.compose(), services }, signal);
  const targets = chooseTargets(loaded, { mode: modeOf(flags), stages: flags.target });
  const override = makeOverride(loaded.project, targets);
  const yaml = overrideYaml(override);
  if (flags.override && !flags.json) {
    context.stdout.write(yaml);
    return;
  }
  const probes = await chooseProbes({ loaded, targets, override, imageHealthchecks: [] });
  const call = { ...loaded.call, args: withOverrideFile(loaded.call.args, "-"), input: yaml };
  const names = loaded.project.services.map(({ name }) => name);
  const effective = await compose(call, ["config", ...(flags.json ? ["--format", "json"] : []), ...names], signal);
  if (flags.json) {
    const chosen = targets.map(({ service, mode, stageName, image, reason }) => ({
      service,
      mode,
      stage: stageName ?? null,
      image,
      reason,
    }));
    context.stdout.write(`${JSON.stringify({ targets: chosen, override: override.services, config: JSON.parse(effective) })}\n`);
    return;
  }
  const comments = loaded.project.services.flatMap(({ name }) => [
    `# ${name}`,
    ...(override.services[name]?.reasons ?? ["as the compose file has it"]).map((reason) => `#   ${reason}`),
    `#   ready: ${probeName(probes.get(name) ?? { kind: "running" })}`,
  ]);
  context.stdout.write(`${comments.join("\n")}\n${effective}\n`);
}
