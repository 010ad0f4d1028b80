/** Values of a template: a text, a list, or whether lines are wanted at all. */
export type Values = Readonly<Record<string, string | readonly string[] | boolean>>;

/**
 * Fills a template line by line. `{{name}}` becomes the value; a line with an empty one is left out, and one with a list is written once
 * for each item (several lists of one line go side by side). A line that begins with `{{?name}}` stays where that value is true, a text
 * or a list with items. Of several blank lines one is left. Throws RangeError for a name without a value.
 */
export function fill(template: string, values: Values): string {
  const lines = template.split("\n").flatMap((line) => fillLine(line, values));
  return lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^\n+/, "")
    .replace(/\n{2,}$/, "\n");
}

function fillLine(line: string, values: Values): readonly string[] {
  const [whole = "", asked] = /^\{\{\?(\w+)\}\}/.exec(line) ?? [];
  if (asked !== undefined && !isWanted(lookUp(asked, values))) return [];
  const rest = line.slice(whole.length);
  const names = [...rest.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? "");
  const lists = names.map((name) => listOf(lookUp(name, values)));
  if (lists.some((items) => items.length === 0)) return [];
  const count = Math.max(1, ...lists.map((items) => items.length));
  return Array.from({ length: count }, (_, index) => {
    let at = 0;
    return rest.replace(/\{\{\w+\}\}/g, () => {
      const items = lists[at++] ?? [];
      return items[index] ?? items[0] ?? "";
    });
  });
}

function lookUp(name: string, values: Values): Values[string] {
  const value = values[name];
  if (value === undefined) throw new RangeError(`the template asks for ${name}`);
  return value;
}

function isWanted(value: Values[string]): boolean {
  return typeof value === "boolean" ? value : value.length > 0;
}

function listOf(value: Values[string]): readonly string[] {
  if (typeof value === "boolean") return [String(value)];
  return typeof value === "string" ? (value === "" ? [] : [value]) : value;
}
