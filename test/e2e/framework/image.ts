import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Scenario } from "./scenario.ts";

/**
 * The image of a folder with a Dockerfile, under a name whose last word its preset knows and that no registry has. It is tagged by what it is made from,
 * behind a version where there is one, and stays in the engine: only the first run builds it.
 */
export function imageOf(folder: string, name: string, version?: string): string {
  const hash = createHash("sha256");
  for (const file of readdirSync(folder).sort()) hash.update(`${file}\n${readFileSync(join(folder, file), "utf8")}\n`);
  const made = hash.digest("hex").slice(0, 12);
  return `localhost/gdev-e2e/${name}:${version === undefined ? made : `${version}-${made}`}`;
}

/** Builds the image unless it is there. Its packages come through the host's own network. */
export async function provideImage(s: Scenario, image: string, folder: string): Promise<void> {
  if ((await s.docker(["image", "inspect", "--format", "{{.Id}}", image])).exitCode === 0) return;
  (await s.docker(["build", "--quiet", "--network", "host", "--tag", image, folder])).exits(0);
}
