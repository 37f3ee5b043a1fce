/** Workflow commands of GitHub Actions: each finding becomes an annotation of its line, with the path that leads to it. */
import { printable, printableLines } from '../../bpf/syntax/printable.ts';
import { words } from '../../bpf/words/cli.ts';
import type { Diagnostic, FileResult, Incomplete, PathStep, Severity } from '../../server/service/types.ts';
import type { Reporter } from './report.ts';

const COMMAND: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

export function githubReporter(kernel: string, show: (path: string) => string): Reporter {
  return {
    begin: () => '',
    file: (result) =>
      [
        ...result.diagnostics.map((found) => annotation(result, found, result.kernel ?? kernel, show)),
        ...result.incomplete.map((gap) => notice(result, gap)),
      ].join(''),
    end: () => '',
  };
}

/** Code that was not checked is never called clean. */
function notice({ path }: FileResult, gap: Incomplete): string {
  return command(
    'notice',
    { file: fileOf(path) },
    printable(words().wasNotFullyChecked(gap.function, gap.reason)),
  );
}

function annotation(
  { path }: FileResult,
  found: Diagnostic,
  kernel: string,
  show: (path: string) => string,
): string {
  const { start, end } = found.range;
  const place = { file: fileOf(path), line: start.line + 1, endLine: end.line + 1, title: found.rule };
  // Columns are only taken for a range within one line.
  const columns = start.line === end.line ? { col: start.character + 1, endColumn: end.character + 1 } : {};
  const said = found.kernelMessage.trim();
  const lines = [
    found.message,
    ...(said === '' ? [] : [`${words().kernelSays(kernel)} ${said}`]),
    ...found.path.map((step, i) => stepLine(step, i, path, show)),
  ];
  const text = lines.map((line) => printableLines(line)).join('\n');
  return command(COMMAND[found.severity], { ...place, ...columns }, text);
}

function command(name: string, properties: object, text: string): string {
  const all = Object.entries(properties).map(([key, value]) => `${key}=${escapedProperty(String(value))}`);
  return `::${name} ${all.join(',')}::${escaped(text)}\n`;
}

/** From the root of the repository, in which the runner calls the program: without the `./` of a search. */
function fileOf(path: string): string {
  return printable(path.replaceAll('\\', '/').replace(/^(?:\.\/)+/, ''));
}

function stepLine(
  { message, range, path }: PathStep,
  i: number,
  own: string,
  show: (path: string) => string,
) {
  return `${i + 1}. ${fileOf(path === undefined ? own : show(path))}:${range.start.line + 1}: ${message}`;
}

/** As @actions/core escapes data: the runner takes these back. */
function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
