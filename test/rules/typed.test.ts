/** What does not compile: `npm run types` fails when one of these lines no longer is an error. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CallArgument, error, says, silent, warning } from '../../bpf/kernel/fault-record.ts';
import type { Happened, RunHappened } from '../../bpf/kernel/faults/index.ts';
import { defineRule } from '../../server/rules/rule.ts';

const call: CallArgument = { function: 'f', kind: 'kfunc', arg: 0 };
const said = () => '';
const page = {
  fixes: () => [],
  docs: '',
  examples: [],
};

const HAPPENED: readonly Happened[] = [
  { id: 'write-to-mask', what: 'store' },
  // @ts-expect-error a kind that is misspelt
  { id: 'write-to-mask', what: 'stores' },
  // @ts-expect-error a kind of another fault
  { id: 'write-to-mask', what: 'access' },
  // @ts-expect-error an id that is reserved
  { id: 'empty-mask-read', what: 'store' },
  // @ts-expect-error a kind that only a run meets
  { id: 'unbalanced-rcu-section', what: 'second-lock', data: { function: 'f' } },
  { id: 'wrong-mask-type', what: 'struct', data: { ...call, want: 'cpumask', struct: 'task_struct' } },
  // @ts-expect-error data that lacks a field
  { id: 'wrong-mask-type', what: 'struct', data: { ...call, want: 'cpumask' } },
  // @ts-expect-error no data at all
  { id: 'wrong-mask-type', what: 'struct' },
  // @ts-expect-error a value outside of the closed type
  { id: 'unbalanced-rcu-section', what: 'exit-locked', data: { section: 'bpf_mutex_lock' } },
];
const ON_A_RUN: RunHappened = {
  id: 'unbalanced-rcu-section',
  what: 'second-lock',
  data: { function: 'f' },
};

test('kinds, data and messages are closed', () => {
  assert.equal(HAPPENED.length, 9);
  assert.equal(ON_A_RUN.what, 'second-lock');
  const others = { 'not-in-op': said, 'cpu-only': said, untraced: said };
  const rules = [
    defineRule({
      id: 'program-type',
      messages: { ...others, 'not-allowed': ({ data }) => data.type },
      ...page,
    }),
    // @ts-expect-error a kind without a message
    defineRule({ id: 'program-type', messages: {}, ...page }),
    // @ts-expect-error a message for what is no kind
    defineRule({ id: 'program-type', messages: { ...others, 'not-allowed': said, other: said }, ...page }),
    defineRule({
      id: 'program-type',
      // @ts-expect-error a message that wants to know more than the data says
      messages: { ...others, 'not-allowed': ({ data }) => data.size },
      ...page,
    }),
    // @ts-expect-error nothing about fixes
    defineRule({ id: 'program-type', messages: { ...others, 'not-allowed': said }, docs: '', examples: [] }),
    // @ts-expect-error a rule for what is reserved
    defineRule({ id: 'empty-mask-read', messages: {}, ...page }),
  ];
  assert.equal(rules.length, 6);
});

test('an error has the words of the kernel for each kind', () => {
  error({ id: 'one', title: 'One', kinds: { worded: says('no') } });
  warning({ id: 'two', title: 'Two', kinds: { worded: says('no'), silent: silent() } });
  // @ts-expect-error a kind that the kernel says nothing of
  const record = error({ id: 'three', title: 'Three', kinds: { silent: silent() } });
  assert.equal(record.kinds.silent?.text, undefined);
});
