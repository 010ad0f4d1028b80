import { addToService } from "../compose-edits.ts";
import { without } from "../docker-edits.ts";
import { append, type TextEdit } from "../edits.ts";
import type { Instruction } from "../facts/dockerfile.ts";
import type { BuildFacts, Facts } from "../facts/facts.ts";
import { ignores } from "../facts/ignore-file.ts";
import { joinPath, pathBelow } from "../facts/path.ts";
import { contextCopies } from "../facts/questions.ts";
import { textOf } from "../facts/tree.ts";
import type { Finding, Rule } from "../rule.ts";

export const secretFileCopied: Rule = {
  id: "GD157",
  title: "secret-file-copied",
  severity: "error",
  why: "A file with secrets becomes a layer of the image: everyone who can pull it can read them, also when a later layer removes the file.",
  remedy: "take it out of the Dockerfile, ignore it in .dockerignore, and give the service env_file: .env",
  bad: "COPY .env .",
  good: "# compose.yml\nservices:\n  api:\n    build: .\n    env_file: .env",
  check: (facts) =>
    facts.builds.flatMap((build) => [
      ...build.dockerfile.stages.flatMap(({ own }) => contextCopies(own).flatMap((copy) => named(facts, build, copy))),
      ...swept(facts, build),
    ]),
};

/** `COPY .env .` in any stage. */
function named(
  facts: Facts,
  build: BuildFacts,
  { copy, sources }: { copy: Instruction; sources: readonly string[] },
): readonly Finding[] {
  const secrets = sources.filter(isSecret);
  if (secrets.length === 0) return [];
  const edits = secrets.length === sources.length ? fixed(facts, build, copy, secrets) : undefined;
  return [
    {
      span: copy.span,
      ...(build.service ? { service: build.service.name } : {}),
      message: `${secrets.join(", ")} becomes part of the image, and the build fails where it is not there (a fresh clone)`,
      ...(edits ? { fix: { safe: false, edits } } : {}),
    },
  ];
}

/** `COPY . .` in the production stage, with such a file in the context. */
function swept({ tree }: Facts, { prod, context, ignore }: BuildFacts): readonly Finding[] {
  const whole = prod && contextCopies(prod.own).find(({ sources }) => sources.includes("."));
  if (!whole) return [];
  const files = [...tree.keys()].flatMap((file) => pathBelow(file, context) ?? []);
  const found = files.filter((file) => isSecret(file) && !(ignore && ignores(ignore, file)));
  if (found.length === 0) return [];
  return [
    {
      span: whole.copy.span,
      message: `${found.slice(0, 3).join(", ")} becomes part of the production image`,
      remedy: "ignore it in .dockerignore",
    },
  ];
}

function fixed(
  facts: Facts,
  { dockerfile, context, service, ignore }: BuildFacts,
  copy: Instruction,
  secrets: readonly string[],
): readonly TextEdit[] {
  const file = ignore?.file ?? joinPath(context, ".dockerignore");
  const missing = secrets.filter((path) => !ignore || !ignores(ignore, path));
  const ignored = missing.length > 0 ? [append(file, textOf(facts.tree, file) ?? "", missing)] : [];
  const env = secrets.find((path) => /^\.env/.test(path));
  const given = service && env && service.envFiles.length === 0 ? addToService(service, [`env_file: ${env}`]) : undefined;
  return [without(dockerfile, copy), ...ignored, ...(given ? [given] : [])];
}

function isSecret(path: string): boolean {
  const name = path.split("/").at(-1) ?? "";
  if (/\.(example|sample|template|dist|fixture)$/.test(name)) return false;
  return (
    /^\.env(\..+)?$|\.(pem|key)$|^id_(rsa|ed25519|ecdsa)|^\.netrc$|^\.npmrc$|^credentials.*\.json$/.test(name) ||
    /(^|\/)\.aws(\/|$)/.test(path)
  );
}
