import { airBuild, airStart, samePath } from "../air-build.ts";
import { replace, type TextEdit } from "../edits.ts";
import type { TomlFacts } from "../facts/toml.ts";
import type { Rule } from "../rule.ts";
import { keySpan, setKeys } from "../toml-edits.ts";

export const airBinMismatch: Rule = {
  id: "GD403",
  title: "air-bin-mismatch",
  severity: "error",
  why: "air builds one file and starts another: it serves an old program, or none.",
  remedy: "name the same path behind -o and in bin (or entrypoint)",
  bad: '[build]\ncmd = "go build -o ./tmp/server ."\nbin = "./tmp/main"',
  good: '[build]\ncmd = "go build -o ./tmp/server ."\nbin = "./tmp/server"',
  check: ({ builds }) =>
    builds.flatMap(({ air }) => {
      const config = air?.config;
      if (!config) return [];
      const { output } = airBuild(config);
      const { key, path } = airStart(config);
      if (output === undefined || output.endsWith("/") || /[{$]/.test(output + path) || samePath(output, path)) return [];
      const message = `cmd writes ${output}, and what is started is ${path}`;
      return [{ span: keySpan(config, "build", key), message, fix: { safe: true, edits: started(config, path, output) } }];
    }),
};

function started(config: TomlFacts, path: string, output: string): readonly TextEdit[] {
  const { key, given } = airStart(config);
  const value = config.places.get(`build.${key}`)?.value;
  if (!given || !value) return setKeys(config, "build", { [key]: JSON.stringify(output) });
  const at = config.text.slice(value.start, value.end).indexOf(path);
  const start = value.start + Math.max(0, at);
  return at < 0 ? [] : [replace({ file: config.file, start, end: start + path.length }, output)];
}
