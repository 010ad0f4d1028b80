import { resolvePath } from "../../project/dockerfile.ts";
import { isScript } from "../../target/programs.ts";
import { append, replace, type TextEdit } from "../edits.ts";
import { chainOf, flagOf, only, type StageFacts } from "../facts/dockerfile.ts";
import type { Facts } from "../facts/facts.ts";
import { joinPath, pathBelow } from "../facts/path.ts";
import { buildOf, contextPath } from "../facts/questions.ts";
import type { ServiceFacts } from "../facts/service.ts";
import { textOf } from "../facts/tree.ts";
import type { Finding, Rule } from "../rule.ts";
import type { Span } from "../text.ts";

export const scriptNotRunnable: Rule = {
  id: "GD309",
  title: "script-not-runnable",
  severity: "error",
  why: "The script that starts the container is not executable (“permission denied”), or has Windows line ends (“no such file or directory”).",
  remedy: "chmod +x it, git update-index --chmod=+x it, and write *.sh text eol=lf into .gitattributes",
  bad: 'entrypoint: ["/app/start.sh"] # -rw-r--r-- start.sh',
  good: 'entrypoint: ["/app/start.sh"] # -rwxr-xr-x start.sh',
  check: (facts) => facts.services.flatMap((service) => scriptOf(facts, service)),
};

function scriptOf(facts: Facts, service: ServiceFacts): readonly Finding[] {
  const build = buildOf(facts, service);
  const stage = build?.effective;
  const composed = service.entrypoint ?? (stage?.stage.entrypoint ? undefined : service.command);
  const start = stage && (only(chainOf(stage), "ENTRYPOINT").at(-1) ?? only(chainOf(stage), "CMD").at(-1));
  const program = composed ? composed.argv[0] : start?.exec ? start.words[0]?.value : undefined;
  const span = composed?.span ?? start?.span;
  if (!program || !span || !isScript(program)) return [];
  const path = resolvePath(stage?.stage.workdir ?? "/", program);
  const found = mounted(service, path) ?? (stage && build && copied(stage, build.context, path));
  const file = found && facts.tree.get(found.file);
  if (!found || !file) return [];
  const windows = /^[^\n]*\r\n/.test(file.text ?? "");
  const closed = file.executable === false && !found.madeExecutable;
  if (!windows && !closed) return [];
  const what = [...(closed ? ["is not executable"] : []), ...(windows ? ["has Windows line ends"] : [])].join(" and ");
  return [finding(facts, service, span, found.file, { what, windows, closed })];
}

function finding(
  facts: Facts,
  service: ServiceFacts,
  span: Span,
  file: string,
  { what, windows, closed }: { what: string; windows: boolean; closed: boolean },
): Finding {
  const text = textOf(facts.tree, file) ?? "";
  const attributes = joinPath(facts.directory, ".gitattributes");
  const known = textOf(facts.tree, attributes) ?? "";
  const edits: readonly TextEdit[] = windows
    ? [
        replace({ file, start: 0, end: text.length }, text.replaceAll("\r\n", "\n")),
        ...(/\.sh\b.*eol=lf/.test(known) ? [] : [append(attributes, known, ["*.sh text eol=lf"])]),
      ]
    : [];
  return {
    span,
    service: service.name,
    message: `${pathBelow(file, facts.directory) ?? file}, which starts ${service.name}, ${what}`,
    fix: { safe: true, edits, ...(closed ? { executable: [file] } : {}) },
  };
}

interface Script {
  readonly file: string;
  readonly madeExecutable: boolean;
}

function mounted({ volumes }: ServiceFacts, path: string): Script | undefined {
  for (const { type, source, target } of volumes) {
    const below = pathBelow(path, target);
    if (type === "bind" && source && below !== undefined)
      return { file: below === "." ? source : joinPath(source, below), madeExecutable: false };
  }
  return undefined;
}

function copied(stage: StageFacts, context: string, path: string): Script | undefined {
  const chain = chainOf(stage);
  const name = path.split("/").at(-1) ?? "";
  for (const copy of only(chain, "COPY", "ADD").filter((instruction) => !flagOf(instruction, "from"))) {
    const destination = resolvePath(stage.stage.workdir, copy.words.at(-1)?.value ?? "");
    for (const { value } of copy.words.slice(0, -1)) {
      const source = contextPath(value);
      const direct = source.split("/").at(-1) === name && (destination === path || joinPath(destination, name) === path);
      const below = source === "." || !/\.\w+$/.test(source) ? pathBelow(path, joinPath("/", destination)) : undefined;
      if (!direct && below === undefined) continue;
      const chmod =
        flagOf(copy, "chmod") !== undefined ||
        only(chain, "RUN").some(
          ({ content }) => content.includes("chmod") && (content.includes(name) || /\*\.sh|-R/.test(content)),
        );
      return { file: joinPath(context, direct ? source : `${source}/${below}`), madeExecutable: chmod };
    }
  }
  return undefined;
}
