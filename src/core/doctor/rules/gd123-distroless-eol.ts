import { replace } from "../edits.ts";
import { wordsOf } from "../facts/questions.ts";
import { distrolessKind, parseImage } from "../images.ts";
import type { Rule } from "../rule.ts";

export const distrolessEol: Rule = {
  id: "GD123",
  title: "distroless-eol",
  severity: "warning",
  why: "Distroless images of an old Debian get no security fixes any more, and those without a Debian version change under you.",
  remedy: "take the images of debian13",
  bad: "FROM gcr.io/distroless/static-debian12:nonroot",
  good: "FROM gcr.io/distroless/static-debian13:nonroot",
  check: (facts) =>
    facts.builds.flatMap(({ dockerfile }) =>
      dockerfile.stages.flatMap(({ from, stage, parent }) => {
        const word = from.words[0];
        if (!word || parent || distrolessKind(stage.base) === undefined) return [];
        const { repository } = parseImage(stage.base);
        const debian = /-debian(\d+)$/.exec(repository)?.[1];
        if (debian !== undefined && Number(debian) >= oldestDebian) return [];
        const written = wordsOf(facts, word.span);
        const newer = debian
          ? written.replace(`-debian${debian}`, `-debian${oldestDebian}`)
          : written.replace(/(distroless\/[a-z]+)/, `$1-debian${oldestDebian}`);
        const message = debian ? `${stage.base} is of Debian ${debian}` : `${stage.base} names no Debian version`;
        return [
          {
            span: word.span,
            message,
            ...(newer === written ? {} : { fix: { safe: false, edits: [replace(word.span, newer)] } }),
          },
        ];
      }),
    ),
};

/** Source: distroless SUPPORT_POLICY. */
const oldestDebian = 13;
