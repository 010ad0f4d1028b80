import { before, without } from "../docker-edits.ts";
import type { TextEdit } from "../edits.ts";
import type { DockerfileFacts, StageFacts } from "../facts/dockerfile.ts";
import type { Facts } from "../facts/facts.ts";
import { contextCopies, wordsOf } from "../facts/questions.ts";
import { type GoCommand, goCommands } from "../go-commands.ts";
import type { Rule } from "../rule.ts";

export const depsAfterSource: Rule = {
  id: "GD130",
  title: "deps-after-source",
  severity: "warning",
  why: "Sources are copied before the modules are downloaded, so every edit downloads all of them again.",
  remedy: "copy go.mod and go.sum alone, download, then copy the sources",
  bad: "COPY . .\nRUN go mod download\nRUN go build -o /app .",
  good: "COPY go.mod go.sum* ./\nRUN go mod download\nCOPY . .\nRUN go build -o /app .",
  check: (facts) =>
    facts.builds.flatMap(({ dockerfile, go }) =>
      dockerfile.stages.flatMap((stage) => {
        // A module that is replaced by a folder has to be there when the others are downloaded.
        if (/=>\s*\.{1,2}\//.test(go.module?.text ?? "")) return [];
        const download = goCommands(stage.own).find(({ verb }) => verb === "mod download");
        const early =
          download &&
          contextCopies(stage.own.slice(0, stage.own.indexOf(download.run))).find(({ sources }) => sources.some(isSource));
        if (!download || !early) return [];
        const edits = moved(facts, dockerfile, stage, download, early.copy);
        return [
          {
            span: download.run.span,
            message: `the modules are downloaded after ${early.sources.filter(isSource).join(", ")} was copied`,
            ...(edits ? { fix: { safe: false, edits } } : {}),
          },
        ];
      }),
    ),
};

function isSource(path: string): boolean {
  return !/^(go\.(mod|sum|work|work\.sum)\*?|go\.\*|vendor)$/.test(path.split("/").at(-1) ?? "");
}

/** The download in front of the COPY of the sources, with a COPY of its own where go.mod and go.sum are not there by then. */
function moved(
  facts: Facts,
  dockerfile: DockerfileFacts,
  stage: StageFacts,
  { run }: GoCommand,
  copy: StageFacts["from"],
): readonly TextEdit[] | undefined {
  const between = stage.own.slice(stage.own.indexOf(copy) + 1, stage.own.indexOf(run));
  const alone = /^\s*(--mount=\S+\s+)*go\s+mod\s+download\s*$/.test(run.content);
  if (!alone || between.some(({ keyword }) => keyword !== "COPY")) return undefined;
  const earlier = contextCopies(stage.own.slice(0, stage.own.indexOf(copy))).flatMap(({ sources }) => sources);
  const there = ["mod", "sum"].every((ending) =>
    earlier.some((path) => [`go.${ending}`, `go.${ending}*`, "go.*"].includes(path)),
  );
  const download = wordsOf(facts, run.span).split(/\r?\n/);
  return [before(dockerfile, copy, [...(there ? [] : ["COPY go.mod go.sum* ./"]), ...download]), without(dockerfile, run)];
}
