import { type Controls, keyName } from "./controls.ts";
import type { Prompt } from "./footer.ts";
import type { Key } from "./keys.ts";

/** Opens a prompt; filter and search take effect while they are typed. */
export function openPrompt({ show }: Controls, kind: Prompt["kind"], text = ""): void {
  show({ prompt: { kind, text } });
}

/** A key while something is asked for. */
export function pressInPrompt(controls: Controls, prompt: Prompt, input: Key): void {
  const { show, logs } = controls;
  const { kind, text } = prompt;
  const name = keyName(input);
  if (name === "esc") {
    if (kind === "filter") logs.setFilter("");
    if (kind === "search") logs.setSearch("");
    show({ prompt: undefined });
  } else if (name === "enter") accept(controls, prompt);
  else if (name === "backspace") typeInto(controls, kind, [...text].slice(0, -1).join(""));
  else if (name === "ctrl-u") typeInto(controls, kind, "");
  else if (name === "ctrl-w") typeInto(controls, kind, text.replace(/\S*\s*$/, ""));
  else if (input.text !== undefined && !input.ctrl && !input.alt) typeInto(controls, kind, text + input.text);
}

/** Pasted text in one line. */
export function pasteInto(controls: Controls, { kind, text }: Prompt, pasted: string): void {
  typeInto(controls, kind, text + pasted.replaceAll(/\s+/g, " "));
}

function accept({ show, logs, deeds }: Controls, { kind, text, problem }: Prompt): void {
  if (problem !== undefined) return;
  show({ prompt: undefined });
  if (kind === "search") logs.previousMatch();
  if (kind === "save" && text.trim() !== "") deeds.save(text.trim());
}

function typeInto({ show, logs }: Controls, kind: Prompt["kind"], text: string): void {
  const problem = kind === "filter" ? logs.setFilter(text) : kind === "search" ? logs.setSearch(text) : undefined;
  show({ prompt: { kind, text, ...(problem === undefined ? {} : { problem }) } });
}
