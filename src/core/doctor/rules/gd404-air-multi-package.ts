import { airBuild } from "../air-build.ts";
import { replace } from "../edits.ts";
import type { Rule } from "../rule.ts";
import { keySpan } from "../toml-edits.ts";

export const airMultiPackage: Rule = {
  id: "GD404",
  title: "air-multi-package",
  severity: "error",
  why: "go build writes one file for one package: with ./... and a second package it ends with “cannot write multiple packages to non-directory”.",
  remedy: "name the folder of package main instead of ./...",
  bad: 'cmd = "go build -o ./tmp/server ./..."',
  good: 'cmd = "go build -o ./tmp/server ."',
  check: ({ builds, goBelow }) =>
    builds.flatMap(({ air }) => {
      const config = air?.config;
      if (!air || !config) return [];
      const { cmd, output } = airBuild(config);
      const { packages, mains } = goBelow(air.root);
      if (output === undefined || output.endsWith("/") || !/\s\.\/\.\.\.(\s|$)/.test(cmd) || packages.length < 2) return [];
      const value = config.places.get("build.cmd")?.value;
      const at = value ? config.text.slice(value.start, value.end).indexOf("./...") : -1;
      const [main, ...others] = mains;
      const start = (value?.start ?? 0) + at;
      const edits =
        value && at >= 0 && main !== undefined && others.length === 0
          ? [replace({ file: config.file, start, end: start + 5 }, main === "." ? "." : `./${main}`)]
          : [];
      const message = `./... is ${packages.length} packages (${packages.slice(0, 3).join(", ")}${packages.length > 3 ? ", …" : ""}), and -o names one file`;
      return [
        { span: value ?? keySpan(config, "build", "cmd"), message, ...(edits.length > 0 ? { fix: { safe: false, edits } } : {}) },
      ];
    }),
};
