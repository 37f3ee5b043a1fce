/** What a fix promises, held against a fresh check of the text that it makes. */

import { allHoles } from '../../bpf/syntax/external/bodies.ts';
import { parseFile } from '../../bpf/syntax/file.ts';
import { linesOf, offsetAt } from '../../bpf/syntax/lines.ts';
import { atOnce } from '../../bpf/syntax/slices.ts';
import type { FileReader } from '../../bpf/syntax/types.ts';
import type { checkFile } from '../../server/service/check.ts';
import type { Fixer } from '../../server/service/fixes.ts';
import { applyEdits } from '../../server/service/text-edits.ts';
import type { Diagnostic, FileResult, Fix } from '../../server/service/types.ts';

export interface FixCase {
  readonly path: string;
  readonly text: string;
  readonly reader: FileReader;
  readonly kernel: string;
  /** Of the text. */
  readonly checked: FileResult;
  readonly finding: Diagnostic;
  readonly fix: Fix;
}

export interface Asked {
  readonly fixer: Fixer;
  readonly check: typeof checkFile;
}

/** What of its promises a fix breaks, in words; '' if it keeps all. */
export function brokenPromise(found: FixCase, { fixer, check }: Asked): string {
  const { path, text, reader, kernel, checked, finding, fix } = found;
  const fixed = applied(text, fix);
  if (fixed === undefined) return 'its edits overlap';
  if (fixed === text) return 'it changes nothing';
  if (riddlesIn(found, fixed) > riddlesIn(found, text)) return 'the text does not parse';
  if (hasOnly(text, '\r\n') && !hasOnly(fixed, '\r\n')) return 'it brings another line end';
  const now = check(path, fixed, reader, { kernel });
  const [before, after] = [countsOf(checked), countsOf(now)];
  const family = familyOf(finding);
  if ((after.get(family) ?? 0) >= before.get(family)!) return 'the finding is still there';
  for (const [kind, count] of after) if (count > (before.get(kind) ?? 0)) return `${kind} is new`;
  const gaps = new Set(checked.incomplete.map(({ function: name }) => name));
  const gap = now.incomplete.find(({ function: name }) => !gaps.has(name));
  if (gap) return `${gap.function} is not fully checked: ${gap.reason}`;
  const isTwin = checked.diagnostics.filter((other) => isAlike(other, finding)).length > 1;
  const again = isTwin ? [] : atOnce(fixer.fixesFor(fixed, finding)).fixes;
  return again.length > 0 ? `it can be applied again: ${again[0]!.title}` : '';
}

export function applied(text: string, { edits }: Fix): string | undefined {
  const lines = linesOf(text);
  const offsets = edits.map(({ range, newText }) => ({
    start: offsetAt(lines, range.start),
    end: offsetAt(lines, range.end),
    newText,
  }));
  return applyEdits(text, offsets);
}

/** Places at which the parser did not know how to go on. */
function riddlesIn({ path, reader }: FixCase, text: string): number {
  const file = parseFile(path, text, reader);
  return allHoles(file).length + file.malformed.length;
}

function hasOnly(text: string, end: string): boolean {
  return text.includes(end) && !/\n/.test(text.replaceAll(end, ''));
}

/** By family, and the errors: a warning that became one is new. */
function countsOf({ diagnostics }: FileResult): Map<string, number> {
  const counts = new Map<string, number>();
  for (const found of diagnostics)
    for (const kind of found.severity === 'error' ? [familyOf(found), 'an error'] : [familyOf(found)])
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

/** A reference that is lost for certain may be lost at a path that the object file rules out after a fix of another. */
function familyOf({ rule }: Diagnostic): string {
  return rule === 'load-time-leak' ? 'unreleased-reference' : rule;
}

function isAlike(a: Diagnostic, b: Diagnostic): boolean {
  return a.rule === b.rule && a.message === b.message;
}
