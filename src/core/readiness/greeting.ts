import { type Answer, ready, waiting } from "./answer.ts";
import type { GreetingWords } from "./preset.ts";
import { type Reply, silenceWords } from "./reply.ts";

/**
 * What a server's first words say. `words.waiting` are patterns of the server's own "not yet" (`-LOADING …`); every other word is
 * ready, a refusal included: the server serves. A silent server is waiting, unless `silenceIsReady`.
 */
export function greetingAnswer(reply: Reply, words: GreetingWords, silenceIsReady = false): Answer {
  if (reply.kind === "silent") return silenceIsReady ? ready : waiting("accepts connections but says nothing yet");
  if (reply.kind !== "said") return waiting(silenceWords(reply) ?? "no answer");
  const text = new TextDecoder("latin1").decode(reply.bytes);
  const notYet = words.waiting.some((pattern) => new RegExp(pattern).test(text));
  return notYet ? waiting(printable(text)) : ready;
}

function printable(text: string): string {
  return (text.split(/\r?\n/, 1)[0] ?? "")
    .replace(/[^\x20-\x7e]+/g, " ")
    .trim()
    .slice(0, 120);
}
