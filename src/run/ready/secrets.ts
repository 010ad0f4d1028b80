import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Project, Service } from "../../core/project/project.ts";
import type { ReadSecret } from "../../core/readiness/postgres-credentials.ts";

export interface SecretHolder {
  readonly project: Project;
  readonly service: Service;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Reads a file of the service's container by its path there, on this machine: a compose secret's file or environment variable, or a
 * file under a bind mount. undefined for what comes from elsewhere. A last line end is not part of the secret.
 */
export function secretReader({ project, service, env }: SecretHolder): ReadSecret {
  return async (path) => {
    const name = Object.keys(service.secrets).find((secret) => service.secrets[secret] === path);
    const source = name === undefined ? undefined : project.secrets[name];
    if (source?.environment) return env[source.environment];
    const file = source?.file ?? mountedFile(service, path);
    if (!file) return undefined;
    const text = await readFile(file, "utf8").catch(() => undefined);
    return text?.replace(/\r?\n$/, "");
  };
}

function mountedFile(service: Service, path: string): string | undefined {
  for (const mount of service.mounts) {
    const inner = relative(mount.target, path);
    if (mount.type === "bind" && mount.source && !inner.startsWith(".."))
      return inner === "" ? mount.source : join(mount.source, inner);
  }
  return undefined;
}
