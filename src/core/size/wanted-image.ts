import { type Budget, mergeBudgets } from "./budget.ts";
import type { RecipeLine } from "./recipe.ts";

/** One line of the report before the engine is asked: an image that a service can run, or that is compared with it. Plain JSON. */
export interface WantedImage {
  readonly service: string;
  /** `stage`: an intermediate stage; `image`: the service builds nothing; `versus`: what the others are compared with. */
  readonly kind: "dev" | "prod" | "stage" | "image" | "versus";
  /** The stage's name; absent for the last one where it has none, and where nothing is built. */
  readonly stage?: string;
  /** The names under which the image may be found, first match wins: gdev's, then Compose's own. */
  readonly tags: readonly string[];
  /** The image after FROM. */
  readonly baseImage?: string;
  /** The file of `recipe`, as it was found. */
  readonly dockerfile?: string;
  readonly recipe?: readonly RecipeLine[];
  readonly budget: Budget;
}

/** Budgets of the command line, over those of the compose files: the service's own, and one for all. */
export function withBudgets(
  wanted: readonly WantedImage[],
  given: readonly { readonly service?: string; readonly budget: Budget }[],
): readonly WantedImage[] {
  return wanted.map((image) => {
    const own = given.filter(({ service }) => service === undefined || service === image.service);
    return own.length === 0 ? image : { ...image, budget: own.map(({ budget }) => budget).reduce(mergeBudgets, image.budget) };
  });
}
