import type { Diagnosis } from "../core/doctor/diagnose.ts";
import type { Condition } from "../core/doctor/environment.ts";
import type { Severity } from "../core/doctor/rule.ts";
import { safeText } from "../core/logs/escape.ts";
import { placeFile } from "./error.ts";
import { type Style, styleFor } from "./style.ts";
import { widthOf } from "./width.ts";

export interface DoctorLook {
  readonly colour: boolean;
  readonly cwd: string;
}

/** Findings for a terminal, grouped by file; what a rule is about is said where it speaks first.
 *
 *     docker-compose.yml
 *       12:11  error  GD103  build.args of go has target=dev: what is built is runner
 *         12 |         - target=dev
 *            |           ^^^^^^^^^^
 *         A build argument selects no stage: …
 *         → write it as build.target  (docs/rules/GD103.md)
 */
export function findingLines(diagnoses: readonly Diagnosis[], { colour, cwd }: DoctorLook): readonly string[] {
  const style = styleFor(colour);
  const told = new Set<string>();
  let file = "";
  return diagnoses.flatMap((diagnosis) => {
    const name = placeFile(diagnosis.place, cwd);
    const head = name === file ? [] : [...(file === "" ? [] : [""]), style.bold(name)];
    file = name;
    const first = !told.has(`${diagnosis.id} ${diagnosis.remedy}`);
    told.add(`${diagnosis.id} ${diagnosis.remedy}`);
    return [...head, ...diagnosisLines(diagnosis, style, first)];
  });
}

function diagnosisLines(
  { id, severity, place, message, why, remedy, link, fix }: Diagnosis,
  style: Style,
  first: boolean,
): readonly string[] {
  const at = `${place.line}:${place.column}`.padEnd(6);
  const title = `  ${at}  ${severityWord(severity, style)}  ${style.bold(safeText(id, "none"))}  ${safeText(message, "none")}`;
  const page = link === "" ? "" : style.dim(`  (${safeText(link, "none")})`);
  const mended = fix?.safe ? style.dim("; gdev doctor --fix does it") : "";
  const todo = `    ${style.cyan("→")} ${safeText(remedy || why, "none")}${mended}${page}`;
  return [
    title,
    ...sourceLines(place, style),
    ...(first && remedy ? [`    ${safeText(why, "none")}`] : []),
    ...(first ? [todo] : []),
  ];
}

function sourceLines({ line, column, length, lineText = "" }: Diagnosis["place"], style: Style): readonly string[] {
  const plain = (text: string): string => safeText(text, "none").replaceAll("\t", "  ");
  const shown = plain(lineText).trimEnd();
  if (shown === "") return [];
  const number = String(line);
  const bar = style.dim("|");
  const before = widthOf(plain(lineText.slice(0, column - 1)));
  const marks = Math.max(1, widthOf(plain(lineText.slice(column - 1, column - 1 + length)).trimEnd()));
  return [
    `    ${number} ${bar} ${shown}`,
    `    ${" ".repeat(number.length)} ${bar} ${" ".repeat(before)}${style.red("^".repeat(marks))}`,
  ];
}

function severityWord(severity: Severity, style: Style): string {
  const paint = { error: style.red, warning: style.yellow, note: style.dim }[severity];
  return paint(severity.padEnd(7));
}

/** `1 error, 6 warnings, 8 notes; gdev doctor --fix mends 5`. */
export function summaryLine(diagnoses: readonly Diagnosis[], { colour }: Pick<DoctorLook, "colour">): string {
  const style = styleFor(colour);
  if (diagnoses.length === 0) return style.green("nothing to mend");
  const counts = (["error", "warning", "note"] as const).flatMap((severity) => {
    const count = diagnoses.filter((diagnosis) => diagnosis.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? "" : "s"}`];
  });
  const safe = diagnoses.filter(({ fix }) => fix?.safe).length;
  const offered = diagnoses.filter(({ fix }) => fix && !fix.safe).length;
  const fixes = [
    ...(safe > 0 ? [`gdev doctor --fix mends ${safe}`] : []),
    ...(offered > 0 ? [`--fix --all offers ${offered}${safe > 0 ? " more" : ""}`] : []),
  ];
  return [counts.join(", "), ...fixes].join("; ");
}

/** The machine's state: one line each, a remedy under what is not well. */
export function conditionLines(conditions: readonly Condition[], { colour }: Pick<DoctorLook, "colour">): readonly string[] {
  const style = styleFor(colour);
  const word = (severity: Condition["severity"]): string =>
    severity === "ok" ? style.green("ok".padEnd(7)) : severityWord(severity, style);
  return [
    style.bold("environment"),
    ...conditions.flatMap(({ name, severity, message, remedy }) => [
      `  ${name.padEnd(11)}  ${word(severity)}  ${safeText(message, "none")}`,
      ...(remedy ? [`    ${style.cyan("→")} ${safeText(remedy, "none")}`] : []),
    ]),
  ];
}

/** A unified diff, coloured as usual. */
export function diffLines(diff: readonly string[], { colour }: Pick<DoctorLook, "colour">): readonly string[] {
  const style = styleFor(colour);
  return diff.map((line, index) => {
    const text = safeText(line, "none");
    if (index < 2) return style.bold(text);
    if (line.startsWith("+")) return style.green(text);
    if (line.startsWith("-")) return style.red(text);
    return line.startsWith("@@") ? style.cyan(text) : text;
  });
}
