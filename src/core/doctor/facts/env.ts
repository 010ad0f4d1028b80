/** Text of a `.env` file → values by name; quotes taken off, `export` allowed. Source: Compose's dotenv. */
export function parseEnv(text: string): Readonly<Record<string, string>> {
  const entries = text.split(/\r?\n/).flatMap((line) => {
    const match = /^\ufeff?\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*[=:]\s*(.*)$/.exec(line);
    return match?.[1] ? [[match[1], unquoted(match[2] ?? "")] as const] : [];
  });
  return Object.fromEntries(entries);
}

function unquoted(value: string): string {
  const quoted = /^(["'])(.*?)\1/.exec(value);
  return quoted ? (quoted[2] ?? "") : value.replace(/\s+#.*$/, "").trim();
}
