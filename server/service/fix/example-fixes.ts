/** Fixes of the programs that rules have as bad examples: what a page shows is what the code makes. */

import { DEFAULT_KERNEL } from '../../../bpf/kernel/versions.ts';
import { atOnce } from '../../../bpf/syntax/slices.ts';
import { checkFile } from '../check.ts';
import { openFixer } from '../fixes.ts';
import { applyEdits } from '../text-edits.ts';
import { offsetsOf } from './fix-text.ts';

const PATH = 'example.bpf.c';
const READER = { read: () => undefined };

export interface FixedExample {
  readonly title: string;
  readonly safe: boolean;
  /** The program with the fix in it. */
  readonly text: string;
}

/** Of an example's findings, the preferred fix first. `initChecker` must have resolved before. */
export function fixesOfExample(text: string): FixedExample[] {
  const { diagnostics } = checkFile(PATH, text, READER, { kernel: DEFAULT_KERNEL });
  const fixer = openFixer(PATH, READER, DEFAULT_KERNEL);
  const offered = diagnostics.flatMap((finding) => atOnce(fixer.fixesFor(text, finding)).fixes);
  fixer.close();
  return offered.map((fix) => ({
    title: fix.title,
    safe: fix.safe,
    text: applyEdits(text, offsetsOf(text, fix))!,
  }));
}
