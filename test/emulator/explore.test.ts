/** Exploration against the verifier's verdicts: what it accepts never faults, what it refuses mostly does, for the same reason. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { programsOf } from '../../bpf/flow/programs.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { EXPLORE_LIMITS, explore } from '../../emulator/explore.ts';
import type { FaultKindId } from '../../emulator/faults.ts';
import { linkageOf } from '../../emulator/run.ts';
import { root } from '../support/root.ts';
import { moduleOf, RECORDED, runAll } from './support.ts';

before(() => initSyntaxNode());

/** The kind of fault that a message of the verifier stands for. */
const KINDS: readonly (readonly [RegExp, FaultKindId])[] = [
  [/must be referenced or trusted/, 'not-owned'],
  [/Unreleased reference/, 'unreleased-reference'],
  [/Possibly NULL|type=map_value_or_null/, 'possibly-null-argument'],
  [/expected pointer to STRUCT/, 'wrong-mask-type'],
  [/type=scalar expected=fp/, 'use-after-release'],
  [/must be a rcu pointer/, 'outside-rcu-section'],
  [/BPF_EXIT instruction/, 'unbalanced-rcu-section'],
  [/invalid mem access/, 'possibly-null-dereference'],
  [/store to referenced kptr/, 'kptr-direct-store'],
  [/!read_ok/, 'uninitialised-pointer'],
];

/** Fewer runs than a user gets: what they find, they find early. */
const LIMITS = { ...EXPLORE_LIMITS, runs: 200 };

interface Recorded {
  readonly programs: readonly {
    readonly program: string;
    readonly accepted: boolean;
    readonly message?: string;
  }[];
}

test('truth/verify: nothing that was accepted faults, 90 % of what was refused does', (t) => {
  const folder = join(root, 'test/truth/verify');
  const falseAlarms: string[] = [];
  const missed: string[] = [];
  let refused = 0;
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
    const recorded: Recorded = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const module = moduleOf(readFileSync(join(folder, name.replace('.json', '.bpf.c')), 'utf8'));
    const functions = new Map(programsOf(module).map((fn) => [fn.name, fn]));
    for (const { program, accepted, message = '' } of recorded.programs) {
      const fn = functions.get(program)!;
      const { faults } = explore(linkageOf(module, fn, '6.18'), fn, RECORDED, LIMITS);
      if (accepted && faults[0]) falseAlarms.push(`${name} ${program}: ${faults[0].message}`);
      if (accepted) continue;
      refused++;
      const kind = KINDS.find(([words]) => words.test(message))?.[1];
      if (!faults.some((fault) => fault.kind === kind)) missed.push(`${name} ${program}: ${message}`);
    }
  }
  t.diagnostic(
    `${refused - missed.length} of ${refused} refused programs show the fault that the verifier named`,
  );
  assert.deepEqual(falseAlarms, []);
  assert.ok(missed.length / refused <= 0.1, missed.join('\n'));
});

function kindsIn(text: string): FaultKindId[] {
  const module = moduleOf(text);
  const [fn] = programsOf(module);
  return explore(linkageOf(module, fn!, '6.18'), fn!, RECORDED).faults.map((fault) => fault.kind);
}

const LEAK =
  'struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; if (TEST) return 0; bpf_cpumask_release(m); return 0;';

