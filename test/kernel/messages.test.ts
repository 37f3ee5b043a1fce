import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAULT_IDS, FAULTS, type FaultId, faultKind, isFaultId } from '../../bpf/kernel/faults.ts';
import {
  faultOf,
  kernelMessage,
  MESSAGE_VARIANTS,
  type MessageData,
  type MessageVariant,
} from '../../bpf/kernel/messages.ts';

interface Case {
  readonly rows: readonly string[];
  readonly variant: MessageVariant;
  readonly text: string;
  readonly old: string | undefined;
  readonly next: string | undefined;
  readonly say: (version: string) => string;
}

/** One message: rows of the rule collection, what 6.18 printed, and what 6.12 and 7.1 print where they differ. */
function says<V extends MessageVariant>(
  rows: string,
  variant: V,
  data: MessageData[V],
  text: string,
  next?: string,
  old?: string,
): Case {
  return {
    rows: rows.split(' '),
    variant,
    text,
    next,
    old,
    say: (version) => kernelMessage(variant, data, version),
  };
}

const release = 'bpf_cpumask_release';
const set = 'bpf_cpumask_set_cpu';
const CASES: readonly Case[] = [
  says(
    'OW-1 OW-2 OW-3 OW-4 OW-5 OW-6 OW-7 OW-8 OW-9 OW-14',
    'unreleased-reference',
    { id: 2, insn: 0 },
    'Unreleased reference id=2 alloc_insn=0',
  ),
  says('OW-12 OW-13 OW-17', 'unreleased-reference', {}, 'Unreleased reference'),
  says(
    'OW-1',
    'exit-with-reference',
    {},
    'BPF_EXIT instruction in main prog would lead to reference leak',
    undefined,
    '',
  ),
  says('OW-10', 'tail-call-with-reference', {}, 'tail_call would lead to reference leak'),
  says('OW-11', 'throw-with-reference', {}, 'bpf_throw would lead to reference leak'),
  says(
    'OW-15',
    'callback-releases-callers',
    { callee: release },
    '',
    undefined,
    'kfunc bpf_cpumask_release reference has not been acquired before',
  ),
  says(
    'NU-1 NU-5',
    'null-argument',
    { arg: 1 },
    'Possibly NULL pointer passed to trusted arg1',
    'Possibly NULL pointer passed to trusted R2',
  ),
  says(
    'NU-2 NU-3 NU-4 NU-6 PO-8',
    'null-argument',
    { arg: 0 },
    'Possibly NULL pointer passed to trusted arg0',
    'Possibly NULL pointer passed to trusted R1',
  ),
  says('PO-3', 'null-argument', { arg: 1 }, 'Possibly NULL pointer passed to trusted arg1'),
  says(
    'NU-7',
    'null-helper-argument',
    { arg: 1 },
    'Possibly NULL pointer passed to helper arg2',
    'Possibly NULL pointer passed to helper R2',
  ),
  says(
    'NU-8',
    'null-dereference',
    { reg: 0, type: 'map_value_or_null' },
    "R0 invalid mem access 'map_value_or_null'",
  ),
  says('NU-9', 'null-map-value-argument', { arg: 0 }, 'R1 type=map_value_or_null expected=map_value, ptr_'),
  says(
    'NU-11',
    'null-global-argument',
    { arg: 0 },
    'R1 type=ptr_or_null_ expected=ptr_, trusted_ptr_, rcu_ptr_',
  ),
  says(
    'NU-11 KP-6 SP-2',
    'global-caller',
    { index: 1, name: 'f' },
    "Caller passes invalid args into func#1 ('f')",
  ),
  says(
    'TY-1',
    'wrong-struct',
    { callee: set, arg: 1, expected: 'bpf_cpumask', actual: 'cpumask' },
    'kernel function bpf_cpumask_set_cpu args#1 expected pointer to STRUCT bpf_cpumask but R2 has a pointer to STRUCT cpumask',
    'kernel function bpf_cpumask_set_cpu R2 expected pointer to STRUCT bpf_cpumask but R2 has a pointer to STRUCT cpumask',
  ),
  says(
    'TY-2',
    'wrong-struct',
    { callee: set, arg: 1, expected: 'bpf_cpumask', actual: 'task_struct' },
    'kernel function bpf_cpumask_set_cpu args#1 expected pointer to STRUCT bpf_cpumask but R2 has a pointer to STRUCT task_struct',
  ),
  says(
    'TY-6',
    'wrong-struct',
    { callee: 'bpf_task_release', arg: 0, expected: 'task_struct', actual: 'bpf_cpumask' },
    'kernel function bpf_task_release args#0 expected pointer to STRUCT task_struct but R1 has a pointer to STRUCT bpf_cpumask',
  ),
  says(
    'TY-7',
    'wrong-struct',
    { callee: 'bpf_cpumask_empty', arg: 0, expected: 'cpumask', actual: 'task_struct' },
    'kernel function bpf_cpumask_empty args#0 expected pointer to STRUCT cpumask but R1 has a pointer to STRUCT task_struct',
  ),
  says('TY-3 TY-4', 'not-trusted', { arg: 0 }, 'R1 must be referenced or trusted'),
  says(
    'TY-5 PM-4 SP-4',
    'release-not-owned',
    { callee: release, arg: 0 },
    'release kernel function bpf_cpumask_release expects refcounted PTR_TO_BTF_ID',
    'release kfunc bpf_cpumask_release expects referenced PTR_TO_BTF_ID passed to R1',
  ),
  says('TY-8', 'untrusted-argument', { arg: 1 }, 'R2 must be a rcu pointer'),
  says('TY-9', 'untrusted-argument', { arg: 0 }, 'R1 must be a rcu pointer'),
  says('TY-10 TY-12 TY-13', 'not-rcu-argument', { arg: 0 }, 'R1 must be a rcu pointer'),
  says('TY-11', 'not-rcu-argument', { arg: 1 }, 'R2 must be a rcu pointer'),
  says(
    'TY-14',
    'offset-to-release',
    { arg: 0 },
    'R1 must have zero offset when passed to release func or trusted arg to kfunc',
  ),
  says(
    'TY-15',
    'shifted-argument',
    { callee: set, arg: 1, struct: 'bpf_cpumask' },
    'kernel function bpf_cpumask_set_cpu args#1 expected pointer to STRUCT bpf_cpumask but R2 has a pointer to STRUCT bpf_cpumask',
  ),
  says(
    'TY-16',
    'variable-offset',
    { varOff: '(0x0; 0x8)' },
    'variable ptr_ access var_off=(0x0; 0x8) disallowed',
  ),
  says(
    'TY-17',
    'bitwise-on-pointer',
    { arg: 1, operator: '|=' },
    'R2 bitwise operator |= on pointer prohibited',
  ),
  says('TY-18', 'mask-write', {}, 'only read is supported'),
  says(
    'TY-19',
    'access-past-end',
    { struct: 'bpf_cpumask', off: 4096, size: 8 },
    'access beyond struct bpf_cpumask at off 4096 size 8',
  ),
  says(
    '-',
    'not-allocated',
    { arg: 0 },
    'arg#0 expected pointer to allocated object',
    'R1 expected pointer to allocated object',
  ),
  says('TY-20 PO-7', 'scalar-argument', { arg: 0 }, 'R1 type=scalar expected=fp'),
  says('TY-21 PO-2', 'scalar-argument', { arg: 1 }, 'R2 type=scalar expected=fp'),
  says(
    'TY-22',
    'context-argument',
    { struct: 'bpf_context', off: 31, size: 1 },
    'invalid bpf_context access off=31 size=1',
  ),
  says('RL-1 RL-2 RL-5', 'released-argument', { arg: 0 }, 'R1 type=scalar expected=fp'),
  says('RL-4', 'released-argument', { arg: 1 }, 'R2 type=scalar expected=fp'),
  says('RL-3', 'released-dereference', { reg: 6 }, "R6 invalid mem access 'scalar'"),
  says('KP-1', 'kptr-store', {}, 'store to referenced kptr disallowed'),
  says('KP-2', 'kptr-size', {}, 'kptr access size must be BPF_DW'),
  says('KP-3', 'kptr-misaligned', { expected: 0, off: 1 }, 'kptr access misaligned expected=0 off=1'),
  says('KP-4', 'kptr-variable-offset-access', {}, 'kptr access cannot have variable offset'),
  says(
    'KP-5',
    'kptr-variable-offset-xchg',
    { arg: 0 },
    "R1 doesn't have constant offset. kptr has to be at the constant offset",
  ),
  says('KP-6', 'kptr-indirect', {}, 'kptr cannot be accessed indirectly by helper'),
  says('KP-7', 'kptr-wrong-field', { off: 8 }, "off=8 doesn't point to kptr"),
  says('KP-8', 'kptr-untrusted-field', { off: 8 }, "off=8 kptr isn't referenced kptr"),
  says('KP-9', 'kptr-not-static', { map: 'X.bss' }, "map 'X.bss': failed to re-mmap() contents: -ENOTSUPP"),
  says('KP-10', 'kptr-none', { arg: 0 }, 'R1 has no valid kptr'),
  says(
    'KP-11',
    'kptr-wrong-type',
    { arg: 1, actual: 'task_struct', expected: 'bpf_cpumask' },
    'invalid kptr access, R2 type=ptr_task_struct expected=ptr_bpf_cpumask',
  ),
  says('KP-12', 'transfer-not-owned', { arg: 1 }, 'R2 must be referenced when passed to release function'),
  says('KP-13', 'kptr-on-stack', { arg: 0 }, 'R1 type=fp expected=map_value, ptr_'),
  says('KP-14', 'kptr-map-flags', {}, '-EACCES'),
  says('KP-15', 'kptr-map-type', {}, '-EOPNOTSUPP'),
  says('KP-16', 'kptr-map-frozen', {}, '-ENOTSUPP'),
  says('RC-1', 'rcu-unmatched-unlock', {}, 'unmatched rcu read unlock (kernel function bpf_rcu_read_unlock)'),
  says(
    'RC-2 RC-4',
    'rcu-at-exit',
    {},
    'BPF_EXIT instruction in main prog cannot be used inside bpf_rcu_read_lock-ed region',
    undefined,
    'bpf_rcu_read_unlock is missing',
  ),
  says('RC-3', 'rcu-nested-lock', {}, 'nested rcu read lock (kernel function bpf_rcu_read_lock)', ''),
  says('RC-5', 'rcu-at-tail-call', {}, 'tail_call cannot be used inside bpf_rcu_read_lock-ed region'),
  says('RC-5', 'rcu-at-throw', {}, 'bpf_throw cannot be used inside bpf_rcu_read_lock-ed region'),
  says(
    '-',
    'preempt-at-exit',
    {},
    'BPF_EXIT instruction in main prog cannot be used inside bpf_preempt_disable-ed region',
    undefined,
    '1 bpf_preempt_enable is missing',
  ),
  says(
    '-',
    'preempt-unmatched-enable',
    {},
    'unmatched attempt to enable preemption (kernel function bpf_preempt_enable)',
  ),
  says('-', 'lock-unmatched-unlock', {}, 'bpf_spin_unlock without taking a lock'),
  says(
    '-',
    'lock-at-exit',
    {},
    'BPF_EXIT instruction in main prog cannot be used inside bpf_spin_lock-ed region',
    undefined,
    'bpf_spin_unlock is missing',
  ),
  says(
    '-',
    'irq-at-exit',
    {},
    'BPF_EXIT instruction in main prog cannot be used inside bpf_local_irq_save-ed region',
    undefined,
    'bpf_local_irq_restore is missing',
  ),
  says(
    '-',
    'null-arithmetic',
    { arg: 0, type: 'map_value_or_null' },
    'R1 pointer arithmetic on map_value_or_null prohibited, null-check it first',
  ),
  says(
    '-',
    'map-value-outside',
    { valueSize: 144, off: 120, size: 32 },
    'invalid access to map value, value_size=144 off=120 size=32',
  ),
  says(
    '-',
    'memory-outside',
    { memSize: 32, off: 0, size: 40 },
    'invalid access to memory, mem_size=32 off=0 size=40',
  ),
  says('-', 'scalar-slot', { arg: 0 }, 'R1 type=scalar expected=map_value, ptr_'),
  says('-', 'kptr-store-object', {}, 'direct access to kptr is disallowed'),
  says(
    '-',
    'variable-read',
    { arg: 1, struct: 'bpf_cpumask' },
    'R2 is ptr_bpf_cpumask invalid variable offset: off=0, var_off=',
  ),
  says(
    '-',
    'populate-unbounded',
    { arg: 2 },
    "R3 unbounded memory access, use 'var &= const' or 'if (var < const)'",
  ),
  says(
    'RC-6',
    'sleepable-helper-in-rcu',
    { callee: 'bpf_copy_from_user', id: 148 },
    'sleepable helper bpf_copy_from_user#148 in rcu_read_lock region',
  ),
  says(
    'RC-7',
    'sleepable-kfunc-in-rcu',
    { callee: 'bpf_copy_from_user_str' },
    'kernel func bpf_copy_from_user_str is sleepable within rcu_read_lock region',
  ),
  says(
    'RC-8',
    'sleepable-helper-no-preempt',
    { callee: 'bpf_copy_from_user', id: 148 },
    'sleepable helper bpf_copy_from_user#148 in non-preemptible region',
  ),
  says('-', 'sleepable-helper-in-program', {}, 'helper call might sleep in a non-sleepable prog'),
  says(
    '-',
    'sleepable-kfunc-in-program',
    { callee: 'bpf_copy_from_user_str' },
    'program must be sleepable to call sleepable kfunc bpf_copy_from_user_str',
  ),
  says(
    'RC-9',
    'sleepable-global-function',
    {},
    'global functions that may sleep are not allowed in non-sleepable context,\ni.e., in a RCU/IRQ/preempt-disabled section, or in\na non-sleepable BPF program context',
    undefined,
    'global function calls are not allowed with preemption disabled,',
  ),
  says('RC-11', 'call-under-lock', {}, 'function calls are not allowed while holding a lock'),
  says(
    'RC-11',
    'global-call-under-lock',
    {},
    'global function calls are not allowed while holding a lock,\nuse static function instead',
  ),
  says(
    'PT-1 PT-2',
    'kfunc-not-allowed',
    { callee: 'bpf_cpumask_create' },
    'calling kernel function bpf_cpumask_create is not allowed',
  ),
  says('PT-3', 'kfunc-unresolved-call', {}, '<invalid kfunc call>'),
  says(
    'PT-3',
    'kfunc-unresolved',
    { callee: 'bpf_cpumask_kptr_get' },
    "kfunc 'bpf_cpumask_kptr_get' is referenced but wasn't resolved",
  ),
  says(
    'PT-4',
    'ksym-not-found',
    { callee: 'bpf_cpumask_any' },
    "extern (func ksym) 'bpf_cpumask_any': not found in kernel or module BTFs",
  ),
  says(
    'SP-2',
    'global-untagged',
    { struct: 'cpumask', size: 40 },
    'access beyond struct cpumask at off 0 size 40',
  ),
  says(
    'SP-7',
    'global-returns-pointer',
    { name: 'f' },
    "Global function f() doesn't return scalar. Only those are supported.",
  ),
  says('PM-2', 'stack-too-short', { arg: 0, off: -8, size: 32 }, 'invalid read from stack R1 off=-8 size=32'),
  says('PM-2', 'map-value-too-short', { arg: 0 }, 'R1 min value is outside of the allowed memory range'),
  says(
    'PM-3',
    'read-only-memory',
    { valueSize: 32, off: 0, size: 32 },
    'write into map forbidden, value_size=32 off=0 size=32',
  ),
  says('PO-1', 'stack-too-short', { arg: 1, off: -8, size: 64 }, 'invalid read from stack R2 off=-8 size=64'),
  says(
    'PO-1 PO-2 PO-4 PO-5',
    'populate-pair',
    {},
    'arg#1 arg#2 memory, len pair leads to invalid memory access',
  ),
  says(
    'PO-4',
    'populate-length',
    { arg: 2 },
    "R3 min value is negative, either use unsigned or 'var &= const'",
  ),
  says(
    'PO-6',
    'populate-source-type',
    { callee: 'bpf_cpumask_populate', arg: 1 },
    'kernel function bpf_cpumask_populate args#1 pointer type UNKNOWN  is not supported',
  ),
  says(
    '-',
    'iterator-not-started',
    { type: 'iter_bits', arg: 0 },
    'expected an initialized iter_bits as arg #0',
  ),
  says(
    '-',
    'sleepable-kfunc-no-preempt',
    { callee: 'bpf_copy_from_user_str' },
    'kernel func bpf_copy_from_user_str is sleepable within non-preemptible region',
  ),
  says(
    '-',
    'untrusted-helper-argument',
    { arg: 1 },
    'R2 type=untrusted_ptr_ expected=ptr_, trusted_ptr_, rcu_ptr_',
  ),
  says(
    '-',
    'rcu-protection-required',
    { callee: 'bpf_iter_task_new' },
    'kernel func bpf_iter_task_new requires RCU critical section protection',
  ),
  says(
    '-',
    'helper-argument-type',
    { arg: 0, type: 'ringbuf_mem_or_null', expected: 'ringbuf_mem' },
    'R1 type=ringbuf_mem_or_null expected=ringbuf_mem',
  ),
  says('-', 'lock-in-tracing', {}, 'tracing progs cannot use bpf_spin_lock yet'),
  says(
    '-',
    'map-in-sleepable',
    {},
    'Sleepable programs can only use array, hash, ringbuf and local storage maps',
  ),
  says(
    '-',
    'return-range',
    { where: 'At callback return', lo: 2, hi: 2, from: 0, to: 1 },
    'At callback return the register R0 has smin=2 smax=2 should have been in [0, 1]',
  ),
  says('-', 'uninitialised', { reg: 2 }, 'R2 !read_ok'),
];

