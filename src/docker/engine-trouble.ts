import { UserError } from "../core/error.ts";

/** The engine does not answer at this address; `why` in plain words. */
export function engineUnreachable(url: string, why: string): UserError {
  return new UserError(`no Docker engine answers at ${url}`, {
    why,
    remedy:
      "start Docker (Docker Desktop, or: sudo systemctl start docker), or point DOCKER_HOST or `docker context use` at a running engine",
  });
}

/** The engine's socket is there, but not for this user. */
export function socketForbidden(url: string): UserError {
  return new UserError(`no permission on the Docker socket at ${url}`, {
    why: "it belongs to root or to another group",
    remedy: "add your user to the docker group (sudo usermod -aG docker $USER, then log in again), or use rootless Docker",
  });
}

/**
 * What the docker command or Compose said when it could not reach the engine, or lost it → UserError; undefined for other words.
 * Source of the words: docker/cli, client/errors.go.
 */
export function engineTrouble(words: string): UserError | undefined {
  const forbidden = /permission denied while trying to connect to the (?:Docker daemon|docker API)\D*? at (\S+?):? /i.exec(
    `${words} `,
  )?.[1];
  if (forbidden) return socketForbidden(forbidden);
  const silent = /(?:Cannot connect to the Docker daemon|failed to connect to the docker API) at (\S+?)[.;,]? /i.exec(
    `${words} `,
  )?.[1];
  if (silent) return engineUnreachable(silent, "nothing listens there");
  const address = /unable to resolve docker endpoint: (.*)/.exec(words)?.[1];
  if (address !== undefined) {
    return new UserError("no Docker engine answers at the address that is set", {
      why: address.trim(),
      remedy: "correct DOCKER_HOST or DOCKER_CONTEXT; docker context ls shows which contexts there are",
    });
  }
  const lost = /error during connect: (?:\w+ "[^"]*": )?(.*)/.exec(words)?.[1];
  if (lost === undefined) return undefined;
  return new UserError("the connection to the Docker engine broke off", {
    why: lost.trim(),
    remedy: "see whether Docker still runs (docker info), then run the same command again: gdev goes on where it was",
  });
}
