import type { PostgresSettings } from "./preset.ts";

export interface PostgresCredentials {
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** Reads the file behind a `*_FILE` variable, given its path in the container; undefined where nobody can. */
export type ReadSecret = (path: string) => Promise<string | undefined>;

/**
 * The credentials of a Postgres container, from its environment with the image's own defaults: the user where no user is named, the
 * user's name as database. `POSTGRES_PASSWORD_FILE` and its like go through `readSecret`.
 */
export async function postgresCredentials(
  settings: PostgresSettings,
  env: Readonly<Record<string, string>>,
  readSecret: ReadSecret,
): Promise<PostgresCredentials> {
  const first = async (names: readonly string[]): Promise<string | undefined> => {
    for (const name of names) {
      const file = env[`${name}_FILE`];
      const value = env[name] || (file && (await readSecret(file)));
      if (value) return value;
    }
    return undefined;
  };
  const user = (await first(settings.user)) ?? settings.defaultUser;
  return {
    user,
    password: (await first(settings.password)) ?? "",
    database: (await first(settings.database)) ?? settings.defaultDatabase ?? user,
  };
}
