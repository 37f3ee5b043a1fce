/** The kernel function in whose arguments the cursor is, where nobody else would show it. */
import { lookupFunction } from '../../../bpf/kernel/index.ts';
import type { KernelFunction } from '../../../bpf/kernel/types.ts';
import { callAt, cursorAt } from './cursor.ts';
import { declarer } from './declared.ts';
import type { Question } from './question.ts';

export interface Signature {
  readonly fn: KernelFunction;
  /** Of the parameter that is written now. */
  readonly index: number;
}

export function signatureAt({
  text,
  offset,
  known,
  isAlone,
}: Omit<Question, 'kernel' | 'trigger'>): Signature | undefined {
  const cursor = cursorAt(text, offset);
  const call = cursor && callAt(cursor);
  const fn = call && lookupFunction(call.name);
  if (!fn || fn.notCallable === 'destructor') return undefined;
  // The definition of a function, or a declaration of it.
  if (cursor.body === undefined) return undefined;
  const name = { start: cursor.base + cursor.tok.start[call.open - 1]! };
  if (!isAlone && declarer(text, name, known, `${call.name}\\b`)(call.name)) return undefined;
  const isOpenEnded = fn.prototype.includes('...');
  const last = fn.params.length - 1;
  return { fn, index: isOpenEnded ? Math.min(call.index, last) : call.index };
}
