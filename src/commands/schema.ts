import { Argument, Command } from "commander";
import { type SchemaName, schemaNames } from "../core/schema.ts";
import { readSchema } from "../host/presets.ts";
import type { Context } from "./context.ts";

const examples = `
Examples:
  $ gdev schema > .vscode/x-gdev.json     x-gdev in compose files, for an editor
  $ gdev schema project                   the preset.yml of a project for gdev init --from

docs/x-gdev.md tells how an editor takes it beside the schema of compose files.
`;

/** `gdev schema [x-gdev|image|project]`: prints a JSON Schema. */
export function schemaCommand(context: Context): Command {
  return new Command("schema")
    .description("print the JSON Schema of x-gdev or of a preset")
    .addArgument(new Argument("[name]", "what it describes").choices(schemaNames).default("x-gdev"))
    .addHelpText("after", examples)
    .action(async (name: SchemaName) => {
      context.stdout.write(await readSchema(name));
    });
}
