import { Interrupted } from "../core/error.ts";
import type { Report } from "../core/event.ts";
import { pullFailure } from "../core/progress/pull-failure.ts";
import { pullStart, readPull } from "../core/progress/pull-reading.ts";
import { runDocker } from "./build-process.ts";

export interface PullRequest {
  /** `["compose", "-f", …, "-p", …]`: docker's arguments up to Compose's command. */
  readonly composeArgs: readonly string[];
  /** The services whose images are wanted. An image that several of them name is pulled once. */
  readonly services: readonly { readonly service: string; readonly image: string }[];
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  readonly report: Report;
  readonly signal: AbortSignal;
}

/**
 * Pulls the images of these services, side by side, through `docker compose pull`, because that knows the logins of the registries.
 * Reports `pull-progress` whenever an image's status or whole percent changes, `complete` last.
 * The first failure ends the others: UserError with the registry's words. Interrupted when `signal` aborts.
 */
export async function pullImages(request: PullRequest): Promise<void> {
  if (request.signal.aborted) throw new Interrupted();
  const others = new AbortController();
  const signal = AbortSignal.any([request.signal, others.signal]);
  const wanted = new Map(request.services.toReversed().map(({ service, image }) => [image, service]));
  const results = await Promise.allSettled(
    [...wanted].map(([image, service]) =>
      pullOne(request, service, image, signal).catch((error: unknown) => {
        others.abort();
        throw error;
      }),
    ),
  );
  if (request.signal.aborted) throw new Interrupted();
  const reasons = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  const first = reasons.find((reason) => !(reason instanceof Interrupted)) ?? reasons[0];
  if (first !== undefined) throw first;
}

async function pullOne(request: PullRequest, service: string, image: string, signal: AbortSignal): Promise<void> {
  const [command = "compose", ...flags] = request.composeArgs;
  let reading = pullStart(image);
  let rest = "";
  const take = (line: string): void => {
    const next = readPull(reading, line);
    reading = next.reading;
    for (const happening of next.happenings) request.report({ ...happening, service });
  };
  request.report({ type: "pull-progress", image, status: "pulling", service });
  const exit = await runDocker({
    args: [command, "--progress", "plain", ...flags, "pull", service],
    cwd: request.directory,
    env: request.env,
    signal,
    onStderr: (chunk) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) take(line);
    },
  });
  take(rest);
  if (signal.aborted) throw new Interrupted();
  if (exit.code !== 0) throw pullFailure(service, image, reading.words.length > 0 ? reading.words : [exit.words]);
  request.report({ type: "pull-progress", image, status: "complete", service });
}
