/** Fixes of a whole text, and texts with a fix applied as an editor would. */
import { linesOf, offsetAt } from '../../bpf/syntax/lines.ts';
import { checkFile } from '../../server/service/check.ts';
import { type Fixes, openFixer } from '../../server/service/fixes.ts';
import { applyEdits } from '../../server/service/text-edits.ts';
import type { Diagnostic, FileResult, Fix } from '../../server/service/types.ts';

const READER = { read: () => undefined };

export function checkText(path: string, text: string, kernel: string): FileResult {
  return checkFile(path, text, READER, { kernel });
}

/** Runs a generator to its end. */
function finish<T>(slices: Generator<void, T, void>): T {
  for (;;) {
    const next = slices.next();
    if (next.done) return next.value;
  }
}

export function fixesOf(
  path: string,
  text: string,
  kernel: string,
): { readonly finding: Diagnostic; readonly found: Fixes }[] {
  const fixer = openFixer(path, READER, kernel);
  const all = checkText(path, text, kernel).diagnostics.map((finding) => ({
    finding,
    found: finish(fixer.fixesFor(text, finding)),
  }));
  fixer.close();
  return all;
}

export function applied(text: string, fix: Fix): string {
  const lines = linesOf(text);
  const edits = fix.edits.map(({ range, newText }) => ({
    start: offsetAt(lines, range.start),
    end: offsetAt(lines, range.end),
    newText,
  }));
  const after = applyEdits(text, edits);
  if (after === undefined) throw new Error(`overlapping edits: ${fix.title}`);
  return after;
}
