import { airPath, airTag, lastAirFor } from "../air-versions.ts";
import { replace } from "../edits.ts";
import { goOf } from "../facts/air.ts";
import { spanIn } from "../facts/dockerfile.ts";
import { goCommands } from "../go-commands.ts";
import type { Rule } from "../rule.ts";

export const unpinnedTool: Rule = {
  id: "GD126",
  title: "unpinned-tool",
  severity: "warning",
  why: "A tool without a version is another one with every build without cache, and one day it needs a newer Go than the image has.",
  remedy: "name a version: go install path@v1.2.3",
  bad: "RUN go install github.com/pressly/goose/v3/cmd/goose@latest",
  good: "RUN go install github.com/pressly/goose/v3/cmd/goose@v3.24.1",
  check: ({ builds }) =>
    builds.flatMap(({ dockerfile, go }) =>
      dockerfile.stages.flatMap((stage) =>
        goCommands(stage.own)
          .filter(({ verb }) => verb === "install")
          .flatMap(({ run, span }) => {
            const from = span.start - run.contentStart;
            const words = run.content.slice(from, from + span.end - span.start);
            return [...words.matchAll(/([\w-]+\.[\w.-]+\/[\w./-]+)(?:@([\w.-]+))?/g)].flatMap((match) => {
              const [word, path = "", tag] = match;
              const floats = tag === undefined ? !go.module : /^(latest|master|main|HEAD|upgrade)$/.test(tag);
              if (!floats || path === "github.com/cosmtrek/air") return [];
              const place = spanIn(run, from + match.index, word.length);
              const last = path === "github.com/air-verse/air" ? lastAirFor(goOf(stage) ?? [99]) : undefined;
              const fix = last && { safe: false, edits: [replace(place, `${airPath(last)}@${airTag(last)}`)] };
              return [{ span: place, message: `${word} has no fixed version`, ...(fix ? { fix } : {}) }];
            });
          }),
      ),
    ),
};