test('each message is what 6.18 printed, and its older and newer forms', () => {
  for (const one of CASES) {
    assert.equal(one.say('6.18'), one.text, one.variant);
    if (one.next !== undefined) assert.equal(one.say('7.1'), one.next, one.variant);
    if (one.old !== undefined) assert.equal(one.say('6.12'), one.old, one.variant);
  }
});

test('wording up to 7.0 is that of 6.18', () => {
  for (const one of CASES)
    if (one.variant !== 'rcu-nested-lock') assert.equal(one.say('7.0'), one.text, one.variant);
});

test('nested sections are accepted since 6.19, RCU pointers since 6.4, objects as slots since 6.12', () => {
  assert.equal(kernelMessage('rcu-nested-lock', {}, '6.19'), '');
  assert.equal(kernelMessage('untrusted-argument', { arg: 1 }, '6.3'), 'R2 must be referenced or trusted');
  assert.equal(
    kernelMessage('null-map-value-argument', { arg: 0 }, '6.11'),
    'R1 type=map_value_or_null expected=map_value',
  );
});

test('every variant is covered, and belongs to a fault kind', () => {
  const covered = new Set(CASES.map((one) => one.variant));
  assert.deepEqual(
    MESSAGE_VARIANTS.filter((variant) => !covered.has(variant)),
    [],
  );
  for (const variant of MESSAGE_VARIANTS) assert.ok(isFaultId(faultOf(variant)), variant);
});

