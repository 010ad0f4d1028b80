import { InvalidArgumentError, Option } from "commander";
import type { Mode } from "../core/project/project.ts";
import { parseDuration } from "../core/readiness/duration.ts";
import type { Context } from "./context.ts";

/** `--prod` and `--dev`, which exclude one another. */
export const modeOptions = {
  prod: () => new Option("--prod", "run the production stages").conflicts("dev"),
  dev: () => new Option("--dev", "run the dev stages with hot reload (the default)").conflicts("prod"),
  target: () =>
    new Option("--target <svc=stage>", "run this stage for the service; may be repeated")
      .argParser(collectTarget)
      .default({}, "none"),
  synth: () => new Option("--no-synth", "make no dev stage for a service whose Dockerfile has none: it runs as in production"),
  timeout: () =>
    new Option(
      "--timeout <duration>",
      "how long a service may take to become ready (default: 120s, 10m where air compiles it)",
    ).argParser(timeoutMs),
  plain: () => new Option("--plain", "plain lines instead of the terminal UI"),
  json: () => new Option("--json", "print events as NDJSON (docs/json.md)"),
};

/** The context of a command with `--no-synth`. */
export function withSynth(context: Context, { synth }: { readonly synth: boolean }): Context {
  return synth ? context : { ...context, compose: () => ({ ...context.compose(), makeStages: false }) };
}

/** The mode that `--prod` and `--dev` ask for. */
export function modeOf(flags: { readonly prod?: boolean; readonly dev?: boolean }): Mode {
  return flags.prod ? "prod" : "dev";
}

/** `api=runner-distroless` → one more entry of service → stage. */
function collectTarget(text: string, previous: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [service, stage, ...rest] = text.split("=");
  if (!service || !stage || rest.length > 0)
    throw new InvalidArgumentError("write it as service=stage, such as api=runner-distroless.");
  return { ...previous, [service]: stage };
}

function timeoutMs(text: string): number {
  const duration = parseDuration(text);
  if (duration === undefined) throw new InvalidArgumentError("write a duration such as 90s, 2m or 500ms.");
  return duration;
}
