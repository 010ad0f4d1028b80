import { replace } from "../edits.ts";
import { assignments, chainOf, only, spanIn } from "../facts/dockerfile.ts";
import { goCommands } from "../go-commands.ts";
import type { Rule } from "../rule.ts";

export const cgoDisabledButNeeded: Rule = {
  id: "GD141",
  title: "cgo-disabled-but-needed",
  severity: "error",
  why: "A module of this program works with cgo alone: with CGO_ENABLED=0 it compiles to a stub that fails at its first use.",
  remedy: "take CGO_ENABLED=0 out and install gcc and musl-dev, or change to a driver in pure Go",
  bad: "RUN CGO_ENABLED=0 go build -o /app . # with mattn/go-sqlite3",
  good: "RUN apk add --no-cache gcc musl-dev\nRUN go build -o /app .",
  check: ({ builds }) =>
    builds.flatMap(({ dockerfile, go }) => {
      const [module] = go.cgo;
      if (module === undefined) return [];
      const message = `CGO_ENABLED=0, and ${module === 'import "C"' ? "the sources import C" : `${module} needs cgo`}`;
      return dockerfile.stages.flatMap((stage) => {
        if (!goCommands(chainOf(stage)).some(({ verb }) => verb === "build")) return [];
        const set = only(stage.own, "ENV", "ARG").flatMap((instruction) =>
          assignments(instruction)
            .filter(({ name, value }) => name === "CGO_ENABLED" && value === "0")
            .map(({ span }) => ({ span, message, fix: { safe: false, edits: [replace(span, "CGO_ENABLED=1")] } })),
        );
        const given = goCommands(stage.own).flatMap(({ run, assignments: before, verb }) => {
          const match = verb === "build" && /\bCGO_ENABLED=0\b/.test(before) ? /\bCGO_ENABLED=0\s*/.exec(run.content) : undefined;
          if (!match) return [];
          const span = spanIn(run, match.index, match[0].trimEnd().length);
          return [{ span, message, fix: { safe: false, edits: [replace(spanIn(run, match.index, match[0].length), "")] } }];
        });
        return [...set, ...given];
      });
    }),
};
