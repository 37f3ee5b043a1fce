/** Whether a place of a checked text is still come to: a test put before it may have cut it off. */
import { TOP } from '../../analysis/domain/values.ts';
import { observe, type Place } from '../../analysis/observe.ts';
import { functionAt } from '../places.ts';
import type { Looked } from './look.ts';

/** Units for one question; beyond it the place counts as reached. */
const WORK = 40_000;

/** `offset`: of something that is executed. Where nothing says otherwise, it is reached. */
export function isReached({ module, kernel, checked }: Looked, offset: number): boolean {
  const fn = functionAt(module, offset);
  if (!fn) return true;
  const graph = fn.graph();
  const at = offset - graph.start;
  const places = graph.blocks.flatMap(({ instrs }, block) =>
    instrs.flatMap((instr, index): Place[] =>
      instr.at.start <= at && at < instr.at.end ? [{ block, index, read: () => TOP }] : [],
    ),
  );
  if (places.length === 0) return true;
  const { roots, isWhole } = observe(module, fn, places, {
    work: WORK,
    kernel,
    checked,
    sources: () => undefined,
    key: () => '',
    describe: () => undefined,
  });
  return roots.length > 0 || !isWhole;
}
