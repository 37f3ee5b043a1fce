/** What is known of the flags that interrupts are saved in. */
import type { Fault } from '../../../analysis/engine/faults.ts';
import type { FixContext } from '../candidate.ts';
import { argumentsOf, functionAround, textOf, within } from '../tree.ts';
import { callSite, statementOf } from './section.ts';

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

/** Nothing but saving and restoring of this function works on the flags: what they hold is seen by nobody. */
export function isFlagAlone(cx: FixContext, fault: Placeable, arg: number): boolean {
  const call = callSite(cx, fault);
  const fn = call && functionAround(call.around);
  const [, name] = /^&(\w+)$/.exec(call?.args[arg] ?? '') ?? [];
  if (!fn || name === undefined || !cx.module.globals.get(name)?.isStatic) return false;
  const given = [...within(fn)]
    .filter(({ type }) => type === 'call_expression')
    .flatMap(argumentsOf)
    .filter((node) => textOf(cx.file, node) === `&${name}`).length;
  const used = cx.file.root.kids
    .filter(({ type }) => type === 'function_definition')
    .flatMap((node) => [...within(node)])
    .filter((node) => node.type === 'identifier' && textOf(cx.file, node) === name).length;
  const isInMacro = [...cx.file.macros.values()].some(({ body }) => new RegExp(`\\b${name}\\b`).test(body));
  return used === given && !isInMacro;
}
