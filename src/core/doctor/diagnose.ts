import type { Facts } from "./facts/facts.ts";
import { textOf } from "./facts/tree.ts";
import type { Finding, Fix, Rule, Severity } from "./rule.ts";
import { isIgnored } from "./suppress.ts";
import { type Spot, spotOf } from "./text.ts";

/** A Finding as it is shown: with its rule, place and severity. */
export interface Diagnosis {
  /** `GD103`, or the name of a check of BuildKit. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly place: Spot;
  readonly message: string;
  readonly why: string;
  readonly remedy: string;
  /** Where it is explained: a path of this repository, or an address. */
  readonly link: string;
  /** The service it is about, where it is about one. */
  readonly service?: string;
  readonly fix?: Fix;
}

/** What the rules say about the facts, without what is ignored; by file (compose files first), line and column. One rule speaks once of a place. */
export function diagnose(facts: Facts, rules: readonly Rule[]): readonly Diagnosis[] {
  const found = new Map<string, Diagnosis>();
  for (const rule of rules) {
    for (const finding of rule.check(facts)) {
      const diagnosis = diagnosisOf(facts, rule, finding);
      const key = `${rule.id} ${finding.span.file} ${finding.span.start}`;
      if (!found.has(key) && !isIgnored(facts, rule.id, finding)) found.set(key, diagnosis);
    }
  }
  return inOrder(
    [...found.values()],
    facts.compose.map(({ file }) => file),
  );
}

/** Sorted by file, the given ones first, then by place. */
export function inOrder(diagnoses: readonly Diagnosis[], firstFiles: readonly string[]): readonly Diagnosis[] {
  const rank = (file: string): number => (firstFiles.includes(file) ? firstFiles.indexOf(file) : firstFiles.length);
  return [...diagnoses].sort(({ place: a, id: idA }, { place: b, id: idB }) => {
    const files = rank(a.file) - rank(b.file) || (a.file < b.file ? -1 : a.file > b.file ? 1 : 0);
    return files || a.line - b.line || a.column - b.column || (idA < idB ? -1 : 1);
  });
}

/** The page of a rule, as a path of this repository. */
function pageOf(id: string): string {
  return `docs/rules/${id}.md`;
}

function diagnosisOf({ tree }: Facts, rule: Rule, { span, message, service, severity, remedy, fix }: Finding): Diagnosis {
  return {
    id: rule.id,
    title: rule.title,
    severity: severity ?? rule.severity,
    place: spotOf(span, textOf(tree, span.file) ?? ""),
    message,
    why: rule.why,
    remedy: remedy ?? rule.remedy,
    link: pageOf(rule.id),
    ...(service === undefined ? {} : { service }),
    ...(fix ? { fix } : {}),
  };
}
