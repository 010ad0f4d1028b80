import { UserError } from "../error.ts";

/** Gives back a project name that Compose would take; throws UserError for another. The name goes into paths and filters. Source: compose-spec 04-version-and-name. */
export function checkProjectName(name: string): string {
  if (/^[a-z0-9][a-z0-9_-]*$/.test(name)) return name;
  throw invalidProjectName(name);
}

/** The error for a project name that Compose refuses. */
export function invalidProjectName(name: string): UserError {
  if (name === "")
    return new UserError("the project has no name", {
      why: "it is named after its folder, and that name has no letter or digit",
      remedy: "name it: gdev -p <name> …, or name: at the top of the compose file",
    });
  return new UserError(`"${name}" is no valid project name`, {
    why: "Compose allows small letters, digits, hyphens and underscores, and a letter or digit first",
    remedy: "choose another after -p, in COMPOSE_PROJECT_NAME, or in name: of the compose file",
  });
}
