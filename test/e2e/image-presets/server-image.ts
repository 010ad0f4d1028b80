import { join } from "node:path";
import { imageOf, provideImage } from "../framework/image.ts";
import type { Scenario } from "../framework/scenario.ts";

/** The image of `./<server>/image`: a server of Debian's packages. */
export function serverImage(server: string): string {
  return imageOf(folderOf(server), server);
}

export function provideServerImage(s: Scenario, server: string): Promise<void> {
  return provideImage(s, serverImage(server), folderOf(server));
}

function folderOf(server: string): string {
  return join(import.meta.dirname, server, "image");
}
