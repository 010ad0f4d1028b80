import type { Diagnosis } from "./diagnose.ts";
import { pathBelow } from "./facts/path.ts";
import { rulePage } from "./page.ts";
import type { Rule, Severity } from "./rule.ts";

/** SARIF 2.1.0 for code scanning: one run with all rules and findings. Paths are relative to `directory`. Source: OASIS sarif-v2.1.0. */
export function sarifLog(diagnoses: readonly Diagnosis[], rules: readonly Rule[], directory: string): unknown {
  const foreign = diagnoses.filter(({ id }) => !rules.some((rule) => rule.id === id));
  const descriptors = [
    ...rules.map((rule) => ({
      id: rule.id,
      name: rule.title,
      shortDescription: { text: rule.why },
      help: { text: rule.remedy, markdown: rulePage(rule) },
      defaultConfiguration: { level: rule.severity },
    })),
    ...new Map(
      foreign.map(({ id, why, link, severity }) => [
        id,
        {
          id,
          name: id,
          shortDescription: { text: why || id },
          ...(link ? { helpUri: link } : {}),
          defaultConfiguration: { level: severity },
        },
      ]),
    ).values(),
  ];
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "gdev doctor", rules: descriptors } },
        columnKind: "utf16CodeUnits",
        results: diagnoses.map((diagnosis) =>
          result(
            diagnosis,
            descriptors.findIndex(({ id }) => id === diagnosis.id),
            directory,
          ),
        ),
      },
    ],
  };
}

function result({ id, severity, message, place, remedy }: Diagnosis, ruleIndex: number, directory: string): unknown {
  const { file, line, column, length, lineText } = place;
  const below = pathBelow(file, directory);
  return {
    ruleId: id,
    ruleIndex,
    level: severity satisfies Severity,
    message: { text: remedy ? `${message}. ${remedy}` : message },
    locations: [
      {
        physicalLocation: {
          artifactLocation:
            below === undefined ? { uri: `file://${encodeURI(file)}` } : { uri: encodeURI(below), uriBaseId: "%SRCROOT%" },
          region: {
            startLine: line,
            startColumn: column,
            endColumn: column + length,
            ...(lineText === undefined ? {} : { snippet: { text: lineText } }),
          },
        },
      },
    ],
  };
}
