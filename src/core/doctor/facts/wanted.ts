import { extendedPaths, includedPaths, readComposeFiles, readServices } from "./compose.ts";
import { type FactsInput, readVariables } from "./facts.ts";
import { folderOf, joinPath, pathBelow } from "./path.ts";
import type { ServiceFacts } from "./service.ts";

/** What must be read beside the files of the tree before the facts are whole: absolute paths. */
export interface Wanted {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** Files that the compose files name (included and extended ones, Dockerfiles, env files) and build contexts, as far as the tree has none of them. */
export function wantedPaths(input: FactsInput): Wanted {
  const { files } = readComposeFiles(input);
  const services = readServices(files, input.tree, readVariables(input));
  const named = files.flatMap((file) =>
    [...includedPaths(file.root), ...extendedPaths(file)].filter(isLocal).map((path) => joinPath(folderOf(file.file), path)),
  );
  const servicePaths = services.flatMap(({ build, envFiles }) => [
    ...(build?.dockerfile ? [build.dockerfile, `${build.dockerfile}.dockerignore`] : []),
    ...envFiles.map(({ path }) => path),
  ]);
  return {
    files: [...new Set([...input.composeFiles, ...named, ...servicePaths, ...input.envFiles])].filter(
      (file) => !input.tree.has(file),
    ),
    folders: contexts(services).filter((folder) => pathBelow(folder, input.directory) === undefined),
  };
}

function contexts(services: readonly ServiceFacts[]): readonly string[] {
  return [...new Set(services.flatMap(({ build }) => (build?.dockerfile && build.context !== "/" ? [build.context] : [])))];
}

function isLocal(path: string): boolean {
  return !/^(https?|git|oci):|^git@/.test(path);
}
