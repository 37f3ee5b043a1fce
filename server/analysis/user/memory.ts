/** What calls of user space do to memory: what a function writes to is in the catalogue's prototypes. */
import type { FuncType } from '../../../bpf/flow/ctypes/types.ts';
import { writtenArguments } from '../../../bpf/user/index.ts';
import { dropCells, letGo, mayWrite } from '../domain/cells.ts';
import { spend } from '../domain/exploration.ts';
import { forgetLoads, type State } from '../domain/state.ts';
import type { Value } from '../domain/values.ts';

/** Whether the function is in the catalogue; then what it writes to is forgotten. */
export function writeThrough(state: State, name: string, args: readonly Value[]): boolean {
  const written = writtenArguments(name);
  if (!written) return false;
  // Any of them may set it.
  dropCells(state, 'cache', ERRNO);
  const isKernels = name.startsWith('bpf_');
  for (const i of written) overwrite(state, args[i], isKernels);
  return true;
}
const ERRNO = 'g:errno';

/** `isKernels`: it writes values, never a pointer of the program. */
function overwrite(state: State, value: Value | undefined, isKernels: boolean): void {
  if (value?.k === 'top') return forgetLoads(state);
  if (value?.k !== 'ptr') return;
  const { obj } = value;
  if (obj.o === 'mem' || obj.o === 'global') return dropCells(state, 'cache', obj.key);
  // It may be any memory but what is on the stack.
  if (obj.o !== 'stack') return forgetLoads(state);
  if (!isKernels) return letGo(state, value);
  mayWrite(state, value);
  // Options say where results go.
  for (const inner of pointersIn(state, obj.key)) mayWrite(state, inner);
}

function pointersIn(state: State, key: string): readonly Value[] {
  const cells = state.stack.get(key);
  spend(cells?.size ?? 0);
  return [...(cells?.values() ?? [])].map(({ value }) => value).filter(({ k }) => k === 'ptr');
}

/**
 * An unknown function: what it is given, and what leads on from there or from memory that others see, is out of our
 * hands. What it takes as `const` stays as it is.
 */
export function handOut(state: State, args: readonly Value[], { params }: FuncType): void {
  const work: Value[] = [];
  const seen = new Set<string>();
  for (const [i, arg] of args.entries()) {
    const param = params[i];
    if (param?.k !== 'ptr' || !param.constant) work.push(arg);
    else if (arg.k === 'ptr' && arg.obj.o === 'stack') work.push(...pointersIn(state, arg.obj.key));
  }
  for (const cells of state.cache.values()) {
    spend(cells.size);
    for (const { value } of cells.values())
      if (value.k === 'ptr' && value.obj.o === 'stack') work.push(value);
  }
  for (let next = work.pop(); next; next = work.pop()) {
    if (next.k === 'ptr' && next.obj.o === 'stack') {
      if (seen.has(next.obj.key)) continue;
      seen.add(next.obj.key);
      work.push(...pointersIn(state, next.obj.key));
    }
    letGo(state, next);
  }
}
