/** Findings as text: where and what, the source, the kernel's words, the path that leads there. */

import { printable } from '../../bpf/syntax/printable.ts';
import { words } from '../../bpf/words/cli.ts';
import type { Applied, WhyLeft } from '../../server/service/fix/fix-text.ts';
import type {
  Diagnostic,
  FileResult,
  Fix,
  PathStep,
  Position,
  Range,
  Severity,
  Suppressed,
} from '../../server/service/types.ts';
import { renderCost } from './cost.ts';
import type { SourceLines } from './source.ts';
import type { FrameLine } from './source-frame.ts';
import { excerptOf, frameOf } from './source-frame.ts';
import type { Style } from './style.ts';

export interface RenderOptions {
  readonly style: Style;
  /** Cells a line may take. */
  readonly width: number;
  readonly kernel: string;
  /** List the functions that were not fully checked, and what is suppressed. */
  readonly verbose: boolean;
  /** Fixes are printed, not written. */
  readonly isDiff?: boolean;
  /** Findings list the fixes that are offered. */
  readonly isShown?: boolean;
  /** Lines of another file that a path step lies in, as far as it can be read. */
  readonly otherSource: (path: string) => SourceLines | undefined;
  /** How a path that the service gave is shown. */
  readonly show: (path: string) => string;
}

/** What was done to a file, and for each of its findings why it is still there; nothing of that if nothing was asked for. */
export interface FixReport {
  readonly applied: readonly Applied[];
  readonly left: readonly WhyLeft[];
}

export interface Totals {
  readonly files: number;
  /** That were applied, or are in the diff. */
  readonly fixes: number;
  /** Kernels that they were checked for. */
  readonly kernels: readonly string[];
  readonly counts: Readonly<Record<Severity, number>>;
  readonly incomplete: number;
  readonly suppressed: number;
}

const INDENT = '  ';
const NARROW = 20;

/** Everything about one file; '' when there is nothing to say. */
export function renderFile(
  result: FileResult,
  source: SourceLines,
  options: RenderOptions,
  fixes: FixReport = NO_FIXES,
): string {
  const its = result.kernel === undefined ? options : { ...options, kernel: result.kernel };
  const done = fixes.applied.map((fix) => appliedAt(result.path, fix.now, fix));
  const blocks = result.diagnostics.map((found, i) => {
    const offers = options.isShown ? found.fixes.map(offerLine) : [];
    return renderFinding(result.path, found, source, its, [...offers, ...whyLeft(fixes.left[i], found)]);
  });
  if (options.verbose) {
    blocks.push(...result.incomplete.map((gap) => renderGap(result.path, gap)));
    blocks.push(...(result.suppressed ?? []).map((found) => renderSuppressed(result.path, found)));
  }
  if (result.cost && result.cost.length > 0) blocks.push(renderCost(result.path, result.cost));
  return (done.length > 0 ? `${done.join('')}\n` : '') + blocks.map((block) => `${block}\n`).join('');
}

export const NO_FIXES: FixReport = { applied: [], left: [] };

/** What a diff does to a file and what it leaves, a line each. Lines are those of the file as it is. */
export function renderBrief(
  result: FileResult,
  fixes: FixReport = NO_FIXES,
  { style }: RenderOptions,
): string {
  const done = fixes.applied.map((fix) => appliedAt(result.path, fix.was, fix));
  const left = result.diagnostics.map((found, i) =>
    [headline(result.path, found, style), ...whyLeft(fixes.left[i], found)].join('\n'),
  );
  return [...done, ...left.map((line) => `${line}\n`)].join('');
}

function appliedAt(path: string, { line }: Position, { title }: Applied): string {
  return `${printable(path)}:${line + 1}: ${oneLine(title)}\n`;
}

function offerLine({ title, safe }: Fix): string {
  const what = safe ? words().safeFix(oneLine(title)) : words().otherFix(oneLine(title));
  return `${INDENT}${what}`;
}

function whyLeft(why: WhyLeft | undefined, { fixes }: Diagnostic): string[] {
  if (why === undefined) return [];
  const title = oneLine(fixes[0]?.title ?? '');
  const { unsafe, warning, ...others } = words().left;
  const reason = why === 'not-safe' ? unsafe(title) : why === 'warning' ? warning(title) : others[why];
  return [`${INDENT}${words().notFixed(reason)}`];
}

function renderGap(path: string, gap: { function: string; reason: string }): string {
  return `${words().gap(printable(path), printable(gap.function), printable(gap.reason))}\n`;
}

