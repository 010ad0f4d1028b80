import { AssertionError } from "node:assert";

/** The row of a service in the table of the terminal UI: mark, name, state and the rest. Fails where there is none. */
export function serviceRow(screen: string, service: string): string {
  const { table } = partsOf(screen);
  const row = table.find((line) => line.slice(4).split(/ +/)[0] === service);
  if (row === undefined) throw new AssertionError({ message: `no row of ${service} on the screen:\n${screen}` });
  return row;
}

/** The rows under the title of the logs, without the empty ones at the end. */
export function logRows(screen: string): readonly string[] {
  return partsOf(screen).logs;
}

/** The title of the logs: counts, filter, search, and whether they are followed. */
export function logTitle(screen: string): string {
  return partsOf(screen).title;
}

/** The header, the table with its title and the blocks under it, the title of the logs and the logs. */
function partsOf(screen: string): Parts {
  const rows = screen.split("\n");
  const at = rows.findIndex((row) => /^\W{1,4}logs\b.*(?:following|paused)/.test(row));
  if (at < 0) throw new AssertionError({ message: `no logs on the screen:\n${screen}` });
  const logs = rows.slice(at + 1, -1);
  return {
    table: rows.slice(2, at),
    title: rows[at] ?? "",
    logs: logs.slice(0, logs.findLastIndex((row) => row !== "") + 1),
  };
}

interface Parts {
  readonly table: readonly string[];
  readonly title: string;
  readonly logs: readonly string[];
}
