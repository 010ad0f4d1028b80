import { type Place, UserError } from "../error.ts";
import { nearest } from "../nearest.ts";
import { type Explain, refusals } from "./compose-refusal.ts";
import { noSuchService } from "./no-such-service.ts";
import { findSyntaxError, locate, locateText, type SourceFile, serviceNames } from "./positions.ts";

/**
 * What `docker compose config` said when it failed → a UserError with the place in the user's files and what to do.
 * `stderr` is all that Compose wrote. An error that gdev does not know keeps Compose's own words.
 */
export function explainComposeError(stderr: string, files: readonly SourceFile[]): UserError {
  const words = lastWords(stderr);
  const syntax = findSyntaxError(files);
  if (syntax) {
    const remedy = /tabs/i.test(syntax.message)
      ? "indent that line with spaces"
      : "correct it there, then run the same command again";
    return new UserError("the compose file is not valid YAML", { why: syntax.message, place: syntax.place, remedy });
  }
  for (const explain of [
    missingVariable,
    missingEnvFile,
    ...refusals,
    unknownKey,
    unknownDependency,
    unknownService,
    missingInclude,
  ]) {
    const error = explain(words, files);
    if (error) return error;
  }
  const path = /\bservices\.[\w.-]+/.exec(words)?.[0];
  const place = path ? locate(files, path.split(".")) : undefined;
  const remedy = "correct the compose file; docker compose config --quiet says whether Compose accepts it";
  return new UserError("Compose cannot read this project", { why: words, remedy, ...(place ? { place } : {}) });
}

/** `level=warning msg="The \"X\" variable is not set…"` → one warning per variable with the place where it is used. */
export function composeWarnings(
  stderr: string,
  files: readonly SourceFile[],
): readonly { text: string; place?: Place; remedy?: string }[] {
  const warnings = [...stderr.matchAll(/level=warning msg="((?:[^"\\]|\\.)*)"/g)].map((match) =>
    (match[1] ?? "").replaceAll('\\"', '"'),
  );
  return [...new Set(warnings)].flatMap((text) => {
    if (/`version` is obsolete/.test(text)) return [];
    const variable = /^The "(\w+)" variable is not set/.exec(text)?.[1];
    if (!variable) return [{ text: text.replace(/^[^:]+: (?=`)/, "") }];
    const place = locateText(files, new RegExp(`\\$\\{?${variable}\\b`));
    const remedy = `set ${variable} in .env beside the compose file, or give it a default: \${${variable}:-value}`;
    return [{ text: `variable ${variable} is not set: it becomes an empty string`, remedy, ...(place ? { place } : {}) }];
  });
}

/** Everything Compose said that is not a log line. */
function lastWords(stderr: string): string {
  const words = stderr
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("time="))
    .join("\n");
  return words || stderr.trim() || "docker compose config failed without a word";
}

const missingVariable: Explain = (words, files) => {
  const match = /error while interpolating ([\w.[\]-]+): required variable (\w+) is missing a value:? ?(.*)/s.exec(words);
  if (!match) return undefined;
  const [, , variable = "", message = ""] = match;
  const place = locateText(files, new RegExp(`\\$\\{${variable}:?\\?`));
  return new UserError(`variable ${variable} has no value`, {
    why: message.trim() || "the compose file requires it",
    remedy: `set it in .env beside the compose file (${variable}=…) or in the environment`,
    lacksVariables: true,
    ...(place ? { place } : {}),
  });
};

const missingEnvFile: Explain = (words, files) => {
  const file = /env file (.+) not found/.exec(words)?.[1];
  if (!file) return undefined;
  const name = file.split("/").at(-1) ?? file;
  const place = locateText(files, new RegExp(`${escapeRegex(name)}["']?\\s*$`));
  return new UserError(`env file ${name} does not exist`, {
    why: `Compose looked for ${file}`,
    remedy: `gdev doctor --fix --all drafts it; or mark it optional: env_file: [{ path: ${name}, required: false }]`,
    lacksVariables: true,
    ...(place ? { place } : {}),
  });
};

const unknownKey: Explain = (words, files) => {
  const match =
    /validating (.+?): ([\w.-]+) (?:additional properties '([^']+)'|Additional property (\S+)) (?:is )?not allowed/.exec(words);
  if (!match) return undefined;
  const key = match[3] ?? match[4] ?? "";
  const path = match[2] ?? "";
  const place = locate(files, [...path.split("."), key]);
  const guess = nearest(key, serviceKeys);
  return new UserError(`${path} has a key that Compose does not know: ${key}`, {
    remedy: guess ? `did you mean ${guess}?` : `remove it, or call it x-${key} if it is for another tool`,
    ...(place ? { place } : {}),
  });
};

const unknownDependency: Explain = (words, files) => {
  const match = /service "([^"]+)" depends on undefined service "?([^":]+)"?/.exec(words);
  if (!match) return undefined;
  const [, service = "", missing = ""] = match;
  const place = locate(files, ["services", service, "depends_on", missing]);
  const guess = nearest(missing, serviceNames(files));
  return new UserError(`service ${service} depends on ${missing}, which does not exist`, {
    remedy: guess ? `did you mean ${guess}?` : `add a service ${missing}, or take it out of depends_on`,
    ...(place ? { place } : {}),
  });
};

const unknownService: Explain = (words, files) => {
  const missing = /no such service: (\S+)/.exec(words)?.[1];
  return missing === undefined ? undefined : noSuchService(missing, serviceNames(files));
};

const missingInclude: Explain = (words, files) => {
  const file = /open (.+): no such file or directory/.exec(words)?.[1];
  if (!file) return undefined;
  const place = locateText(files, new RegExp(escapeRegex(file.split("/").at(-1) ?? file)));
  return new UserError(`${file} does not exist`, { remedy: "correct the path, or create the file", ...(place ? { place } : {}) });
};

/** Keys of a service that a typo is likely to have meant. Source: compose-spec 05-services. */
const serviceKeys =
  "build command container_name depends_on entrypoint env_file environment expose extends healthcheck image labels networks ports profiles restart secrets target user volumes working_dir".split(
    " ",
  );

function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