function renderSuppressed(path: string, { rule, range: { start }, suppression }: Suppressed): string {
  const where = `${printable(path)}:${start.line + 1}:${start.character + 1}`;
  return `${words().isSuppressed(where, printable(rule), oneLine(suppression.reason))}\n`;
}

function renderFinding(
  path: string,
  found: Diagnostic,
  source: SourceLines,
  options: RenderOptions,
  aboutFixes: readonly string[],
): string {
  const lines = [headline(path, found, options.style), ''];
  lines.push(...renderFrame(frameOf(source, found.range, sourceWidth(found.range, options)), found, options));
  lines.push(...kernelWords(found, options));
  lines.push(...renderPath(found, source, options));
  if (aboutFixes.length > 0) lines.push('', ...aboutFixes);
  return `${lines.join('\n')}\n`;
}

function headline(path: string, found: Diagnostic, style: Style): string {
  const { line, character } = found.range.start;
  const where = `${printable(path)}:${line + 1}:${character + 1}:`;
  const what = style.severity(
    found.severity,
    `${words().severity[found.severity]} ${printable(found.rule)}:`,
  );
  return `${style.bold(where)} ${what} ${oneLine(found.message)}`;
}

/** A message is one paragraph whatever line breaks it has. */
function oneLine(text: string): string {
  return printable(text.trim().replace(/\s+/g, ' '));
}

function gutterOf(range: Range): number {
  return String(range.end.line + 2).length;
}

function sourceWidth(range: Range, options: RenderOptions): number {
  return Math.max(NARROW, options.width - INDENT.length - gutterOf(range) - 3);
}

function renderFrame(frame: readonly FrameLine[], found: Diagnostic, { style }: RenderOptions): string[] {
  const gutter = Math.max(...frame.map((line) => line.label.length), 1);
  return frame.map((line) => {
    const head = style.dim(`${INDENT}${line.label.padStart(gutter)} |`);
    const text = line.role === 'carets' ? style.severity(found.severity, line.text) : line.text;
    return text === '' ? head : `${head} ${text}`;
  });
}

function kernelWords(found: Diagnostic, options: RenderOptions): string[] {
  const said = found.kernelMessage.trim();
  if (said === '') return [];
  const head = `${INDENT}${words().kernelSays(options.kernel)} `;
  const [first, ...rest] = said.split(/\r?\n/).map(printable);
  return ['', `${options.style.dim(head)}${first}`, ...rest.map((line) => ' '.repeat(head.length) + line)];
}

function renderPath(found: Diagnostic, source: SourceLines, options: RenderOptions): string[] {
  if (found.path.length === 0) return [];
  const digits = String(found.path.length).length;
  const steps = found.path.flatMap((step, index) => {
    const number = String(index + 1).padStart(digits);
    const lines = [`${INDENT}${INDENT}${number}. ${oneLine(step.message)}`];
    const excerpt = stepSource(step, source, options);
    if (excerpt !== '') lines.push(`${INDENT}${INDENT}${' '.repeat(digits + 2)}${excerpt}`);
    return lines;
  });
  return [
    '',
    `${INDENT}${found.program === null ? words().path : words().pathThrough(printable(found.program))}`,
    ...steps,
  ];
}

function stepSource(step: PathStep, source: SourceLines, options: RenderOptions): string {
  const lines = step.path === undefined ? source : options.otherSource(step.path);
  const file = step.path === undefined ? '' : `${printable(options.show(step.path))}:`;
  const label = `${file}${step.range.start.line + 1} |`;
  const room = Math.max(NARROW, options.width - label.length - 10);
  const excerpt = lines === undefined ? '' : excerptOf(lines, step.range, room);
  return `${options.style.dim(label)} ${excerpt}`.trimEnd();
}

/** The closing line. */
export function renderSummary(totals: Totals, options: RenderOptions): string {
  const { counts, incomplete, suppressed } = totals;
  const advice = counts.information + counts.hint;
  const say = words();
  const done =
    totals.fixes > 0 ? [options.isDiff ? say.fixesInDiff(totals.fixes) : say.fixesDone(totals.fixes)] : [];
  const parts = [...done, say.errors(counts.error), say.warnings(counts.warning)];
  if (advice > 0) parts.push(say.hints(advice));
  if (suppressed > 0) parts.push(say.suppressed(suppressed));
  if (incomplete > 0)
    parts.push(options.verbose ? say.incomplete(incomplete) : say.incompleteHidden(incomplete));
  const head = `${say.checked(totals.files, totals.kernels)} `;
  const worst: Severity = counts.error > 0 ? 'error' : counts.warning > 0 ? 'warning' : 'hint';
  const body = parts.join(', ');
  return `${head}${counts.error + counts.warning > 0 ? options.style.severity(worst, body) : body}\n`;
}
