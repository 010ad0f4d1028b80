import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where the engine listens. `cli`: behind ssh, TLS or a named pipe, reached through `docker system dial-stdio`. */
export type Endpoint =
  | { readonly kind: "unix"; readonly path: string }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "cli"; readonly url: string };

const defaultSocket: Endpoint = { kind: "unix", path: "/var/run/docker.sock" };

/**
 * Finds the engine as the docker CLI does: DOCKER_HOST, then DOCKER_CONTEXT, then the current context of the CLI's config, then the default socket.
 * Unreadable context files count as absent: the docker CLI itself reports them better when it runs.
 * Source of the file layout: docker/cli, cli/context/store.
 */
export async function readEndpoint(env: NodeJS.ProcessEnv): Promise<Endpoint> {
  if (env.DOCKER_HOST) return parseEndpoint(env.DOCKER_HOST, Boolean(env.DOCKER_TLS_VERIFY));
  const configDir = env.DOCKER_CONFIG || join(env.HOME || homedir(), ".docker");
  const context = env.DOCKER_CONTEXT || (await currentContext(configDir));
  if (!context || context === "default") return defaultSocket;
  const folder = createHash("sha256").update(context).digest("hex");
  const meta = await readJson<ContextMeta>(join(configDir, "contexts", "meta", folder, "meta.json"));
  const host = meta?.Endpoints?.docker?.Host;
  if (!host) return { kind: "cli", url: `context ${context}` };
  return parseEndpoint(host, await isFolder(join(configDir, "contexts", "tls", folder)));
}

/** `unix:///run/docker.sock`, `tcp://host:2375`, `ssh://…` → Endpoint. */
function parseEndpoint(url: string, tls: boolean): Endpoint {
  if (url.startsWith("unix://")) return { kind: "unix", path: url.slice("unix://".length) };
  const tcp = /^tcp:\/\/(\[[^\]]+\]|[^:/]+):(\d+)\/?$/.exec(url);
  if (tcp?.[1] && tcp[2] && !tls) return { kind: "tcp", host: tcp[1].replace(/^\[|\]$/g, ""), port: Number(tcp[2]) };
  return { kind: "cli", url };
}

/** The endpoint as the user wrote it or would write it. */
export function endpointUrl(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case "unix":
      return `unix://${endpoint.path}`;
    case "tcp":
      return `tcp://${endpoint.host.includes(":") ? `[${endpoint.host}]` : endpoint.host}:${endpoint.port}`;
    case "cli":
      return endpoint.url;
  }
}

interface ContextMeta {
  readonly Endpoints?: { readonly docker?: { readonly Host?: string } };
}

async function currentContext(configDir: string): Promise<string | undefined> {
  const config = await readJson<{ currentContext?: string }>(join(configDir, "config.json"));
  return config?.currentContext;
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function readJson<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as T;
  } catch {
    return undefined;
  }
}
