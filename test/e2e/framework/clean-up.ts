import { rm } from "node:fs/promises";
import type { Run } from "./process.ts";
import type { ScenarioWorld } from "./steps.ts";

/** Removes all that a scenario left in the engine and on the disk. Fails where something of the project stays. */
export async function cleanUp(
  { project, scratch, images, built }: ScenarioWorld,
  docker: (words: readonly string[]) => Promise<Run>,
): Promise<void> {
  await removeProject(project, docker);
  if (images.length > 0) await docker(["rmi", "--force", ...images]);
  // The same build has the same id in every project: only what has no name any more is nobody else's.
  const nameless = (await docker(["images", "-q", "--no-trunc", "--filter", "dangling=true"])).exits(0).stdout.split("\n");
  const replaced = nameless.filter((id) => built.has(id));
  if (replaced.length > 0) await docker(["rmi", ...replaced]);
  await rm(scratch, { recursive: true, force: true });
}

/** Containers, networks, volumes and images of a project, whether its files are there or not. */
export async function removeProject(project: string, docker: (words: readonly string[]) => Promise<Run>): Promise<void> {
  const label = `label=com.docker.compose.project=${project}`;
  const list = async (...words: readonly string[]): Promise<readonly string[]> =>
    [...new Set((await docker(words)).exits(0).stdout.split("\n"))].filter((line) => line !== "");
  const containers = await list("ps", "-aq", "--filter", label);
  if (containers.length > 0) await docker(["rm", "--force", "--volumes", ...containers]);
  const networks = await list("network", "ls", "-q", "--filter", label);
  if (networks.length > 0) (await docker(["network", "rm", ...networks])).exits(0);
  const volumes = await list("volume", "ls", "-q", "--filter", label);
  if (volumes.length > 0) (await docker(["volume", "rm", ...volumes])).exits(0);
  const tagged = await list("images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", `reference=${project}-*`);
  const untagged = await list("images", "-q", "--filter", label, "--filter", "dangling=true");
  if (tagged.length + untagged.length > 0) await docker(["rmi", "--force", ...tagged, ...untagged]);
}
