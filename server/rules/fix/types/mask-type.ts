/** Fixes of the rule wrong-mask-type: the mask that is there, a copy of the kernel's, the function that fits the object. */
import type { KindOf } from '../../../../bpf/kernel/faults/index.ts';
import { availableAt, lookupFunction, releasersOf } from '../../../../bpf/kernel/index.ts';
import { endersOf } from '../../../../bpf/kernel/releases.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { FaultOf } from '../../../analysis/engine/faults.ts';
import { acquisition } from '../../rule.ts';
import type { Answer, Candidate, FixContext, TextEdit } from '../candidate.ts';
import { declarations } from '../declare.ts';
import { replace } from '../edits.ts';
import { asReadOnly, bareNode, bareText } from '../expression.ts';
import { freshObject, newMask } from '../fresh-object.ts';
import { parametersOf } from '../null/exit-models.ts';
import { structOf } from '../null/held.ts';
import { leftThere } from '../ownership/borrowed.ts';
import { aliases } from '../ownership/ended.ts';
import { type Passed, passedAt, readable } from '../passed.ts';
import { argumentsOf, kidOf, textOf, within } from '../tree.ts';
import { chosenElement } from './element.ts';
import { madePointer } from './stack-mask.ts';

export type TypeFault = FaultOf<'wrong-mask-type', KindOf<'wrong-mask-type'>>;

export function typeFixes(fault: TypeFault, cx: FixContext): readonly Answer[] {
  const passed = passedAt(fault, fault.data.arg, cx);
  if (!passed) return [];
  const answer = (ways: Iterable<Candidate>): Answer => ({ safe: false, ways });
  const role = lookupFunction(passed.callee)?.params[fault.data.arg]?.arg;
  const isChanged = role?.role === 'object' && role.mutates === true;
  switch (fault.what) {
    case 'struct':
      if (endsSomething(passed))
        return [{ safe: true, ways: rightReleaser(passed, fault, fault.data.struct) }];
      if (fault.data.want === 'cpumask') return [{ safe: true, ways: maskOf(passed, fault.data.struct) }];
      return fault.data.want === 'bpf_cpumask' && isChanged
        ? [{ safe: true, ways: changedCopy(passed) }, answer(ownMask(passed))]
        : [];
    case 'not-allocated':
      return [{ safe: true, ways: rightReleaser(passed, fault, fault.data.struct) }];
    case 'scalar':
      return [{ safe: isSetOnce(passed), ways: keptPointer(passed) }, answer(chosenElement(passed))];
    case 'memory-too-small':
    case 'map-value-too-small':
      return [
        answer(madePointer(passed)),
        ...(isChanged ? [] : [answer(populated(passed, fault.data.size))]),
      ];
    case 'read-only-memory':
      return [{ safe: true, ways: writable(passed) }];
    case 'not-scalars':
      return [answer(endsSomething(passed) ? leftThere(passed) : onlyParameter(passed, fault.data.want))];
    // The context is no mask, and of what it may hold nothing says which mask was meant.
    case 'context':
    // Which member was meant, or which variable, is not to be seen.
    case 'other-drop':
    case 'wrong-node':
    case 'not-percpu':
      return [];
  }
}

function endsSomething({ callee }: Passed): boolean {
  const first = lookupFunction(callee)?.params[0]?.arg;
  return first?.role === 'object' && first.trust === 'release';
}

/** The one object of the kind that the program was given. */
function* onlyParameter({ cx, fn, arg }: Passed, struct: string): Generator<Candidate, void, void> {
  const [given, ...others] = parametersOf(cx, fn).filter((name) => structOf(cx, fn, name) === struct);
  if (given && others.length === 0)
    yield { title: words().ownership.pass(given), edits: [replace(arg, given)] };
}

/** The function that ends what this is. */
function* rightReleaser(passed: Passed, fault: TypeFault, struct: string): Generator<Candidate, void, void> {
  const { cx, call, callee, arg } = passed;
  const by = acquisition(fault)?.by;
  const known = by ? endersOf(by, struct, cx.kernel).map(({ name }) => name) : [];
  for (const name of new Set([...known, ...releasersOf(struct)])) {
    if (name === callee) continue;
    const title = words().ownership.callInstead(name, callee);
    const edits = [...declarations(cx, name), replace(call, `${name}(${bareText(cx.file, arg)})`)];
    yield { title, edits, drops: [callee] };
  }
}

/** The mask that the object has: a task's, or the one around the member. */
function* maskOf(passed: Passed, struct: string): Generator<Candidate, void, void> {
  const { cx, arg, fn } = passed;
  const bare = bareText(cx.file, arg);
  const member = /^&\(?(\w+)\)?->cpumask\b/.exec(bare)?.[1];
  const operand = /^[\w.>[\]-]+$/.test(bare) ? bare : `(${bare})`;
  const mask = struct === 'task_struct' ? `${operand}->cpus_ptr` : member && asReadOnly(cx, member, fn.start);
  if (mask) yield { title: words().ownership.pass(mask), edits: [replace(arg, mask)] };
}

/** The program copied the mask before: that copy is changed. */
function* changedCopy(passed: Passed): Generator<Candidate, void, void> {
  const { cx, fn, call, arg } = passed;
  const source = bareText(cx.file, arg);
  for (const other of within(fn)) {
    if (other.type !== 'call_expression' || other.start >= call.start) continue;
    const [to, from] = argumentsOf(other);
    const isCopy = textOf(cx.file, kidOf(other, 'function')!) === 'bpf_cpumask_copy';
    if (!isCopy || !to || !from || bareText(cx.file, from) !== source) continue;
    const copy = bareText(cx.file, to);
    yield { title: words().ownership.pass(copy), edits: [replace(arg, copy)] };
  }
}

