import { afterFrom } from "../docker-edits.ts";
import { chainOf, only } from "../facts/dockerfile.ts";
import { findInGo } from "../facts/go.ts";
import { installs } from "../facts/questions.ts";
import { builtProgram } from "../go-runtime.ts";
import { isAlpine } from "../images.ts";
import type { Rule } from "../rule.ts";

export const tzdata: Rule = {
  id: "GD151",
  title: "tzdata",
  severity: "warning",
  why: "alpine, busybox and scratch have no time zones: time.LoadLocation fails there, and TZ is ignored.",
  remedy: 'install tzdata in the production stage, or import _ "time/tzdata" (450 KB)',
  bad: 'time.LoadLocation("Asia/Tokyo") // on FROM alpine:3.22',
  good: 'import _ "time/tzdata"',
  check: ({ builds }) =>
    builds.flatMap((build) => {
      const { prod, go, dockerfile, service } = build;
      if (!prod || !(isAlpine(prod.stage.baseImage) || /^(scratch|(.*\/)?busybox(:.*)?)$/.test(prod.stage.baseImage))) return [];
      if (go.imports.has("time/tzdata") || /timetzdata/.test(builtProgram(build)?.build.words ?? "")) return [];
      const copied = only(chainOf(prod), "COPY", "ADD").some(({ content }) => /zoneinfo|tzdata/.test(content));
      const zone = service?.environment.find(({ name, value }) => name === "TZ" && value && value !== "UTC");
      const asks = findInGo(go, /time\.LoadLocation\((?!"(UTC|Local|)")/);
      if (copied || installs(prod, /\btzdata\b/) || (!asks && !zone)) return [];
      const shell = isAlpine(prod.stage.baseImage) ? [afterFrom(dockerfile, prod, ["RUN apk add --no-cache tzdata"])] : [];
      const message = `it looks like the program needs time zones (${asks ? asks.words : `TZ=${zone?.value}`}), and ${prod.stage.baseImage} has none`;
      return [{ span: prod.from.span, message, ...(shell.length > 0 ? { fix: { safe: false, edits: shell } } : {}) }];
    }),
};
