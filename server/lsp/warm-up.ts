/** A warm-up before the first document: what the engine has compiled by then, nobody waits for. */
import { DEFAULT_KERNEL } from '../../bpf/kernel/versions.ts';
import type { FileReader } from '../../bpf/syntax/types.ts';
import { allRules } from '../rules/index.ts';
import { completionAt } from '../service/assist/completion.ts';
import { openSession } from '../service/session.ts';

const NO_FILES: FileReader = { read: () => undefined };

const ASKED = { kernel: DEFAULT_KERNEL, isAlone: false, trigger: undefined };

/** Checks the rules' own examples; dropped as soon as there is real work. */
export function* warmUp(): Generator<void, void, void> {
  const session = openSession('warm-up.bpf.c', '', NO_FILES);
  for (const { examples } of allRules()) {
    for (const text of examples.flatMap(({ bad, good }) => [bad, good])) {
      session.setText(text);
      yield* session.check(DEFAULT_KERNEL);
      yield;
      const offset = text.lastIndexOf('bpf_') + 1;
      completionAt({ ...ASKED, text, offset, known: session.latest() });
      yield;
    }
  }
}
