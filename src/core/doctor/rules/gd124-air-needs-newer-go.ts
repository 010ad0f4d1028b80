import { airPath, airTag, goForAir, lastAirFor } from "../air-versions.ts";
import { replace } from "../edits.ts";
import { type AirInstall, airInstalls, goOf } from "../facts/air.ts";
import { variablesOf } from "../facts/dockerfile.ts";
import { compareVersions, parseVersion, type Version } from "../images.ts";
import type { Rule } from "../rule.ts";

export const airNeedsNewerGo: Rule = {
  id: "GD124",
  title: "air-needs-newer-go",
  severity: "error",
  why: "This air needs a newer Go than the image has, so go install fails.",
  remedy: "pin the last air that this Go compiles, or take a newer Go image",
  bad: "FROM golang:1.25 AS dev\nRUN go install github.com/air-verse/air@latest",
  good: "FROM golang:1.25 AS dev\nRUN go install github.com/air-verse/air@v1.67.1",
  check: ({ builds }) =>
    builds.flatMap(({ dockerfile }) =>
      dockerfile.stages.flatMap((stage) => {
        const go = goOf(stage);
        const variables = variablesOf(stage, dockerfile);
        if (!go || /auto|^go\d/.test(variables.GOTOOLCHAIN ?? "")) return [];
        return airInstalls(stage.own).flatMap((install) => {
          const asked = versionOf(install, variables);
          const needed = asked && goForAir(asked);
          if (!needed || /GOTOOLCHAIN=(auto|go\d)/.test(install.run.content) || compareVersions(needed, go.slice(0, 2)) <= 0)
            return [];
          const last = lastAirFor(go);
          const fixed = last && `${airPath(last)}@${airTag(last)}`;
          return [
            {
              span: install.span,
              message: `air ${asked === "latest" ? "latest" : airTag(asked)} needs Go ${needed.join(".")}, the image has ${go.join(".")}`,
              ...(fixed ? { remedy: `${fixed} is the last for Go ${go.slice(0, 2).join(".")}` } : {}),
              ...(fixed && !install.tag.includes("$") ? { fix: { safe: false, edits: [replace(install.span, fixed)] } } : {}),
            },
          ];
        });
      }),
    ),
};

function versionOf({ tag, version }: AirInstall, variables: Readonly<Record<string, string>>): Version | "latest" | undefined {
  if (version) return version;
  const name = /^v?\$\{?(\w+)/.exec(tag)?.[1];
  return name === undefined ? "latest" : parseVersion(variables[name]);
}
