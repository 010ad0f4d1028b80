import { compareVersions } from "../images.ts";
import type { Rule } from "../rule.ts";
import { keySpan, setKeys } from "../toml-edits.ts";

export const airPoll: Rule = {
  id: "GD406",
  title: "air-poll",
  severity: "error",
  why: "The project lies on a Windows drive: saves reach the container as no file events, so air never rebuilds.",
  remedy: "set poll = true and poll_interval = 1000, or move the project into the Linux file system",
  bad: "[build]\npoll = false # on a Windows drive",
  good: "[build]\npoll = true\npoll_interval = 1000",
  check: ({ builds, host }) =>
    builds.flatMap(({ air }) => {
      const config = air?.config;
      if (!host.noFileEvents || !config || config.value("build.poll") === true) return [];
      const version = air.install?.version;
      const old = version !== undefined && compareVersions(version, [1, 43]) < 0;
      const message = old
        ? `air v${version.join(".")} cannot poll (from v1.43.0 on it can), and file events do not arrive here`
        : "file events do not arrive here, and poll is not set";
      const edits = setKeys(config, "build", { poll: "true", poll_interval: "1000" });
      return [{ span: keySpan(config, "build", "poll"), message, fix: { safe: true, edits } }];
    }),
};
