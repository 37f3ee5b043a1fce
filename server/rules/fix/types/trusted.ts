/** Fixes of the rule untrusted-pointer: what the verifier trusts, or the object looked up once more. */
import type { KindOf } from '../../../../bpf/kernel/faults/index.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { FaultOf } from '../../../analysis/engine/faults.ts';
import type { Answer, Candidate, FixContext, TextEdit } from '../candidate.ts';
import { declarations } from '../declare.ts';
import { insertAfter, replace } from '../edits.ts';
import { asReadOnly, bareNode, bareText } from '../expression.ts';
import { freshObject, type Maker } from '../fresh-object.ts';
import { leftThere } from '../ownership/borrowed.ts';
import { type Passed, passedAt } from '../passed.ts';
import { beforeReturn } from '../place.ts';
import { commonBlock, moving } from '../region.ts';
import {
  absolute,
  argumentsOf,
  callsOf,
  chainAt,
  functionAround,
  kidOf,
  placed,
  textOf,
  within,
} from '../tree.ts';

export type UntrustedFault = FaultOf<'untrusted-pointer', KindOf<'untrusted-pointer'>>;

export function trustedFixes(fault: UntrustedFault, cx: FixContext): readonly Answer[] {
  if (fault.what === 'number') return [{ safe: true, ways: typedTask(fault, cx) }];
  const passed = passedAt(fault, fault.data.arg, cx);
  if (!passed) return [];
  const answer = (ways: Iterable<Candidate>): Answer => ({ safe: false, ways });
  switch (fault.what) {
    case 'release':
      return [{ safe: true, ways: leftThere(passed) }];
    case 'acquire':
      return [answer(lookedUpInstead(passed))];
    default:
      if (passed.callee === 'bpf_task_acquire') return [answer(lookedUpInstead(passed))];
      return [
        { safe: true, ways: withoutCast(passed) },
        { safe: true, ways: unlockedLater(passed) },
        answer(countedField(passed)),
        answer(lookedUp(passed)),
        answer(realParent(passed)),
      ];
  }
}

/** `bpf_get_current_task()` is a number: its younger sibling returns the same task as a pointer. */
function* typedTask(fault: UntrustedFault, cx: FixContext): Generator<Candidate, void, void> {
  if (fault.graph.path !== cx.file.path) return;
  const fn = functionAround(chainAt(cx.file, absolute(fault.graph, fault.at)));
  const callers = cx.file.root.kids.filter(
    (node) => node.type === 'function_definition' && callsOf(cx.file, node, fault.graph.name).length > 0,
  );
  for (const where of [fn, ...callers]) {
    for (const call of where ? callsOf(cx.file, where, NUMBER) : []) {
      const cast = placed(cx.file, call).around.find(({ type }) => type !== 'parenthesized_expression');
      const isPointer = cast?.type === 'cast_expression' && /\*\s*\)/.test(textOf(cx.file, cast));
      // A variable that is a number holds the pointer as well: the verifier follows it.
      const isNumber = cast?.type === 'init_declarator' || cast?.type === 'assignment_expression';
      if (isPointer || isNumber)
        yield {
          title: words().ownership.callInstead(POINTER, NUMBER),
          edits: [isPointer ? replace(cast, `${POINTER}()`) : replace(call, `(${WORD})${POINTER}()`)],
          drops: [NUMBER],
        };
    }
  }
}

const NUMBER = 'bpf_get_current_task';
const POINTER = 'bpf_get_current_task_btf';
const WORD = 'unsigned long';

/** The task that an expression reaches, without its mask: `p->last_wakee` of `&p->last_wakee->cpus_mask`. */
function taskIn({ cx, arg, callee }: Passed): CNode | undefined {
  const bare = bareNode(cx.file, arg);
  const given = bare.type === 'pointer_expression' ? bare.kids.at(-1) : bare;
  if (given?.type === 'field_expression') {
    const field = kidOf(given, 'field');
    const isMask = field && /^cpus_(?:ptr|mask)$/.test(textOf(cx.file, field));
    if (isMask) return kidOf(given, 'argument');
  }
  const own = cx.module.functions.get(callee)?.params;
  const isTask = own?.some(
    ({ type }) => type.k === 'ptr' && type.to.k === 'struct' && type.to.name === 'task_struct',
  );
  return isTask || callee === 'bpf_task_acquire' ? bare : undefined;
}

const looked = (task: string): string => `bpf_task_from_pid(${task}->pid)`;

function lookup(task: string): Maker {
  return {
    type: 'struct task_struct *',
    names: ['found', 'task', 'found_task', 'task_ref'],
    make: looked(task),
    release: 'bpf_task_release',
    kfuncs: ['bpf_task_from_pid'],
  };
}

