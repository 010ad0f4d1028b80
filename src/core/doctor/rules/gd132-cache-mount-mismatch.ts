import { withFlags } from "../docker-edits.ts";
import { cacheMounts, goCommandsOf, isModuleCache } from "../go-commands.ts";
import type { Rule } from "../rule.ts";

export const cacheMountMismatch: Rule = {
  id: "GD132",
  title: "cache-mount-mismatch",
  severity: "warning",
  why: "One step has a cache mounted over the modules and the other has not, so neither sees what the other has downloaded.",
  remedy: "give both the same --mount=type=cache,target=/go/pkg/mod",
  bad: "RUN go mod download\nRUN --mount=type=cache,target=/go/pkg/mod go build -o /app .",
  good: "RUN --mount=type=cache,target=/go/pkg/mod go mod download\nRUN --mount=type=cache,target=/go/pkg/mod go build -o /app .",
  check: ({ builds }) =>
    builds.flatMap(({ dockerfile }) =>
      dockerfile.stages.flatMap((stage) => {
        const commands = goCommandsOf(stage);
        return commands.flatMap(({ verb, run }, index) => {
          const download = commands.slice(0, index).findLast((earlier) => earlier.verb === "mod download");
          if (verb !== "build" || !download || download.run === run || !stage.own.includes(run)) return [];
          const [mounted, downloaded] = [run, download.run].map((step) => cacheMounts(step).find(isModuleCache));
          if ((mounted === undefined) === (downloaded === undefined)) return [];
          const bare = mounted === undefined ? run : download.run;
          const edits = [withFlags(bare, [`--mount=type=cache,target=${mounted ?? downloaded}`])];
          const message =
            mounted === undefined
              ? "go mod download has filled a cache that this step does not mount"
              : "the cache mounted here hides what go mod download has put into the layer";
          return [{ span: run.span, message, fix: { safe: false, edits } }];
        });
      }),
    ),
};
