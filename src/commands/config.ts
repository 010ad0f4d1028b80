import { Command } from "commander";
import { effectiveConfig } from "../run/config.ts";
import { loadProject } from "../run/project.ts";
import type { Context } from "./context.ts";
import { modeOf, modeOptions, withSynth } from "./flags.ts";

interface ConfigFlags {
  readonly prod?: boolean;
  readonly dev?: boolean;
  readonly target: Readonly<Record<string, string>>;
  readonly override?: boolean;
  readonly json?: boolean;
  readonly synth: boolean;
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
    .addOption(modeOptions.synth())
    .option("--override", "print only gdev's override")
    .option("--json", "print one JSON document: {targets, override, config}")
    .addHelpText("after", examples)
    .action((services: readonly string[], flags: ConfigFlags) => config(withSynth(context, flags), services, flags));
}

async function config(context: Context, services: readonly string[], flags: ConfigFlags): Promise<void> {
  const { cwd, env, signal, stdout } = context;
  const loaded = await loadProject({ cwd, env, flags: context.compose(), services }, signal);
  const { targets, override, overrideText, reasonsText, resolve } = await effectiveConfig(loaded, {
    mode: modeOf(flags),
    stages: flags.target,
  });
  if (flags.json) {
    const chosen = targets.map(({ service, mode, stageName, image, reason }) => ({
      service,
      mode,
      stage: stageName ?? null,
      image,
      reason,
    }));
    const effective: unknown = JSON.parse(await resolve("json", signal));
    stdout.write(`${JSON.stringify({ targets: chosen, override: override.services, config: effective })}\n`);
  } else if (flags.override) stdout.write(overrideText);
  else stdout.write(`${reasonsText}${await resolve("yaml", signal)}\n`);
}
