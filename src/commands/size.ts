import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { UserError } from "../core/error.ts";
import { noSuchService } from "../core/project/no-such-service.ts";
import { parseBudgetFlag } from "../core/size/budget.ts";
import { type WantedImage, withBudgets } from "../core/size/wanted-image.ts";
import { type Engine, openEngine } from "../docker/engine.ts";
import { readText } from "../host/files.ts";
import type { LoadedProject } from "../run/project.ts";
import { findWanted } from "../run/size/find.ts";
import { readSizes } from "../run/size/read.ts";
import { recordSizes } from "../run/size/remember.ts";
import type { SizesWanted } from "../run/size/wanted.ts";
import type { Context } from "./context.ts";
import { openReport } from "./report.ts";
import type { GivenBudget, SizeFlags } from "./size-flags.ts";
import { measureProgress } from "./size-progress.ts";
import { showSizes } from "./size-show.ts";

const examples = `
Examples:
  $ gdev size                          dev beside production, for every service
  $ gdev size --build --stages         build what is missing, intermediate stages too
  $ gdev size api --layers             which line of the Dockerfile weighs what
  $ gdev size api --files              what is in the production image
  $ gdev size api --vs Dockerfile.single
  $ gdev size --budget api:prod=30MB   exit 1 when it is larger (also x-gdev: { budget: { prod: 30MB } })
`;

/** `gdev size`: what the images weigh, where it comes from, and whether it got worse. */
export function sizeCommand(context: Context): Command {
  return new Command("size")
    .description("show what the images weigh: dev beside production, per stage, layer and file, with budgets")
    .argument("[services...]", "services to show (default: all)")
    .option("--build", "build the stages that are not built or out of date")
    .option("--stages", "the intermediate stages too")
    .option("--vs <image|Dockerfile>", "compare with another image, or with what another Dockerfile makes")
    .option("--layers", "each layer with the line of the Dockerfile that made it")
    .option("--files", "the largest files and folders, waste, secrets, Go programs")
    .option("--stage <name>", "only this stage")
    .option("--compressed", "with --files: what a registry would transfer, worked out with gzip")
    .option("--exact", "read the files of all images that the engine counts only in blocks (containerd store)")
    .option("--history", "how the images have grown, build by build")
    .addOption(
      new Option("--budget <[svc:]what=limit>", "limit such as api:prod=30MB, layer=20MB, growth=10%; may be repeated")
        .argParser(collectBudget)
        .default([], "none"),
    )
    .addOption(new Option("--json", "print one JSON array (docs/json.md)"))
    .addOption(new Option("--markdown", "print a table for a pull request").conflicts("json"))
    .addHelpText("after", examples)
    .action((services: readonly string[], flags: SizeFlags) => size(context, services, flags));
}

async function size(context: Context, services: readonly string[], flags: SizeFlags): Promise<void> {
  const { env, signal } = context;
  const [found, engine] = await Promise.all([findWanted(questionOf(context), signal), openEngine(env)]);
  const known = [...new Set(found.images.map(({ service }) => service))];
  for (const name of services) if (!known.includes(name)) throw noSuchService(name, known);
  const chosen = { ...found, images: chosenImages(found.images, services, flags) };
  const wanted = flags.build || flags.vs !== undefined ? await afterBuilds(context, engine, chosen, flags) : chosen;
  const progress = measureProgress(context);
  const report = await readSizes({
    engine,
    wanted,
    env,
    signal,
    measure: flags.exact ? "all" : "small",
    onMeasure: progress.show,
  }).finally(progress.end);
  const { project, directory } = wanted;
  await recordSizes({ env, project, directory, nowMs: Date.now() }, report);
  await showSizes(context, { engine, report, flags, named: services.length > 0 });
}

function questionOf(context: Context) {
  return { cwd: context.cwd, env: context.env, flags: context.compose() };
}

function chosenImages(images: readonly WantedImage[], services: readonly string[], flags: SizeFlags): readonly WantedImage[] {
  const own = images.filter(({ service }) => services.length === 0 || services.includes(service));
  const shown = own.filter(({ kind }) => kind !== "stage" || flags.stages || flags.stage !== undefined);
  const wanted = flags.stage === undefined ? shown : shown.filter(({ stage }) => stage === flags.stage?.toLowerCase());
  if (wanted.length === 0 && flags.stage !== undefined) {
    const names = [...new Set(own.flatMap(({ stage }) => stage ?? []))];
    throw new UserError(`no service has a stage ${flags.stage}`, {
      exitCode: 2,
      remedy: names.length > 0 ? `there are ${names.join(", ")}` : "leave --stage out",
    });
  }
  return withBudgets(wanted, flags.budget);
}

/** Builds what is asked for; the rows then hold the image of `--vs` too. */
async function afterBuilds(context: Context, engine: Engine, wanted: SizesWanted, flags: SizeFlags): Promise<SizesWanted> {
  const { env, signal } = context;
  const { buildVersus, buildWanted, versusImage } = await import("../run/size/build.ts");
  const { loadProject } = await import("../run/project.ts");
  const shown = openReport(context, { json: false });
  try {
    const load = (): Promise<LoadedProject> => loadProject({ ...questionOf(context), services: [] }, signal);
    const question = async () => ({ loaded: await load(), engine, env, report: shown.report, signal });
    if (flags.build) await buildWanted(await question(), wanted.images);
    if (flags.vs === undefined) return wanted;
    const service = comparedService(wanted.images);
    const file = resolve(context.cwd, flags.vs);
    const isFile = (await readText(file)) !== undefined;
    const versus = isFile ? await buildVersus(await question(), service, file) : versusImage(service, flags.vs);
    return { ...wanted, images: [...wanted.images, versus] };
  } finally {
    shown.end();
  }
}

function comparedService(images: readonly WantedImage[]): string {
  const built = [...new Set(images.flatMap(({ service, kind }) => (kind === "image" ? [] : [service])))];
  const [only, ...others] = built;
  if (only !== undefined && others.length === 0) return only;
  throw new UserError("--vs compares one service", {
    exitCode: 2,
    remedy: built.length === 0 ? "no service of the project is built" : `name it: gdev size ${only} --vs …`,
  });
}

function collectBudget(text: string, previous: readonly GivenBudget[]): readonly GivenBudget[] {
  const given = parseBudgetFlag(text);
  if (!given) throw new InvalidArgumentError("write it as api:prod=30MB, layer=20MB or growth=10%.");
  return [...previous, given];
}