/** The same task, as a reference for this statement. */
function* lookedUp(passed: Passed): Generator<Candidate, void, void> {
  const { cx, statement } = passed;
  const task = taskIn(passed);
  if (!task) return;
  const text = textOf(cx.file, task);
  const fresh = {
    cx,
    maker: lookup(text),
    statement,
    replaced: [task],
    as: (name: string) => name,
    fill: () => [],
    isMoved: false,
  };
  for (const edits of freshObject(fresh)) yield { title: words().ownership.lookUp(text), edits };
}

/** A reference is handed out by the lookup itself. */
function* lookedUpInstead(passed: Passed): Generator<Candidate, void, void> {
  const { cx, call, callee } = passed;
  const task = taskIn(passed);
  if (!task || callee !== 'bpf_task_acquire') return;
  const text = textOf(cx.file, task);
  const edits = [...declarations(cx, 'bpf_task_from_pid'), replace(call, looked(text))];
  yield { title: words().ownership.lookUp(text), edits, drops: [callee] };
}

/** Without a tracer a task's parent is its real parent, and that field is trusted. */
function* realParent({ cx, arg }: Passed): Generator<Candidate, void, void> {
  const fields = [...within(arg)].filter(
    (node) => node.type === 'field_identifier' && textOf(cx.file, node) === 'parent',
  );
  const [field] = fields;
  if (field && fields.length === 1)
    yield { title: words().ownership.realParent, edits: [replace(field, 'real_parent')] };
}

const CASTS = /^(?:bpf_rdonly_cast|bpf_core_cast)$/;

/** The cast took the trust away: what it casts has a type already. */
function* withoutCast(passed: Passed): Generator<Candidate, void, void> {
  const { cx, fn } = passed;
  for (const call of within(fn)) {
    if (call.start > passed.call.end) break;
    const callee = call.type === 'call_expression' ? kidOf(call, 'function') : undefined;
    const [source] = argumentsOf(call);
    if (!callee || !source) continue;
    const name = textOf(cx.file, callee);
    const isCast =
      CASTS.test(name) || /\bbpf_(?:rdonly|core)_cast\b/.test(cx.file.macros.get(name)?.body ?? '');
    if (!isCast) continue;
    const title = words().ownership.withoutCast(bareText(cx.file, source));
    for (const text of [textOf(cx.file, source), asReadOnly(cx, textOf(cx.file, source), fn.start)])
      yield { title, edits: [replace(call, text)], drops: [name, 'bpf_core_type_id_kernel'] };
  }
}

const UNLOCK = 'bpf_rcu_read_unlock';

/** The section ends after the use. */
function* unlockedLater(passed: Passed): Generator<Candidate, void, void> {
  const { cx, fn, call, statement, arg } = passed;
  const unlock = callsOf(cx.file, fn, UNLOCK).findLast(({ end }) => end <= call.start);
  const common = unlock && commonBlock(cx.file, unlock, call);
  const { node } = statement;
  if (!unlock || common?.first.type !== 'expression_statement' || common.second !== node) return;
  const { code, taken } = moving(cx, common.first);
  const held = /\w+/.exec(bareText(cx.file, arg))?.[0] ?? '';
  const put: TextEdit[] =
    node.type === 'return_statement'
      ? beforeReturn(cx, statement, held).put(code)
      : insertAfter(cx, statement, code);
  yield { title: words().ownership.releaseLater(UNLOCK, held), edits: [taken, ...put] };
}

const LOOSE = '__kptr_untrusted';

/** The field owns what it holds, so that what is read from it is protected. */
function* countedField({ cx, fn, arg, call }: Passed): Generator<Candidate, void, void> {
  const held = bareText(cx.file, arg);
  const read = [...within(fn)].findLast((node) => {
    const target = kidOf(node, node.type === 'init_declarator' ? 'declarator' : 'left');
    return node.start < call.start && target && textOf(cx.file, target).replace(/^\*+\s*/, '') === held;
  });
  const value = read && kidOf(read, read.type === 'init_declarator' ? 'value' : 'right');
  const name = /(\w+)$/.exec(value ? textOf(cx.file, value) : held)?.[1];
  for (const record of cx.file.root.kids) {
    for (const field of within(record)) {
      if (field.type !== 'field_declaration') continue;
      const text = textOf(cx.file, field);
      const offset = text.indexOf(LOOSE);
      if (offset < 0 || !new RegExp(`\\b${name}\\s*;`).test(text)) continue;
      const start = field.start + offset;
      const edit = { start, end: start + LOOSE.length, newText: '__kptr' };
      yield { title: words().ownership.counted(name ?? ''), edits: [edit] };
    }
  }
}