const ROWS: readonly (readonly [string, string, FaultKindId[]])[] = [
  [
    'both outcomes of a random test',
    LEAK.replace('TEST', 'bpf_get_prandom_u32() % 100 == 42'),
    ['unreleased-reference'],
  ],
  ['another value of a global', LEAK.replace('TEST', 'mode == 7'), ['unreleased-reference']],
  ['a constant keeps its value', LEAK.replace('TEST', 'fixed == 7'), []],
  ['a static variable that nobody writes does too', LEAK.replace('TEST', 'still == 7'), []],
  [
    'a mask in the slot',
    'struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; m = bpf_kptr_xchg(&slot, m); return 0;',
    ['unreleased-reference'],
  ],
  [
    'the second creation fails',
    'struct bpf_cpumask *m = bpf_cpumask_create(), *n; if (!m) return 0; n = bpf_cpumask_create(); if (!n) return 0; bpf_cpumask_release(m); bpf_cpumask_release(n); return 0;',
    ['unreleased-reference'],
  ],
  [
    'another CPU takes the mask between two reads',
    'bpf_rcu_read_lock(); if (slot) { bpf_cpumask_weight((const struct cpumask *)slot); bpf_cpumask_weight((const struct cpumask *)slot); } bpf_rcu_read_unlock(); return 0;',
    ['possibly-null-argument'],
  ],
  [
    'the task is another one',
    `struct task_struct *p = bpf_get_current_task_btf(); ${LEAK.replace('TEST', 'p->pid == 2')}`,
    ['unreleased-reference'],
  ],
  [
    'a test takes a walked pointer for NULL',
    `struct task_struct *p = bpf_get_current_task_btf(); ${LEAK.replace('TEST', '!p->mm')}`,
    ['unreleased-reference'],
  ],
  [
    'and through a variable, a comparison, a bool',
    `struct task_struct *p = bpf_get_current_task_btf(); struct mm_struct *mm = p->mm; bool has = mm; ${LEAK.replace('TEST', 'mm == NULL && !has')}`,
    ['unreleased-reference'],
  ],
  [
    'and one that RCU protects',
    'struct task_struct *p = bpf_get_current_task_btf(), *q; bpf_rcu_read_lock(); q = p->real_parent; if (!q) return 0; mode = q->pid; bpf_rcu_read_unlock(); return 0;',
    ['unbalanced-rcu-section'],
  ],
  [
    'and one that a cast gave',
    `struct task_struct *p = bpf_rdonly_cast(ctx, bpf_core_type_id_kernel(struct task_struct)); ${LEAK.replace('TEST', '!p')}`,
    ['unreleased-reference'],
  ],
  [
    'all tests of one value agree',
    'struct task_struct *p = bpf_get_current_task_btf(); struct mm_struct *mm = p->mm; struct bpf_cpumask *m = NULL; if (mm) { m = bpf_cpumask_create(); if (!m) return 0; } if (mm) bpf_cpumask_release(m); return 0;',
    [],
  ],
  [
    'it may be used without a test',
    'struct task_struct *p = bpf_get_current_task_btf(); mode = p->mm->map_count + p->real_parent->pid; return 0;',
    [],
  ],
  [
    'a trusted pointer is never taken for NULL',
    `struct task_struct *p = bpf_get_current_task_btf(); ${LEAK.replace('TEST', '!p')}`,
    [],
  ],
];

for (const [name, body, kinds] of ROWS)
  test(name, () => {
    const head =
      'static struct bpf_cpumask __kptr *slot; int mode; const volatile int fixed; static int still;';
    assert.deepEqual([...new Set(kindsIn(`${head} SEC("syscall") int t(void *ctx) { ${body} }`))], kinds);
  });

test('an argument of a probed function may be taken for NULL, one of a tp_btf program is not', () => {
  const text = (section: string) =>
    `SEC("${section}") int BPF_PROG(t, struct task_struct *task) { ${LEAK.replace('TEST', '!task')} }`;
  assert.deepEqual(kindsIn(text('fentry/wake_up_new_task')), ['unreleased-reference']);
  assert.deepEqual(kindsIn(text('tp_btf/task_newtask')), []);
});

test('a plain run takes pointers of the kernel as the machine has them', () => {
  const [run] = runAll(
    `SEC("syscall") int t(void *ctx) { struct task_struct *p = bpf_get_current_task_btf(); ${LEAK.replace('TEST', '!p->mm')} }`,
  );
  assert.deepEqual(run!.faults, []);
});
