import type { Facts } from "./facts/facts.ts";
import { textOf } from "./facts/tree.ts";
import type { Finding } from "./rule.ts";
import { type Span, startOfLine } from "./text.ts";

/**
 * True where the author has answered a finding: `# gdev ignore=GD103 why` in the comment right above its line (or above the instruction that
 * the line belongs to), or its id in `x-gdev.ignore` of the service or of a compose file.
 */
export function isIgnored(facts: Facts, id: string, finding: Finding): boolean {
  const text = textOf(facts.tree, finding.span.file) ?? "";
  if (facts.compose.some(({ ignored }) => ignored.includes(id))) return true;
  if (facts.services.some(({ name, ignored }) => name === finding.service && ignored.includes(id))) return true;
  return [finding.span.start, instructionStart(facts, finding.span)].some((offset) => ignoredAbove(text, offset).includes(id));
}

/** The ids that the comment lines above the line of an offset name. */
function ignoredAbove(text: string, offset: number): readonly string[] {
  const ids: string[] = [];
  for (let end = startOfLine(text, offset); end > 0; ) {
    const start = startOfLine(text, end - 1);
    const comment = /^\ufeff?\s*#(.*)/.exec(text.slice(start, end));
    if (!comment) break;
    const list = /\bgdev\s+ignore=([\w,]+)/.exec(comment[1] ?? "")?.[1];
    ids.push(...(list?.split(",") ?? []));
    end = start;
  }
  return ids;
}

/** Where the Dockerfile instruction begins that a span lies in. */
function instructionStart({ builds }: Facts, { file, start }: Span): number {
  const dockerfile = builds.find((build) => build.dockerfile.file === file)?.dockerfile;
  const all = dockerfile ? [...dockerfile.globals, ...dockerfile.stages.flatMap(({ own }) => own)] : [];
  return all.find(({ span }) => span.start <= start && start < span.end)?.span.start ?? start;
}
