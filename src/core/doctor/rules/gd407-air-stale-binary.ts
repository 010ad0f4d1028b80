import type { Rule } from "../rule.ts";
import { keySpan, setKeys } from "../toml-edits.ts";

export const airStaleBinary: Rule = {
  id: "GD407",
  title: "air-stale-binary",
  severity: "warning",
  why: "After a failed build air starts the old program again: what is tested is not what was saved.",
  remedy: "set stop_on_error = true",
  bad: "[build]\nstop_on_error = false",
  good: "[build]\nstop_on_error = true",
  check: ({ builds }) =>
    builds.flatMap(({ air }) => {
      const config = air?.config;
      const value = config?.value("build.stop_on_error");
      if (!config || value === true) return [];
      const message = value === undefined ? "stop_on_error is not set, so it is false" : "stop_on_error is false";
      const edits = setKeys(config, "build", { stop_on_error: "true" });
      return [{ span: keySpan(config, "build", "stop_on_error"), message, fix: { safe: true, edits } }];
    }),
};
