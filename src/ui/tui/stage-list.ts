import { type Controls, keyName } from "./controls.ts";
import type { Key } from "./keys.ts";
import type { StageList } from "./view.ts";

/** Lists the stages of a service, to choose one. */
export function openStages({ session, deeds, show }: Controls, service: string): void {
  const found = session.state().services.find(({ name }) => name === service);
  const names = found?.stages ?? [];
  if (!session.state().loaded) deeds.say("the compose files are still being read");
  else if (names.length === 0) deeds.say(`${service} is not built here: it has no stages`);
  else show({ stages: { service, names, index: Math.max(0, names.indexOf(found?.stage ?? "")) } });
}

/** A key while a stage is being chosen. */
export function pressInStages({ session, show }: Controls, { service, names, index }: StageList, input: Key): void {
  const move = (by: number): void => {
    show({ stages: { service, names, index: Math.min(names.length - 1, Math.max(0, index + by)) } });
  };
  switch (keyName(input)) {
    case "↑":
    case "k":
      move(-1);
      break;
    case "↓":
    case "j":
      move(1);
      break;
    case "enter":
      show({ stages: undefined });
      session.actions.switchTo(service, names[index] ?? "");
      break;
    case "esc":
    case "q":
      show({ stages: undefined });
      break;
  }
}
