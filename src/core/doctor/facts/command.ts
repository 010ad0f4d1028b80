import type { Span, Text } from "../text.ts";
import { isList, itemsOf, scalarOf, spanOf, type YamlPair } from "./yaml.ts";

/** `entrypoint`, `command` or a healthcheck's `test`. */
export interface Command {
  /** The words; of a string those between the blanks, quotes taken off. */
  readonly argv: readonly string[];
  /** The words of a list with their places; of a string the whole of it. */
  readonly words: readonly Text[];
  /** It is written as one string. */
  readonly string: boolean;
  readonly pair: YamlPair;
  readonly span: Span;
}

/** Reads a command in either form. Undefined where there is none, or null. Source: compose-spec 05-services, `command`. */
export function readCommand(pair: YamlPair | undefined, fill: (text: string) => string): Command | undefined {
  const value = pair?.value;
  if (!pair || !value) return undefined;
  const common = { pair, span: spanOf(value) };
  if (isList(value)) {
    const words = itemsOf(value).map((item) => ({ value: fill(scalarOf(item) ?? ""), span: spanOf(item) }));
    return { ...common, argv: words.map((word) => word.value), words, string: false };
  }
  const text = scalarOf(value);
  if (text === undefined) return undefined;
  return { ...common, argv: shellWords(fill(text)), words: [{ value: fill(text), span: common.span }], string: true };
}

/** Splits a command line as Compose does: at blanks outside quotes. */
function shellWords(line: string): readonly string[] {
  return [...line.matchAll(/(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+/g)].map(([word]) =>
    word.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g, (_, double, single) => double ?? single),
  );
}
