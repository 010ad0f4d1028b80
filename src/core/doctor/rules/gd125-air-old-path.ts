import { airPath, airTag, lastAirFor, lastOldPath } from "../air-versions.ts";
import { replace } from "../edits.ts";
import { airInstalls, goOf } from "../facts/air.ts";
import { compareVersions, type Version } from "../images.ts";
import type { Rule, Severity } from "../rule.ts";

export const airOldPath: Rule = {
  id: "GD125",
  title: "air-old-path",
  severity: "error",
  why: "air has moved to github.com/air-verse/air: under the old path newer versions refuse to install.",
  remedy: "install it from github.com/air-verse/air, in a version that the image's Go compiles",
  bad: "RUN go install github.com/cosmtrek/air@latest",
  good: "RUN go install github.com/air-verse/air@v1.67.4",
  check: ({ builds }) =>
    builds.flatMap(({ dockerfile }) =>
      dockerfile.stages.flatMap((stage) =>
        airInstalls(stage.own).flatMap(({ path, tag, version, span }) => {
          if (path !== oldPath) return [];
          const old = version !== undefined && compareVersions(version, lastOldPath) <= 0;
          const last = lastAirFor(goOf(stage) ?? [99]);
          const moved = last !== undefined && airPath(last) !== path && !tag.includes("$");
          return [
            {
              span,
              severity: severityOf(old, tag, last),
              message: old
                ? `${path} ends with ${airTag(lastOldPath)}: no later air can be installed from it`
                : `${path}@${tag || "latest"} declares its path as github.com/air-verse/air, so go install refuses it`,
              ...(moved ? { fix: { safe: true, edits: [replace(span, `${airPath(last)}@${airTag(last)}`)] } } : {}),
            },
          ];
        }),
      ),
    ),
};

/** A Go before 1.21 has no newer air: then it is no more than worth knowing. */
function severityOf(old: boolean, tag: string, last: Version | undefined): Severity {
  if (old && last !== undefined && airPath(last) === oldPath) return "note";
  return old || tag.includes("$") ? "warning" : "error";
}

const oldPath = "github.com/cosmtrek/air";
