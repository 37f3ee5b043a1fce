/** Fixes of the programs that rules have as bad examples: what a page shows is what the code makes. */

import { DEFAULT_KERNEL } from '../../../bpf/kernel/versions.ts';
import { atOnce } from '../../../bpf/syntax/slices.ts';
import type { Example } from '../../rules/rule.ts';
import { checkFile } from '../check.ts';
import { openFixer } from '../fixes.ts';
import { applyEdits } from '../text-edits.ts';
import { offsetsOf } from './fix-text.ts';

const PATH = 'example.bpf.c';

export interface FixedExample {
  readonly title: string;
  readonly safe: boolean;
  /** The program with the fix in it. */
  readonly text: string;
}

type Bad = Omit<Example, 'good'>;

/** Of an example's findings, the preferred fix first. `initChecker` must have resolved before. */
export function fixesOfExample({
  bad: text,
  file = PATH,
  kernel = DEFAULT_KERNEL,
  beside,
}: Bad): FixedExample[] {
  const reader = { read: (path: string) => (path === beside?.file ? beside.text : undefined) };
  const { diagnostics } = checkFile(file, text, reader, { kernel });
  const fixer = openFixer(file, reader, kernel);
  const offered = diagnostics.flatMap((finding) => atOnce(fixer.fixesFor(text, finding)).fixes);
  fixer.close();
  return offered.map((fix) => ({
    title: fix.title,
    safe: fix.safe,
    text: applyEdits(text, offsetsOf(text, fix))!,
  }));
}
