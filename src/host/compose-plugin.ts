import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * A name for the Compose plugin that the docker CLI runs, which changes when the plugin does: its path, size and time of last change.
 * Undefined where it is in none of the usual folders. Source of the folders: docker/cli, cli-plugins/manager.
 */
export async function identifyComposePlugin(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const config = env.DOCKER_CONFIG ?? join(env.HOME ?? homedir(), ".docker");
  const folders = [
    join(config, "cli-plugins"),
    "/usr/local/lib/docker/cli-plugins",
    "/usr/local/libexec/docker/cli-plugins",
    "/usr/lib/docker/cli-plugins",
    "/usr/libexec/docker/cli-plugins",
  ];
  for (const folder of folders) {
    const file = join(folder, "docker-compose");
    const found = await stat(file).catch(() => undefined);
    if (found) return `${file} ${found.size} ${found.mtimeMs}`;
  }
  return undefined;
}
