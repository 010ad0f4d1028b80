import type { Rule } from "./rule.ts";

/** The page of a rule in docs/rules, as Markdown. */
export function rulePage({ id, title, severity, why, remedy, bad, good }: Rule): string {
  return `${[
    `# ${id} ${title}`,
    `Severity: ${severity}.`,
    why,
    `What to do: ${remedy}.`,
    "## Found",
    fenced(bad),
    "## Better",
    fenced(good),
    "## Not here",
    `Where it is meant so, say it above the line, with the reason: \`# gdev ignore=${id} why\`. For a whole service: \`x-gdev: { ignore: [${id}] }\`.`,
  ].join("\n\n")}\n`;
}

/** The list of all rules, as Markdown. */
export function rulesIndex(rules: readonly Rule[]): string {
  const rows = rules.map(
    ({ id, title, severity, why }) => `| [${id}](${id}.md) | ${title} | ${severity} | ${why.replaceAll("|", "\\|")} |`,
  );
  return `${[
    "# The rules of `gdev doctor`",
    "error: it will not start, runs the wrong thing or leaks a secret. warning: it works by luck or is unsafe. note: an improvement.",
    ["| rule | title | severity | why |", "| --- | --- | --- | --- |", ...rows].join("\n"),
    "These pages are written from the rules in `src/core/doctor/rules/`: `node docs/rules/write.mjs`.",
  ].join("\n\n")}\n`;
}

function fenced(text: string): string {
  const kind = /^(FROM|RUN|COPY|CMD|ARG|ENTRYPOINT|# go\.mod)\b/.test(text) ? "dockerfile" : "";
  return `\`\`\`${kind}\n${text}\n\`\`\``;
}
