import { basename } from "node:path";
import { checkProjectName } from "../core/project/project-name.ts";
import { locateComposeFiles } from "../host/compose-files.ts";
import { readSources } from "../host/files.ts";

/** Compose's global flags and the world they are read in. */
export interface ComposeQuestion {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly flags: {
    readonly files: readonly string[];
    readonly projectName?: string;
    readonly projectDirectory?: string;
    readonly profiles: readonly string[];
    readonly envFiles: readonly string[];
  };
}

/** The project's name without asking Compose: flag, environment, `.env`, `name:` of the files, the folder. UserError for one that Compose would refuse. Source: compose-spec 04-version-and-name. */
export async function findProjectName(question: ComposeQuestion): Promise<string> {
  const { flags, env } = question;
  const given = flags.projectName ?? env.COMPOSE_PROJECT_NAME;
  if (given) return checkProjectName(given);
  const { dotEnv, directory, files } = await locateComposeFiles({ cwd: question.cwd, env, ...flags });
  if (dotEnv.COMPOSE_PROJECT_NAME) return checkProjectName(dotEnv.COMPOSE_PROJECT_NAME);
  const named = (await readSources(files)).map(({ text }) => /^name:\s*["']?([\w.-]+)["']?\s*(#.*)?$/m.exec(text)?.[1]);
  return checkProjectName(named.findLast((name) => name !== undefined) ?? normalName(basename(directory)));
}

function normalName(folder: string): string {
  return folder
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "")
    .replace(/^[_-]+/, "");
}
