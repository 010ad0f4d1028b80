import { join } from "node:path";
import { imageOf, provideImage } from "../framework/image.ts";
import type { Scenario } from "../framework/scenario.ts";

/** What Debian trixie has: gdev reads the version from the tag. */
const versions = { node: "20", python: "3.13" } as const;

export type Language = keyof typeof versions;

/** The image of `./images/<language>`: Debian's packages in the shape of the official one. */
export function languageImage(language: Language): string {
  return imageOf(folderOf(language), language, versions[language]);
}

export function provideLanguageImage(s: Scenario, language: Language): Promise<void> {
  return provideImage(s, languageImage(language), folderOf(language));
}

function folderOf(language: Language): string {
  return join(import.meta.dirname, "images", language);
}
