import { Command } from "commander";
import { openEngine } from "../docker/engine.ts";
import { takeDown } from "../run/down.ts";
import { findProjectName } from "../run/project-name.ts";
import type { Context } from "./context.ts";
import { openReport } from "./report.ts";

interface DownFlags {
  readonly volumes?: boolean;
  readonly images?: boolean;
}

const examples = `
Examples:
  $ gdev down              containers and networks go, data stays
  $ gdev down -v           the project's volumes go too: databases are empty afterwards
  $ gdev down --images     the images that gdev built for dev and prod go too
`;

/** `gdev down`: Compose's down for the project, whatever mode its services run in. Needs no .env. */
export function downCommand(context: Context): Command {
  return new Command("down")
    .description("stop and remove the project's containers and networks")
    .option("-v, --volumes", "remove the project's volumes too: their data is lost")
    .option("--images", "remove the images that gdev built too")
    .addHelpText("after", examples)
    .action((flags: DownFlags) => down(context, flags));
}

async function down(context: Context, flags: DownFlags): Promise<void> {
  const { cwd, env, signal } = context;
  const project = await findProjectName({ cwd, env, flags: context.compose() });
  const engine = await openEngine(env);
  const shown = openReport(context, { json: false });
  shown.report({ type: "note", text: `taking down ${project}${flags.volumes ? ", volumes included" : ""}` });
  await takeDown({
    engine,
    project,
    env,
    volumes: flags.volumes ?? false,
    images: flags.images ?? false,
    report: shown.report,
    signal,
  });
  shown.end();
}