/** Rows that are accepted on 6.18 and stand for no fault. */
const ACCEPTED = ['KP-17', 'RC-10', 'RC-12', 'SP-1', 'SP-3', 'SP-5', 'SP-6'];
const GROUPS: Readonly<Record<string, number>> = {
  OW: 17,
  NU: 11,
  TY: 22,
  RL: 5,
  KP: 17,
  RC: 12,
  PT: 4,
  SP: 7,
  PM: 5,
  PO: 10,
};

test('every row of the rule collection belongs to exactly one kind, or is accepted', () => {
  const owner = new Map<string, FaultId>();
  for (const id of FAULT_IDS) {
    for (const row of FAULTS[id].rules) {
      assert.equal(owner.get(row), undefined, row);
      owner.set(row, id);
    }
  }
  const all = Object.entries(GROUPS).flatMap(([group, count]) =>
    Array.from({ length: count }, (_, index) => `${group}-${index + 1}`),
  );
  assert.deepEqual(
    all.filter((row) => !owner.has(row)),
    ACCEPTED,
  );
  assert.deepEqual(
    [...owner.keys()].filter((row) => !all.includes(row)),
    [],
  );
});

test('a row that has a message has one of its own kind', () => {
  const shared = new Set(['NU-11', 'KP-6', 'PO-1', 'PO-2', 'PO-3', 'PO-5', 'PO-7', 'PM-2', 'PM-3']);
  for (const one of CASES) {
    for (const row of one.rows) {
      if (row === '-' || shared.has(row)) continue;
      assert.ok(FAULTS[faultOf(one.variant)].rules.includes(row), `${row} ${one.variant}`);
    }
  }
});

test('ids are kebab-case and closed', () => {
  for (const id of FAULT_IDS) {
    assert.match(id, /^[a-z]+(-[a-z]+)*$/);
    assert.equal(faultKind(id).id, id);
  }
  assert.equal(isFaultId('toString'), false);
  assert.equal(FAULT_IDS.length, 28);
});
