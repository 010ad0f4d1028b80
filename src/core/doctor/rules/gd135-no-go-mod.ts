import { goOf } from "../facts/air.ts";
import { variablesOf } from "../facts/dockerfile.ts";
import { goCommands, goCommandsOf, warmsCache } from "../go-commands.ts";
import { compareVersions } from "../images.ts";
import type { Rule } from "../rule.ts";

export const noGoMod: Rule = {
  id: "GD135",
  title: "no-go-mod",
  severity: "error",
  why: "From Go 1.16 on a package is built inside a module, and there is no go.mod.",
  remedy: "run go mod init <name> && go mod tidy beside the sources, and commit go.mod and go.sum",
  bad: "COPY . .\nRUN go build -o app . # and no go.mod",
  good: "COPY . . # with go.mod\nRUN go build -o app .",
  check: ({ builds }) =>
    builds.flatMap(({ dockerfile, go }) => {
      if (go.module || go.files.length === 0) return [];
      return dockerfile.stages.flatMap((stage) => {
        const version = goOf(stage);
        const made = goCommandsOf(stage).some(({ verb }) => verb === "mod init");
        if (made || variablesOf(stage, dockerfile).GO111MODULE === "off" || (version && compareVersions(version, [1, 16]) < 0))
          return [];
        return goCommands(stage.own)
          .filter(({ verb, words }) => verb === "build" && !words.includes("@") && !warmsCache(words))
          .map(({ span, words }) => {
            const files = /(^|\s)[\w./-]+\.go(\s|$)/.test(words);
            const message = files
              ? "it builds without go.mod, as long as these files import nothing but the standard library"
              : "there is no go.mod in the build context, so this fails";
            return { span, message, severity: files ? ("warning" as const) : ("error" as const) };
          });
      });
    }),
};
