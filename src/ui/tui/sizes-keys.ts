import { wordsOf } from "../../core/error.ts";
import { type Controls, keyName } from "./controls.ts";
import type { Key } from "./keys.ts";
import { moveInSizes, type SizesLook, type SizesPane, selectedImage } from "./sizes-pane.ts";

/** Asks for the sizes and shows them; where they are shown already, what is selected and opened stays. */
export function openSizes({ deeds, view, show }: Controls): void {
  deeds.sizes().then(
    (report) => show({ sizes: { index: 0, opened: undefined, top: 0, ...view().sizes, report }, text: undefined }),
    (error: unknown) => deeds.say(wordsOf(error), "bad"),
  );
}

/** A key while sizes are shown; false: it has no meaning of its own there. */
export function pressInSizes(controls: Controls, pane: SizesPane, input: Key): boolean {
  const { show } = controls;
  const look = lookOf(controls);
  const move = (by: number): void => show({ sizes: moveInSizes(pane, by, look) });
  switch (keyName(input)) {
    case "↑":
    case "k":
      move(-1);
      return true;
    case "↓":
    case "j":
      move(1);
      return true;
    case "pgup":
      move(-look.height);
      return true;
    case "pgdn":
      move(look.height);
      return true;
    case "enter":
      openSelected(controls, pane);
      return true;
    case "esc":
      show({ sizes: back(pane) });
      return true;
    default:
      return false;
  }
}

/** From the table to the layers of the selected image, from there to its files, which take a while to read. */
function openSelected({ deeds, view, show }: Controls, pane: SizesPane): void {
  const image = selectedImage(pane);
  if (!image) deeds.say("this image is not built yet: b builds it");
  else if (!pane.opened) show({ sizes: { ...pane, opened: { kind: "layers" }, top: 0 } });
  else if (pane.opened.kind === "layers") {
    deeds.say(`reading the files of ${image.image}`);
    deeds.imageFiles(image).then(
      (files) => {
        const now = view().sizes;
        const isStillThere = now?.opened?.kind === "layers" && now.index === pane.index;
        if (isStillThere) show({ sizes: { ...now, opened: { kind: "files", files }, top: 0 } });
      },
      (error: unknown) => deeds.say(wordsOf(error), "bad"),
    );
  }
}

function back(pane: SizesPane): SizesPane | undefined {
  if (!pane.opened) return undefined;
  return { ...pane, opened: pane.opened.kind === "files" ? { kind: "layers" } : undefined, top: 0 };
}

function lookOf({ pane, style, colour, cwd }: Controls): SizesLook {
  return { ...pane(), style, colour, cwd };
}
