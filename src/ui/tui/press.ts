import { type Controls, keyName } from "./controls.ts";
import { keyDeeds } from "./key-deeds.ts";
import { actionOf } from "./key-table.ts";
import type { Input } from "./keys.ts";
import { pasteInto, pressInPrompt } from "./prompt.ts";
import { pressInSizes } from "./sizes-keys.ts";
import { pressInStages } from "./stage-list.ts";

/** Carries out what is typed: in a prompt or a list by its own rules, else by the key table. */
export function openPress(controls: Controls): (input: Input) => void {
  const deeds = keyDeeds(controls);
  return (input) => {
    const { prompt, stages, sizes } = controls.view();
    if (input.kind === "mouse") {
      if (input.action === "wheel-up") controls.logs.scrollRows(-3);
      if (input.action === "wheel-down") controls.logs.scrollRows(3);
    } else if (input.kind === "paste") {
      if (prompt) pasteInto(controls, prompt, input.text);
    } else if (keyName(input) === "ctrl-c") deeds.interrupt();
    else if (prompt) pressInPrompt(controls, prompt, input);
    else if (stages) pressInStages(controls, stages, input);
    else if (keyName(input) === "enter" && controls.session.state().proposal) controls.session.actions.accept();
    else if (sizes && pressInSizes(controls, sizes, input)) return;
    else {
      const action = actionOf(keyName(input));
      if (action) deeds[action]();
    }
  };
}
