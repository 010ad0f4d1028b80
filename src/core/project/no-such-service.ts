import { UserError } from "../error.ts";
import { nearest } from "../nearest.ts";

/** The error for a service that was named on the command line and that the project does not have; `names` are those it has. Exit code 2. */
export function noSuchService(name: string, names: readonly string[]): UserError {
  const guess = nearest(name, names);
  return new UserError(`no such service: ${name}`, {
    exitCode: 2,
    why: `the project has ${names.join(", ") || "no service at all"}`,
    remedy: guess ? `did you mean ${guess}?` : "name one that it has",
  });
}
