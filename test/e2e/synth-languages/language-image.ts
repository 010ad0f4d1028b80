import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Scenario } from "../framework/scenario.ts";

/** What Debian trixie has: gdev reads the version from the tag. */
const versions = { node: "20", python: "3.13" } as const;

export type Language = keyof typeof versions;

/**
 * The image of `./images/<language>`, under a name that the language's preset knows and no registry has. It is tagged by what it is made from and stays
 * in the engine: only the first run builds it.
 */
export function languageImage(language: Language): string {
  const folder = folderOf(language);
  const hash = createHash("sha256");
  for (const file of readdirSync(folder).sort()) hash.update(`${file}\n${readFileSync(join(folder, file), "utf8")}\n`);
  return `localhost/gdev-e2e/${language}:${versions[language]}-${hash.digest("hex").slice(0, 12)}`;
}

/** Builds the image unless it is there. Its packages come through the host's own network. */
export async function provideLanguageImage(s: Scenario, language: Language): Promise<void> {
  const image = languageImage(language);
  if ((await s.docker(["image", "inspect", "--format", "{{.Id}}", image])).exitCode === 0) return;
  (await s.docker(["build", "--quiet", "--network", "host", "--tag", image, folderOf(language)])).exits(0);
}

function folderOf(language: Language): string {
  return join(import.meta.dirname, "images", language);
}
