/** What the lines of a Postgres server's log say of it. `visible`: lines of a starting server were seen, so the ready line will be seen too. */
export interface PostgresLog {
  readonly visible: boolean;
  readonly accepts: boolean;
  /** It listens on TCP: not the image's temporary init server, which has a socket only. */
  readonly onNetwork: boolean;
  /** The server's words for what it does before it accepts. */
  readonly doing?: string;
}

export const emptyPostgresLog: PostgresLog = { visible: false, accepts: false, onNetwork: false };

/**
 * Takes one more line of the container's log. The image's temporary init server (on a socket only) prints the ready line too and
 * shuts down after it, so only a question over TCP proves what `accepts` promises. The words are postmaster.c's, the same since 9.4.
 */
export function reducePostgresLog(log: PostgresLog, line: string): PostgresLog {
  if (line.includes("database system is ready to accept")) return { ...log, visible: true, accepts: true };
  if (/LOG: +starting PostgreSQL/.test(line)) return { visible: true, accepts: false, onNetwork: false };
  if (/LOG: +listening on IP/.test(line)) return { ...log, visible: true, onNetwork: true };
  if (/LOG: +(received \w+ shutdown request|database system is shut down|terminating any other active)/.test(line)) {
    return { ...log, accepts: false };
  }
  const doing = /LOG: +(database system was not properly shut down.*|syncing data directory.*)/.exec(line)?.[1];
  return doing ? { ...log, doing } : log;
}
