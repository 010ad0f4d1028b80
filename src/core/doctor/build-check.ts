import type { Diagnosis } from "./diagnose.ts";
import type { BuildFacts, Facts } from "./facts/facts.ts";
import { isIgnored } from "./suppress.ts";
import { endOfLine, type Span, spotOf } from "./text.ts";

/** BuildKit's rules that a rule here says too, with a place and a fix. */
const covered = new Set(["FromAsCasing", "JSONArgsRecommended", "SecretsUsedInArgOrEnv", "FromPlatformFlagConstDisallowed"]);

/** What `docker buildx build --call=check,format=json` prints, as far as it is read. */
interface CheckReport {
  readonly warnings?: readonly CheckWarning[] | null;
}

interface CheckWarning {
  readonly ruleName?: string;
  readonly description?: string;
  readonly url?: string;
  readonly detail?: string;
  readonly location?: { readonly ranges?: readonly { readonly start?: { readonly line?: number } }[] };
}

/**
 * BuildKit's report on a Dockerfile → diagnoses, without those that a rule here makes too and those that a comment ignores by their
 * name. Text that is no such report gives none. Source of the shape: docker/buildx, `--call=check,format=json`.
 */
export function parseBuildCheck(json: string, { dockerfile }: BuildFacts, facts: Facts): readonly Diagnosis[] {
  const { file, text } = dockerfile;
  return (parsed(json).warnings ?? []).flatMap(({ ruleName = "", description = "", detail, url = "", location }) => {
    const span = spanOfLine(file, text, location?.ranges?.[0]?.start?.line ?? 1);
    if (ruleName === "" || covered.has(ruleName) || isIgnored(facts, ruleName, { span, message: "" })) return [];
    return [
      {
        id: ruleName,
        title: ruleName,
        severity: "warning" as const,
        place: spotOf(span, text),
        message: detail ?? description,
        why: description,
        remedy: "",
        link: url,
      },
    ];
  });
}

/** The Dockerfile without its `# syntax=` line, line numbers kept: other directives move up, because they count only at the top. */
export function withoutSyntax(text: string): string {
  const lines = text.split("\n");
  const end = lines.findIndex((line) => !/^\ufeff?\s*#\s*\w+\s*=/.test(line));
  const directives = lines.slice(0, Math.max(0, end));
  const kept = directives.filter((line) => !/^\ufeff?\s*#\s*syntax\s*=/i.test(line));
  if (kept.length === directives.length) return text;
  return [...kept, ...directives.slice(kept.length).map(() => "#"), ...lines.slice(directives.length)].join("\n");
}

function parsed(json: string): CheckReport {
  try {
    const report: unknown = JSON.parse(json);
    return typeof report === "object" && report !== null ? report : {};
  } catch {
    return {};
  }
}

function spanOfLine(file: string, text: string, line: number): Span {
  let start = 0;
  for (let count = 1; count < line && text.indexOf("\n", start) >= 0; count++) start = text.indexOf("\n", start) + 1;
  return { file, start, end: endOfLine(text, start) };
}
