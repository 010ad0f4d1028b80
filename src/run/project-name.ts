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
    /** False: services without a dev stage get none of gdev's own. */
    readonly makeStages?: boolean;
  };
}

/** The project's name without asking Compose: flag, environment, `.env`, `name:` of the files, the folder. UserError for one that Compose would refuse. Source: compose-spec 04-version-and-name. */
export async function findProjectName(question: ComposeQuestion): Promise<string> {
  const { flags, env } = question;
  const given = flags.projectName ?? env.COMPOSE_PROJECT_NAME;
  if (given) return checkProjectName(given);
  const { dotEnv, directory, files } = await locateComposeFiles({ cwd: question.cwd, env, ...flags });
  if (dotEnv.COMPOSE_PROJECT_NAME) return checkProjectName(dotEnv.COMPOSE_PROJECT_NAME);
  const variables = { ...dotEnv, ...env };
  const named = (await readSources(files)).map(({ text }) => /^\ufeff?name:[ \t]+(.+)$/m.exec(text)?.[1]);
  const own = named.findLast((name) => name !== undefined);
  return checkProjectName(normalName(own === undefined ? basename(directory) : withVariables(plainScalar(own), variables)));
}

/** A YAML scalar of one line, without its quotes or the comment behind it. */
function plainScalar(text: string): string {
  const quoted = /^(["'])(.*?)\1/.exec(text)?.[2];
  return quoted ?? text.replace(/\s+#.*$/, "").trim();
}

/** `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME-default}`. Source: compose-spec 12-interpolation. */
function withVariables(text: string, variables: NodeJS.ProcessEnv): string {
  return text.replace(/\$(?:(\w+)|\{(\w+)(?:(:?)-([^}]*))?\})/g, (_, bare, name, colon, fallback) => {
    const value = variables[bare ?? name];
    return value === undefined || (colon === ":" && value === "") ? (fallback ?? "") : value;
  });
}

/** As Compose makes a name out of any text. Source: compose-go, loader.NormalizeProjectName. */
function normalName(folder: string): string {
  return folder
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "")
    .replace(/^[_-]+/, "");
}
