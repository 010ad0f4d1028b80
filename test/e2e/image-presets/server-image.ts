import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Scenario } from "../framework/scenario.ts";

/**
 * The image of `./<server>/image`, under a name that its preset knows and no registry has. It is tagged by what it is made from and stays in the engine: only
 * the first run builds it.
 */
export function serverImage(server: string): string {
  const folder = join(import.meta.dirname, server, "image");
  const hash = createHash("sha256");
  for (const file of readdirSync(folder).sort()) hash.update(`${file}\n${readFileSync(join(folder, file), "utf8")}\n`);
  return `localhost/gdev-e2e/${server}:${hash.digest("hex").slice(0, 12)}`;
}

/** Builds the image unless it is there. Its packages come through the host's own network. */
export async function provideServerImage(s: Scenario, server: string): Promise<void> {
  const image = serverImage(server);
  const folder = join(import.meta.dirname, server, "image");
  if ((await s.docker(["image", "inspect", "--format", "{{.Id}}", image])).exitCode === 0) return;
  (await s.docker(["build", "--quiet", "--network", "host", "--tag", image, folder])).exits(0);
}