/** Functions after which nothing is left of what the mask held. */
const OVERWRITES: ReadonlySet<string> = new Set([
  'bpf_cpumask_copy',
  'bpf_cpumask_and',
  'bpf_cpumask_or',
  'bpf_cpumask_xor',
  'bpf_cpumask_setall',
  'bpf_cpumask_clear',
  'bpf_cpumask_populate',
]);

/** A copy for this statement. What is read from a slot on other paths stays as it is. */
function* ownMask(passed: Passed): Generator<Candidate, void, void> {
  const { cx, statement, arg, callee } = passed;
  if (isFromSlot(passed)) return;
  const source = readable(passed);
  const fresh = {
    cx,
    maker: OVERWRITES.has(callee) ? newMask() : newMask('bpf_cpumask_copy'),
    statement,
    replaced: [arg],
    as: (mask: string) => mask,
    fill: (mask: string) => (OVERWRITES.has(callee) ? [] : [`bpf_cpumask_copy(${mask}, ${source});`]),
    isMoved: false,
  };
  const title = words().ownership.changeCopy(bareText(cx.file, arg));
  for (const edits of freshObject(fresh)) yield { title, edits };
}

/** A variable that has masks of the program's on other paths. */
function isFromSlot({ cx, fn, arg }: Passed): boolean {
  if (arg.type !== 'identifier') return false;
  const name = textOf(cx.file, arg);
  return [...within(fn)].some((node) => {
    const isInit = node.type === 'init_declarator';
    const target = kidOf(node, isInit ? 'declarator' : 'left');
    const value = kidOf(node, isInit ? 'value' : 'right');
    if (!target || !value || textOf(cx.file, target).replace(/^\*+\s*/, '') !== name) return false;
    return value.type !== 'cast_expression';
  });
}

/** The pointer that the number was made from is still in its variable. */
function* keptPointer(passed: Passed): Generator<Candidate, void, void> {
  const { cx, fn, arg, callee, call } = passed;
  const number = bareText(cx.file, arg);
  const role = lookupFunction(callee)?.params[argumentsOf(call).indexOf(arg)];
  for (const name of aliases(cx.file, fn, number, '')) {
    if (name === number || !/^\w+$/.test(name)) continue;
    const mask = role?.type.includes('const struct cpumask') ? asReadOnly(cx, name, fn.start) : name;
    yield { title: words().ownership.pass(mask), edits: [replace(arg, mask)] };
  }
}

/** The number gets one value in the function: that of the pointer. */
function isSetOnce({ cx, fn, arg }: Passed): boolean {
  const number = bareText(cx.file, arg);
  const set = [...within(fn)].filter((node) => {
    const target = kidOf(node, node.type === 'init_declarator' ? 'declarator' : 'left');
    return target !== undefined && textOf(cx.file, target) === number;
  });
  return set.length === 1;
}

/** Words of the program become a mask's. */
function* populated(passed: Passed, size: number): Generator<Candidate, void, void> {
  const { cx, statement, arg, fn } = passed;
  const populate = lookupFunction('bpf_cpumask_populate');
  if (!populate || !availableAt(populate, cx.kernel) || size % WORD !== 0) return;
  const memory = bareNode(cx.file, arg);
  const text = textOf(cx.file, memory);
  const whole = /^&(\w+)$/.exec(text)?.[1];
  const length = whole ? `sizeof(${whole})` : isArray(passed, text) ? `sizeof(${text})` : String(size);
  const fresh = {
    cx,
    maker: newMask('bpf_cpumask_populate'),
    statement,
    replaced: [arg],
    as: (mask: string) => asReadOnly(cx, mask, fn.start),
    fill: (mask: string) => [`bpf_cpumask_populate((struct cpumask *)${mask}, ${text}, ${length});`],
    isMoved: false,
  };
  const title = words().ownership.populate(text);
  for (const edits of freshObject(fresh)) yield { title, edits };
}

const WORD = 8;

function isArray({ cx, fn }: Passed, name: string): boolean {
  if (cx.module.globals.get(name)?.type.k === 'array') return true;
  return [...within(fn)].some(
    (node) => node.type === 'array_declarator' && textOf(cx.file, kidOf(node, 'declarator') ?? node) === name,
  );
}

/** Data that is not const is writable. User space that sets a `volatile const` before the load looks for it there. */
function* writable({ cx, arg }: Passed): Generator<Candidate, void, void> {
  const name = /^&?(\w+)/.exec(bareText(cx.file, arg))?.[1] ?? '';
  const global = cx.module.globals.get(name);
  if (!global || global.path !== cx.file.path || global.isVolatile) return;
  const declaration = cx.file.root.kids.find(
    (node) => node.type === 'declaration' && node.kids.some((kid) => declares(cx, kid, name)),
  );
  const qualifier = declaration?.kids.find(
    (kid) => kid.type === 'type_qualifier' && textOf(cx.file, kid) === 'const',
  );
  if (qualifier) yield { title: words().ownership.notConst(name), edits: [withBlank(cx, qualifier)] };
}

function declares({ file }: FixContext, node: CNode, name: string): boolean {
  return [...within(node)].some((kid) => kid.field === 'declarator' && textOf(file, kid) === name);
}

function withBlank({ file }: FixContext, { start, end }: CNode): TextEdit {
  const blanks = /^[ \t]*/.exec(file.text.slice(end))![0].length;
  return { start, end: end + blanks, newText: '' };
}
