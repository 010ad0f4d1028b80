import { withFlags } from "../docker-edits.ts";
import { only } from "../facts/dockerfile.ts";
import { cacheMounts, goCommandsOf, isModuleCache, warmsCache } from "../go-commands.ts";
import type { Rule } from "../rule.ts";

export const noCacheMount: Rule = {
  id: "GD133",
  title: "no-cache-mount",
  severity: "note",
  why: "Without a cache mount every build compiles everything from nothing: minutes with cgo, where a second would do.",
  remedy: "mount /root/.cache/go-build and /go/pkg/mod as caches in the steps that download and build",
  bad: "RUN go build -o /app .",
  good: "RUN --mount=type=cache,target=/root/.cache/go-build --mount=type=cache,target=/go/pkg/mod go build -o /app .",
  check: ({ builds }) =>
    builds.flatMap(({ dockerfile, go }) =>
      dockerfile.stages.flatMap((stage) => {
        const commands = goCommandsOf(stage);
        const builds = commands.filter(
          ({ verb, run, words }) => verb === "build" && stage.own.includes(run) && !warmsCache(words),
        );
        const root = stage.stage.user === undefined || /^(root|0)(:|$)/.test(stage.stage.user);
        const copied = only(stage.own, "COPY").some(({ content }) => content.includes("/go/pkg"));
        return builds
          .filter(({ run }) => cacheMounts(run).length === 0)
          .map(({ run, span }) => {
            const downloads = commands.filter(({ verb, run: step }) => verb === "mod download" && step !== run);
            const bare = downloads.every((command) => !cacheMounts(command.run).some(isModuleCache));
            const modules = go.module !== undefined;
            const edits = [
              withFlags(run, [buildCache, ...(modules ? [moduleCache] : [])]),
              ...(modules ? downloads.map((command) => withFlags(command.run, [moduleCache])) : []),
            ];
            const fix = root && bare && !copied ? { fix: { safe: false, edits } } : {};
            return { span, message: "go build starts from nothing every time", ...fix };
          });
      }),
    ),
};

const buildCache = "--mount=type=cache,target=/root/.cache/go-build";
const moduleCache = "--mount=type=cache,target=/go/pkg/mod";
