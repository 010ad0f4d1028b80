import { Interrupted, UserError } from "../core/error.ts";
import type { Happening, Report } from "../core/event.ts";
import { buildFailure, type DockerfileName, type FailedStep } from "../core/progress/build-failure.ts";
import { type BuildReading, readBuild, readingStart } from "../core/progress/build-reading.ts";
import { type BuildKitObject, type Decoding, decodeBuildKit, decodingStart, endDecoding } from "../core/progress/buildkit.ts";
import { type BuildCommand, type BuildFlags, buildCommands } from "./build-command.ts";
import { runDocker } from "./build-process.ts";
import { parseDefinition } from "./compose-definition.ts";

export interface BuildRequest {
  /** What `docker compose … config --format json` prints, with gdev's override merged. */
  readonly definition: string;
  /** The services to build; those without a build section are skipped. Images that they take as contexts are built too. */
  readonly services: readonly string[];
  /** The project's folder, absolute: where docker runs, and what file names in messages are relative to. */
  readonly directory: string;
  /** With the variables of `.env` under it: build secrets from the environment are read here. */
  readonly env: NodeJS.ProcessEnv;
  readonly report: Report;
  readonly signal: AbortSignal;
  readonly flags?: BuildFlags;
  /** The files that the `dockerfile_inline` of a service begins with, by service. */
  readonly inlined?: ReadonlyMap<string, DockerfileName>;
  /** Report the Dockerfile linter's warnings too. */
  readonly lint?: boolean;
}

/**
 * Builds the images of these services, side by side, one `docker buildx build` each (why not bake: docs/notes/buildx.md). BuildKit runs a step that
 * several of them share once. Reports every step with its service.
 * The first failure ends the others. UserError for it: what failed where, why, the failing step's output, the remedy. Interrupted when `signal` aborts.
 */
export async function buildImages(request: BuildRequest): Promise<void> {
  if (request.signal.aborted) throw new Interrupted();
  const definition = parseDefinition(request.definition);
  const commands = buildCommands(definition, request.services, request.directory, request.flags).map((command) => {
    const dockerfile = request.inlined?.get(command.service) ?? command.dockerfile;
    return dockerfile ? { ...command, dockerfile } : command;
  });
  const others = new AbortController();
  const signal = AbortSignal.any([request.signal, others.signal]);
  const running = new Map<string, Promise<void>>();
  for (const command of commands) {
    const before = command.after.map((service) => running.get(service));
    const build = Promise.all(before).then(() => buildOne(command, request, signal));
    running.set(command.service, build);
    build.catch(() => others.abort());
  }
  const results = await Promise.allSettled(running.values());
  if (request.signal.aborted) throw new Interrupted();
  const reasons = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  const first = reasons.find((reason) => !(reason instanceof Interrupted)) ?? reasons[0];
  if (first !== undefined) throw first;
}

async function buildOne(command: BuildCommand, request: BuildRequest, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw new Interrupted();
  const { service } = command;
  let decoding: Decoding = decodingStart;
  let reading: BuildReading = readingStart;
  const words: string[] = [];
  const failedSteps: FailedStep[] = [];

  const take = (happening: Happening): void => {
    if (happening.type === "build-step-failed") failedSteps.push(happening);
    request.report({ ...placed(happening, command), service });
  };
  const takeAll = (decoded: { readonly objects: readonly BuildKitObject[]; readonly words: readonly string[] }): void => {
    for (const object of decoded.objects) {
      const next = readBuild(reading, object, { lint: request.lint ?? false });
      reading = next.reading;
      for (const happening of next.happenings) take(happening);
    }
    for (const text of decoded.words) {
      words.push(text);
      const warning = /^WARNING: (.*)$/.exec(text)?.[1];
      if (warning) take({ type: "warning", text: warning });
    }
  };

  const exit = await runDocker({
    args: command.args,
    cwd: request.directory,
    env: request.env,
    signal,
    onStderr: (chunk) => {
      const decoded = decodeBuildKit(decoding, chunk);
      decoding = decoded.state;
      takeAll(decoded);
    },
    ...(command.input === undefined ? {} : { input: command.input }),
  });
  takeAll(endDecoding(decoding));
  if (signal.aborted) throw new Interrupted();
  if (exit.code === 0) return;
  if (buildxMissing(words)) throw noBuildx(words);
  throw buildFailure({
    service,
    words: words.length > 0 ? words : [exit.words],
    failedSteps,
    ...(command.dockerfile ? { dockerfile: command.dockerfile } : {}),
  });
}

/** A warning's place names the Dockerfile as BuildKit got it; the user's is the one of the command. */
function placed(happening: Happening, { dockerfile }: BuildCommand): Happening {
  if (happening.type !== "warning" || !happening.place || !dockerfile) return happening;
  return { ...happening, place: { ...happening.place, file: dockerfile.path } };
}

function buildxMissing(words: readonly string[]): boolean {
  return words.some((line) =>
    /'buildx' is not a docker command|unknown command: docker buildx|^unknown flag: --progress/.test(line),
  );
}

function noBuildx(words: readonly string[]): UserError {
  return new UserError("the buildx plugin of Docker is missing", {
    why: words[0] ?? "docker does not know the command buildx",
    remedy: "install it (the package docker-buildx-plugin, on Debian docker-buildx); gdev needs version 0.13 or newer",
  });
}
