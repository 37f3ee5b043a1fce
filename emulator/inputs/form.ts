/** The inputs of a run while they are collected: what is asked for, what the user said, what it means. */
import { words } from '../../bpf/words/emulator.ts';
import type { Input, InputValues } from '../worker/messages.ts';
import { type Bad, isBad } from './texts.ts';

export interface Form {
  readonly inputs: Input[];
  readonly values: InputValues;
}

export type Asked = Omit<Input, 'value' | 'problem'>;

/** Longer texts are no values. */
const LONGEST = 40_000;

/** Asks for an input: the value that the run uses. A text that means nothing is kept, with the reason beside it. */
export function ask<T>(form: Form, asked: Asked, read: (text: string) => T | Bad): T {
  const given = form.values[asked.id];
  const text = typeof given === 'string' && given.length <= LONGEST ? given : asked.usual;
  const found = read(text);
  if (!isBad(found)) {
    form.inputs.push({ ...asked, value: text });
    return found;
  }
  const instead = asked.usual === '' ? words().hadNothing : words().hadInstead(asked.usual);
  form.inputs.push({ ...asked, value: text, problem: `${found.problem} ${instead}` });
  return read(asked.usual) as T;
}
