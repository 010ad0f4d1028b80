import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import type { FactsInput } from "../../core/doctor/facts/facts.ts";
import { wantedPaths } from "../../core/doctor/facts/wanted.ts";
import { UserError } from "../../core/error.ts";
import { explainComposeError } from "../../core/project/compose-error.ts";
import { findSyntaxError } from "../../core/project/positions.ts";
import { locateComposeFiles } from "../../host/compose-files.ts";
import { readSources, readText } from "../../host/files.ts";
import { hasNoFileEvents } from "../../host/machine.ts";
import { type FoundFile, readFound, readTree } from "../../host/source-tree.ts";
import type { ComposeQuestion } from "../project-name.ts";

/** What the rules are given, and what could not be looked at. */
export interface DoctorInput {
  readonly input: FactsInput;
  readonly notes: readonly string[];
}

/** Folders outside of the project whose files are looked at, and rounds in which files name further files: more is no project any more. */
const mostFolders = 10;
const mostRounds = 5;

/**
 * Reads the project as doctor looks at it, without Docker: the compose files that Compose would read, all that they name, and the
 * sources. A folder with a Dockerfile and no compose file is a project too. Throws UserError where there is neither, and for a compose
 * file that is not YAML, with its place.
 */
export async function readDoctorInput(question: ComposeQuestion): Promise<DoctorInput> {
  const { directory, files } = await locate(question);
  const sources = await readSources(files);
  if (findSyntaxError(sources)) throw explainComposeError("", sources);
  const tree = new Map<string, FoundFile>();
  const notes: string[] = [];
  const folders = new Set<string>();
  const look = async (folder: string): Promise<void> => {
    folders.add(folder);
    const { tree: found, cut } = await readTree(folder);
    for (const [file, each] of found) tree.set(file, each);
    if (cut) notes.push(`${folder} holds more files than are looked at`);
  };
  await look(directory);
  const input: FactsInput = {
    directory,
    composeFiles: files,
    tree,
    environment: definedOnly(question.env),
    envFiles: envFilesOf(question, directory),
    host: { noFileEvents: await hasNoFileEvents(directory), secret: randomBytes(12).toString("hex") },
  };
  const asked = new Set<string>();
  for (let round = 0; round < mostRounds; round++) {
    const wanted = wantedPaths({ ...input, tree: new Map(tree) });
    const fresh = wanted.files.filter((file) => !asked.has(file));
    const further = wanted.folders.filter((folder) => !folders.has(folder)).slice(0, mostFolders - folders.size);
    if (fresh.length === 0 && further.length === 0) break;
    for (const folder of further) await look(folder);
    const found = await Promise.all(fresh.map(async (file) => [file, await readFound(file)] as const));
    for (const [file, each] of found) {
      asked.add(file);
      if (each) tree.set(file, each);
    }
    // Only a compose file, or what lies in a new folder, can name more.
    if (further.length === 0 && !found.some(([file, each]) => each && /\.ya?ml$/.test(file))) break;
  }
  return { input: { ...input, tree: new Map(tree) }, notes };
}

async function locate(question: ComposeQuestion): Promise<{ readonly directory: string; readonly files: readonly string[] }> {
  const { cwd, env, flags } = question;
  try {
    return await locateComposeFiles({ cwd, env, ...flags });
  } catch (error) {
    const directory = flags.projectDirectory ? resolve(cwd, flags.projectDirectory) : cwd;
    const dockerfile = (await readText(join(directory, "Dockerfile"))) !== undefined;
    if (error instanceof UserError && flags.files.length === 0 && dockerfile) return { directory, files: [] };
    throw error;
  }
}

/** `.env` of the project directory, or what is named in its place. Source: compose-go, cli/options.go. */
function envFilesOf({ cwd, env, flags }: ComposeQuestion, directory: string): readonly string[] {
  const named =
    flags.envFiles.length > 0 ? flags.envFiles : (env.COMPOSE_ENV_FILES ?? "").split(",").filter((file) => file !== "");
  return named.length > 0 ? named.map((file) => resolve(cwd, file)) : [join(directory, ".env")];
}

function definedOnly(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
