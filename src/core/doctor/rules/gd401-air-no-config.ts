import { append } from "../edits.ts";
import { joinPath } from "../facts/path.ts";
import type { Rule } from "../rule.ts";

export const airNoConfig: Rule = {
  id: "GD401",
  title: "air-no-config",
  severity: "note",
  why: "Without .air.toml air runs go build on the folder it is started in, keeps serving the old program after a failed build, and kills the program at every reload.",
  remedy: "write .air.toml with the folder of package main",
  bad: 'CMD ["air"] # main is in cmd/api, and there is no .air.toml',
  good: '# .air.toml\n[build]\ncmd = "go build -o ./tmp/main ./cmd/api"\nbin = "./tmp/main"',
  check: ({ builds, goBelow }) =>
    builds.flatMap(({ air, service }) => {
      if (!air || air.configured) return [];
      const go = goBelow(air.root);
      if (go.files.length === 0) return [];
      const lost = !go.mains.includes(".");
      const main = lost ? go.mains.find((path) => path.startsWith("cmd/")) : ".";
      const program = main ?? go.mains[0];
      const edits = program === undefined ? [] : [append(joinPath(air.root, ".air.toml"), "", draft(program))];
      return [
        {
          span: air.stage.from.span,
          ...(service ? { service: service.name } : {}),
          severity: lost ? ("error" as const) : ("note" as const),
          message: lost
            ? `air has no configuration, and there is no package main in its folder${go.mains.length > 0 ? ` (but in ${go.mains.join(", ")})` : ""}`
            : "air has no configuration",
          ...(edits.length > 0 ? { fix: { safe: false, edits } } : {}),
        },
      ];
    }),
};

function draft(main: string): readonly string[] {
  return [
    'root = "."',
    'tmp_dir = "tmp"',
    "",
    "[build]",
    `cmd = "go build -o ./tmp/main ${main === "." ? "." : `./${main}`}"`,
    'bin = "./tmp/main"',
    'include_ext = ["go", "tpl", "tmpl", "html"]',
    'exclude_dir = ["assets", "tmp", "vendor", "testdata", "node_modules"]',
    'exclude_regex = ["_test\\\\.go$"]',
    "delay = 500",
    "stop_on_error = true",
    "send_interrupt = true",
    'kill_delay = "2s"',
    "",
    "[misc]",
    "clean_on_exit = true",
  ];
}
