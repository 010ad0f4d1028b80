import { parseDockerfile, type Stage } from "../../project/dockerfile.ts";
import { chooseProd } from "../stage-choice.ts";
import { compiledStage } from "./compiled.ts";
import { type Draft, type MadeStage, madeStageName, type NotMade, type StageQuestion, toolStageName } from "./draft.ts";
import { interpretedStage } from "./interpreted.ts";
import type { LanguagePreset } from "./preset.ts";

/**
 * Makes the dev stage of a service whose Dockerfile has none: the stage that holds its toolchain without the source, with a reloader. The
 * source is mounted. Pure: `files` are what the build context holds.
 */
export function makeDevStage(question: StageQuestion): MadeStage | NotMade {
  const { service, stages, text, presets } = question;
  const prod = chooseProd(service, stages)?.stage;
  const context = service.build?.context ?? "";
  if (!prod) return { why: "it has no production stage to start from" };
  const draft = firstDraft({ ...question, prod }, presets);
  if (!("from" in draft)) return draft;
  const { from, toolStage, instructions, layout, ...known } = draft;
  const made = [
    `# Made by gdev: ${known.reason}.`,
    ...(toolStage ? [`FROM ${from} AS ${toolStageName}`, ...toolStage, ""] : []),
    `FROM ${from} AS ${madeStageName}`,
    ...instructions,
  ].join("\n");
  const dockerfile = `${text.replace(/\r\n?/g, "\n").replace(/\s*$/, "")}\n\n${made}\n`;
  const stage = parseDockerfile(dockerfile, service.build?.args).at(-1);
  if (!stage) return { why: "its Dockerfile has no FROM" };
  const { folder, target } = layout;
  return {
    dockerfile,
    stage,
    mount: { source: folder === "." ? context : `${context.replace(/\/$/, "")}/${folder}`, target },
    ...known,
  };
}

/** The interpreted languages first: an image that runs JavaScript and brings a tool that Go compiled is JavaScript's. */
function firstDraft(question: StageQuestion & { readonly prod: Stage }, presets: readonly LanguagePreset[]): Draft | NotMade {
  const ordered = [...presets].sort((one, other) => (one.kind < other.kind ? 1 : one.kind > other.kind ? -1 : 0));
  let closest: NotMade | undefined;
  for (const preset of ordered) {
    const draft = (preset.kind === "compiled" ? compiledStage : interpretedStage)(question, preset);
    if (draft && "from" in draft) return draft;
    closest ??= draft;
  }
  const names = presets.map(({ name }) => name).join(", ");
  return closest ?? { why: `gdev knows no live reload for what it builds (it knows ${names})` };
}
