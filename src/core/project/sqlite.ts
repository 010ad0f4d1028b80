/** A file of SQLite that a Go source names. */
export interface SqliteName {
  /** As it stands there: `./../app.db`. */
  readonly name: string;
  /** Where the literal stands in the text, quotes included. */
  readonly start: number;
  readonly end: number;
}

/** The first text in a Go source that looks like the name of a file of SQLite: `"file:app.db?mode=rwc"`, `` `/data/x.sqlite3` ``. */
export function sqliteNameIn(text: string): SqliteName | undefined {
  const match = /["`](?:file:)?((?:\.{0,2}\/)*[\w-][\w./-]*\.(?:db|sqlite3?))(?:\?[^"`]*)?["`]/.exec(text);
  return match?.[1] === undefined ? undefined : { name: match[1], start: match.index, end: match.index + match[0].length };
}
