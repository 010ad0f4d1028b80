import type { Diagnosis } from "./diagnose.ts";
import type { BuildFacts, Facts } from "./facts/facts.ts";
import { isIgnored } from "./suppress.ts";
import { endOfLine, type Span, spotOf } from "./text.ts";

/** BuildKit's rules that a rule here says too, with a place and a fix. */
const covered = new Set(["FromAsCasing", "JSONArgsRecommended", "SecretsUsedInArgOrEnv", "FromPlatformFlagConstDisallowed"]);

/** What `docker buildx bake --call=check,format=json` prints for a target, as far as it is read. */
interface CheckReport {
  readonly warnings?: readonly CheckWarning[] | null;
  readonly buildError?: { readonly message?: string; readonly location?: Location };
}

interface CheckWarning {
  readonly ruleName?: string;
  readonly description?: string;
  readonly url?: string;
  readonly detail?: string;
  readonly location?: Location;
}

interface Location {
  readonly ranges?: readonly { readonly start?: { readonly line?: number } }[];
}

/**
 * BuildKit's report on a Dockerfile → diagnoses, without those that a rule here makes too and those that a comment ignores by their
 * name. What is no such report gives none. Source of the shape: docker/buildx, `--call=check,format=json`.
 */
export function readBuildCheck(report: unknown, { dockerfile }: BuildFacts, facts: Facts): readonly Diagnosis[] {
  const { warnings, buildError }: CheckReport = typeof report === "object" && report !== null ? report : {};
  const { file, text } = dockerfile;
  const placed = (location: Location | undefined): Span => spanOfLine(file, text, location?.ranges?.[0]?.start?.line ?? 1);
  const found = (warnings ?? []).flatMap(({ ruleName = "", description = "", detail, url = "", location }) => {
    const span = placed(location);
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
  // All other errors are about base images that cannot be asked for now.
  const unreadable = /^dockerfile parse error on line \d+: (.+)/s.exec(buildError?.message ?? "")?.[1];
  if (unreadable === undefined) return found;
  const title = "DockerfileParseError";
  const error: Diagnosis = {
    id: title,
    title,
    severity: "error",
    place: spotOf(placed(buildError?.location), text),
    message: unreadable,
    why: "BuildKit cannot read this Dockerfile, so nothing can be built from it.",
    remedy: "",
    link: "https://docs.docker.com/reference/dockerfile/",
  };
  return [error, ...found];
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

function spanOfLine(file: string, text: string, line: number): Span {
  let start = 0;
  for (let count = 1; count < line && text.indexOf("\n", start) >= 0; count++) start = text.indexOf("\n", start) + 1;
  return { file, start, end: endOfLine(text, start) };
}
