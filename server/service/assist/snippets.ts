/**
 * What a completion writes: the call, and where the kernel asks for it the test and the call that ends what was begun, so that
 * whatever is accepted is accepted by the checker too. The test has an arm of its own; to return early would be wrong where
 * something else is held.
 */
import { lookupFunction, returnsAt } from '../../../bpf/kernel/index.ts';
import { closerOf } from '../../../bpf/kernel/locks.ts';
import { endersOf, handleIn } from '../../../bpf/kernel/releases.ts';
import type { CatalogueParam, KernelFunction, Version } from '../../../bpf/kernel/types.ts';
import type { Style } from '../../rules/fix/style.ts';
import type { Place } from './cursor.ts';

export interface Wish {
  readonly fn: KernelFunction;
  readonly place: Place;
  readonly style: Style;
  readonly kernel: Version;
  /** Whether the program may call a function. */
  readonly isOpen: (fn: KernelFunction) => boolean;
  /** The struct in the file's kptr fields. */
  readonly kptr: string;
}

/** In the protocol's snippet syntax. */
export function snippetOf(wish: Wish): string {
  const { fn, place } = wish;
  const call = callOf(fn, fn.name, 1);
  const isAlone = place.at === 'statement';
  if (isAlone) {
    const begun = sectionOf(wish) ?? handleOf(wish);
    if (begun !== undefined) return begun;
  }
  const made = place.at === 'expression' ? undefined : resultOf(wish);
  if (!made) return isAlone ? `${call};$0` : `${call}$0`;
  const { type, name, after } = made;
  const stop = `\${${slots(fn) + 1}:${name}}`;
  const holder = place.at === 'value' ? place.of : stop;
  const head = isAlone ? `${type}${stop} = ${call};` : `${call};`;
  return [head, '', ...after(holder)].join('\n');
}

const slots = (fn: KernelFunction): number => (hasRest(fn) ? 1 : fn.params.length);
/** Arguments that the prototype does not name. */
const hasRest = ({ prototype }: KernelFunction): boolean => prototype.includes('...');

function callOf(fn: KernelFunction, name: string, from: number): string {
  if (hasRest(fn)) return `${name}($${from})`;
  return `${name}(${fn.params.map((param, i) => argument(param, from + i)).join(', ')})`;
}

const ADDRESSES: ReadonlySet<string> = new Set([
  'map',
  'map-key',
  'map-value',
  'slot',
  'lock',
  'irq-flag',
  'iterator',
  'dynptr',
  'timer',
]);

function argument({ name, arg }: CatalogueParam, stop: number): string {
  if (arg.role === 'flags') return `\${${stop}:0}`;
  return `${ADDRESSES.has(arg.role) ? '&' : ''}\${${stop}:${name}}`;
}

/** `bpf_rcu_read_lock();` and what ends the section, with the cursor in between. */
function sectionOf({ fn, style }: Wish): string | undefined {
  const closer = closerOf(fn.name);
  const end = closer === undefined ? undefined : lookupFunction(closer);
  if (!end) return undefined;
  const inside = ['$0', `${callOf(end, end.name, 1)};`];
  const begin = callOf(fn, fn.name, 1);
  const flags = fn.params.findIndex(({ arg }) => arg.role === 'irq-flag');
  const saved = flags < 0 ? [] : [`unsigned long \${${flags + 1}:${fn.params[flags]!.name}};`, ''];
  if (fn.returns.kind === 'void') return [...saved, `${begin};`, ...inside].join('\n');
  // It can fail, and then nothing was begun.
  return [...saved, `if (!${begin}) {`, ...inside.map((line) => style.unit + line), '}'].join('\n');
}

/** An iterator that has to be destroyed. */
function handleOf({ fn, kernel }: Wish): string | undefined {
  const at = fn.effect === 'iter-new' ? handleIn(fn) : undefined;
  const param = at === undefined ? undefined : fn.params[at];
  const [end] = param ? endersOf(fn.name, '', kernel) : [];
  if (!param || !end) return undefined;
  const declared = `${param.type.replace(/\s*\*$/, '')} \${1:${param.name}};`;
  return [declared, '', `${callOf(fn, fn.name, 1)};`, '$0', `${end.name}(&\${1:${param.name}});`].join('\n');
}

interface Made {
  /** Of the variable, up to its name. */
  readonly type: string;
  readonly name: string;
  /** Lines behind the call. */
  after(holder: string): readonly string[];
}

const NAMES: Readonly<Record<string, string>> = {
  bpf_cpumask: 'mask',
  cpumask: 'mask',
  task_struct: 'task',
  cgroup: 'cgrp',
};

/** What has to happen to the result; undefined: nothing. */
function resultOf({ fn, kernel, style, isOpen, kptr }: Wish): Made | undefined {
  if (TAKES_OUT.has(fn.effect)) return nodeOf(fn, style);
  const returns = returnsAt(fn, kernel);
  const isSlot = returns.kind === 'slot-content';
  const isNullable = isSlot || ('nullable' in returns && returns.nullable === true);
  const isReference = isSlot || returns.kind === 'reference' || ('reference' in returns && returns.reference);
  if (!isNullable && !isReference) return undefined;
  const written = fn.prototype.slice(0, fn.prototype.indexOf(fn.name)).trimStart();
  if (!/\*\s*$/.test(written)) return undefined;
  const named = isSlot ? kptr : (/struct (\w+)/.exec(written)?.[1] ?? '');
  const struct = 'struct' in returns ? returns.struct : named;
  const end = isReference ? endersOf(fn.name, struct, kernel).find(isOpen) : undefined;
  if (isReference && !end) return undefined;
  return {
    type: isSlot ? `struct ${kptr} *` : written,
    name: isSlot ? 'old' : (NAMES[named] ?? (returns.kind === 'map-value' ? 'value' : 'found')),
    after(holder) {
      const ended = end ? [`${endCall(end, holder)};`] : [];
      if (!isNullable) return ['$0', ...ended];
      const test = style.comparesNull ? `${holder} != NULL` : holder;
      return [`if (${test}) {`, ...['$0', ...ended].map((line) => style.unit + line), '}'];
    },
  };
}

const TAKES_OUT: ReadonlySet<string> = new Set(['list-pop', 'rbtree-remove']);

/** A node of an object that the program owns from here on; which struct it is part of, the user says. */
function nodeOf(fn: KernelFunction, style: Style): Made {
  const at = slots(fn) + 2;
  return {
    type: fn.prototype.slice(0, fn.prototype.indexOf(fn.name)).trimStart(),
    name: 'node',
    after(holder) {
      const object = `container_of(${holder}, struct \${${at}:type}, \${${at + 1}:member})`;
      const test = style.comparesNull ? `${holder} != NULL` : holder;
      return [`if (${test}) {`, `${style.unit}$0`, `${style.unit}bpf_obj_drop(${object});`, '}'];
    },
  };
}

/** The argument that is ended is the first one. */
function endCall({ name, params }: KernelFunction, holder: string): string {
  return `${name}(${params.map(({ arg }, i) => (i === 0 ? holder : arg.role === 'flags' ? '0' : 'NULL')).join(', ')})`;
}
