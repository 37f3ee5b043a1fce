/** What is known of the flags that interrupts are saved in. */
import type { Fault } from '../../../analysis/engine/faults.ts';
import type { FixContext } from '../candidate.ts';
import { textOf } from '../tree.ts';
import { statementOf } from './section.ts';

type Placeable = Pick<Fault, 'graph' | 'at'>;

/** The same flags were restored right before in the same block: a second time is one too many. */
export function isDoubled(cx: FixContext, fault: Placeable, name: string): boolean {
  const second = statementOf(cx, fault);
  const siblings = second?.around[0]?.kids ?? [];
  const text = second && textOf(cx.file, second.node);
  const before = second ? siblings.slice(0, siblings.indexOf(second.node)) : [];
  const first = before.findLastIndex((node) => textOf(cx.file, node) === text);
  if (!text?.startsWith(name) || first < 0) return false;
  return before
    .slice(first + 1)
    .every((node) => !/\bbpf_(?:local_irq_save|res_spin_lock_irqsave)\b/.test(textOf(cx.file, node)));
}
