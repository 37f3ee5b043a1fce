/** Help texts. */
import { DEFAULT_KERNEL } from '../bpf/kernel/versions.ts';
import { words } from '../bpf/words/help.ts';
import type { Topic } from './input/args.ts';
import { FORMATS } from './input/args.ts';
import { RUN_FORMATS } from './input/run-args.ts';

export function helpText(topic: Topic | undefined): string {
  const say = words();
  if (topic === 'check') return say.check(FORMATS.join(', '), DEFAULT_KERNEL);
  if (topic === 'lsp') return say.lsp;
  if (topic === 'run') return say.run(RUN_FORMATS.join(', '), DEFAULT_KERNEL);
  return topic === 'explain' ? say.explain : say.general;
}
