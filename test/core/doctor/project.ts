import type { Facts, FactsInput } from "../../../src/core/doctor/facts/facts.ts";
import { makeFacts } from "../../../src/core/doctor/facts/facts.ts";
import type { Tree, TreeFile } from "../../../src/core/doctor/facts/tree.ts";

/** Text by path, as seen from the project's folder. */
export type Files = Readonly<Record<string, string>>;

export interface ProjectLook {
  /** Files that are there and not executable; all others are. */
  readonly notExecutable?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly noFileEvents?: boolean;
}

export const folder = "/work/demo";

/** What the rules get of a project with these files. A compose file is one that is called so. */
export function inputOf(
  files: Files,
  { notExecutable = [], environment = {}, noFileEvents = false }: ProjectLook = {},
): FactsInput {
  const tree: Tree = new Map(
    Object.entries(files).map(([path, text]): [string, TreeFile] => [
      path.startsWith("/") ? path : `${folder}/${path}`,
      { text, executable: !notExecutable.includes(path) },
    ]),
  );
  const compose = Object.keys(files).filter((path) => /^(docker-)?compose(\.override)?\.ya?ml$/.test(path));
  return {
    directory: folder,
    composeFiles: compose.map((path) => `${folder}/${path}`),
    tree,
    environment,
    envFiles: [`${folder}/.env`],
    host: { noFileEvents, secret: "s3cret" },
  };
}

export function factsOf(files: Files, look?: ProjectLook): Facts {
  return makeFacts(inputOf(files, look));
}
