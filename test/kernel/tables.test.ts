import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONSTANTS, MAP_UPDATE_FLAGS } from '../../bpf/kernel/flags.ts';
import {
  checkCpuFlags,
  deleteOutcome,
  lookupMayBeNull,
  MAP_TYPES,
  mapType,
  type Outcome,
  updateOutcome,
} from '../../bpf/kernel/maps.ts';
import { PROGRAM_TYPES, programOf } from '../../bpf/kernel/program-types.ts';
import { fieldTrust, KERNEL_RECORDS } from '../../bpf/kernel/records.ts';

test('sections give program types', () => {
  const cases: readonly [string, string, boolean | undefined, string][] = [
    ['tp_btf/task_newtask', 'tracing', false, 'task_newtask'],
    ['?tp_btf/task_newtask', 'tracing', false, 'task_newtask'],
    ['fentry/f', 'tracing', false, 'f'],
    ['fentry.s/f', 'tracing', true, 'f'],
    ['fexit.s/f', 'tracing', true, 'f'],
    ['fmod_ret/f', 'tracing', false, 'f'],
    ['iter/task', 'tracing', false, 'task'],
    ['iter.s/cgroup', 'tracing', true, 'cgroup'],
    ['lsm/file_open', 'lsm', false, 'file_open'],
    ['lsm.s/file_open', 'lsm', true, 'file_open'],
    ['lsm_cgroup/socket_bind', 'lsm', false, 'socket_bind'],
    ['syscall', 'syscall', true, ''],
    ['raw_tp/sched_switch', 'raw_tracepoint', false, 'sched_switch'],
    ['raw_tracepoint/sched_switch', 'raw_tracepoint', false, 'sched_switch'],
    ['tracepoint/sched/sched_switch', 'tracepoint', false, 'sched/sched_switch'],
    ['tp/sched/sched_switch', 'tracepoint', false, 'sched/sched_switch'],
    ['kprobe', 'kprobe', false, ''],
    ['kprobe/f', 'kprobe', false, 'f'],
    ['kretprobe/f', 'kprobe', false, 'f'],
    ['ksyscall/nanosleep', 'kprobe', false, 'nanosleep'],
    ['uprobe.s//bin/sh:main', 'kprobe', true, '/bin/sh:main'],
    ['usdt/x', 'kprobe', false, 'x'],
    ['perf_event', 'perf_event', false, ''],
    ['xdp', 'xdp', false, ''],
    ['xdp.frags', 'xdp', false, ''],
    ['tc', 'sched_cls', false, ''],
    ['classifier', 'sched_cls', false, ''],
    ['cgroup/sysctl', 'cgroup_sysctl', false, ''],
    ['cgroup_skb/egress', 'cgroup_skb', false, ''],
    ['cgroup/connect4', 'cgroup_sock_addr', false, ''],
    ['sockops', 'sock_ops', false, ''],
    ['sk_lookup', 'sk_lookup', false, ''],
    ['socket', 'socket_filter', false, ''],
    ['struct_ops/enqueue', 'struct_ops', false, 'enqueue'],
    ['struct_ops.s/init', 'struct_ops', true, 'init'],
    ['struct_ops', 'struct_ops', false, ''],
    ['.maps', '', undefined, ''],
    ['license', '', undefined, ''],
    ['xdplike', '', undefined, ''],
    ['fentry', '', undefined, ''],
    ['', '', undefined, ''],
  ];
  for (const [section, type, sleepable, target] of cases) {
    const found = programOf(section);
    assert.deepEqual([found.type, found.sleepable, found.target], [type, sleepable, target], section);
    if (type) assert.ok(type in PROGRAM_TYPES, type);
  }
  assert.equal(programOf('', 'BPF_STRUCT_OPS_SLEEPABLE').sleepable, true);
  assert.equal(programOf('', 'BPF_STRUCT_OPS').sleepable, false);
  assert.equal(programOf('', 'BPF_PROG').type, '');
  assert.equal(programOf('tp_btf/x').arguments, 'trusted');
  assert.equal(programOf('iter/task').arguments, 'iterator-context');
  assert.equal(programOf('kprobe/x').arguments, 'context');
});

test('fields have the trust that the verifier gives them', () => {
  const cases: readonly [string, string, string | undefined][] = [
    ['task_struct', 'cpus_ptr', 'rcu'],
    ['task_struct', 'real_parent', 'rcu'],
    ['task_struct', 'group_leader', 'rcu'],
    ['task_struct', 'cgroups', 'rcu'],
    ['task_struct', 'user_cpus_ptr', 'untrusted'],
    ['task_struct', 'last_wakee', 'untrusted'],
    ['task_struct', 'cpus_mask', undefined],
    ['task_struct', 'parent', undefined],
    ['css_set', 'dfl_cgrp', 'rcu'],
    ['cgroup', 'kn', 'rcu'],
    ['cgroup_subsys_state', 'cgroup', 'rcu'],
    ['mm_struct', 'exe_file', 'rcu-or-null'],
    ['sk_buff', 'sk', 'rcu-or-null'],
    ['request_sock', 'sk', 'rcu-or-null'],
    ['file', 'f_inode', 'trusted'],
    ['linux_binprm', 'file', 'trusted'],
    ['bpf_iter_meta', 'seq', 'trusted'],
    ['bpf_iter__task', 'meta', 'trusted'],
    ['bpf_iter__task', 'task', 'trusted-or-null'],
    ['dentry', 'd_inode', 'trusted-or-null'],
    ['socket', 'sk', 'trusted-or-null'],
    ['vm_area_struct', 'vm_mm', 'untrusted'],
    ['nothing', 'x', undefined],
    ['constructor', 'name', undefined],
    ['task_struct', 'constructor', undefined],
  ];
  for (const [struct, field, trust] of cases)
    assert.equal(fieldTrust(struct, field, '6.18'), trust, `${struct}.${field}`);
  assert.equal(fieldTrust('vm_area_struct', 'vm_mm', '7.0'), 'trusted-or-null');
  assert.equal(KERNEL_RECORDS.task_struct?.comm?.type, 'char[16]');
  for (const [name, record] of Object.entries(KERNEL_RECORDS)) {
    for (const [field, { type, trust }] of Object.entries(record))
      assert.equal(type.endsWith('*'), trust !== undefined, `${name}.${field}`);
  }
});

test('updates and deletes answer as 6.18 did', () => {
  const { BPF_NOEXIST: no, BPF_EXIST: must, BPF_F_LOCK: lock } = MAP_UPDATE_FLAGS;
  const absent = { present: false, full: false, hasLock: false };
  const present = { present: true, full: false, hasLock: false };
  const full = { present: false, full: true, hasLock: false };
  const row = (type: string): (Outcome | undefined)[] => [
    updateOutcome(type, BigInt(must), absent),
    updateOutcome(type, BigInt(no), absent),
    updateOutcome(type, BigInt(no), present),
    updateOutcome(type, BigInt(must), present),
    updateOutcome(type, 0n, absent),
    updateOutcome(type, 3n, present),
    updateOutcome(type, BigInt(lock), present),
    updateOutcome(type, BigInt(lock), { ...present, hasLock: true }),
    updateOutcome(type, 0n, full),
    deleteOutcome(type, true),
    deleteOutcome(type, false),
  ];
  const hash = ['ENOENT', 'ok', 'EEXIST', 'ok', 'ok', 'EINVAL', 'EINVAL', 'ok', 'E2BIG', 'ok', 'ENOENT'];
  const array = ['ok', 'EEXIST', 'EEXIST', 'ok', 'ok', 'EINVAL', 'EINVAL', 'ok', 'E2BIG', 'EINVAL', 'EINVAL'];
  const lru = [...hash];
  lru[7] = 'EINVAL';
  lru[8] = 'evicts';
  assert.deepEqual(row('BPF_MAP_TYPE_HASH'), hash);
  assert.deepEqual(row('BPF_MAP_TYPE_ARRAY'), array);
  assert.deepEqual(row('BPF_MAP_TYPE_LRU_HASH'), lru);
  assert.deepEqual(row('BPF_MAP_TYPE_LRU_PERCPU_HASH'), lru);
  assert.deepEqual(row('BPF_MAP_TYPE_PERCPU_HASH'), [...hash.slice(0, 7), 'EINVAL', ...hash.slice(8)]);
  assert.deepEqual(row('BPF_MAP_TYPE_PERCPU_ARRAY'), [...array.slice(0, 7), 'EINVAL', ...array.slice(8)]);
  assert.equal(updateOutcome('BPF_MAP_TYPE_TASK_STORAGE', 0n, present), undefined);
  for (const flags of [8n, 16n, 8n | (1n << 32n), 1n << 32n]) {
    for (const type of ['ARRAY', 'HASH', 'PERCPU_ARRAY', 'PERCPU_HASH', 'LRU_PERCPU_HASH']) {
      assert.equal(updateOutcome(`BPF_MAP_TYPE_${type}`, flags, present), 'EINVAL', `${type} ${flags}`);
    }
  }
  assert.equal(updateOutcome('BPF_MAP_TYPE_ARRAY', 3n, full), 'EINVAL');
  assert.equal(updateOutcome('BPF_MAP_TYPE_ARRAY', BigInt(no), full), 'E2BIG');
  assert.equal(updateOutcome('BPF_MAP_TYPE_ARRAY', BigInt(no | lock), present), 'EEXIST');
  assert.equal(updateOutcome('BPF_MAP_TYPE_HASH', BigInt(no | lock), present), 'EINVAL');
});

test('CPU flags from user space: order of checks', () => {
  const check = (type: string, op: 'lookup' | 'update', flags: bigint, version = '7.0') =>
    checkCpuFlags(`BPF_MAP_TYPE_${type}`, op, flags, { hasLock: false, possibleCpus: 2, version });
  const cpu = (n: bigint) => 8n | (n << 32n);
  assert.equal(check('PERCPU_ARRAY', 'lookup', cpu(1n)), 'ok');
  assert.equal(check('PERCPU_ARRAY', 'lookup', cpu(2n)), 'ERANGE');
  assert.equal(check('PERCPU_ARRAY', 'lookup', 16n), 'EINVAL');
  assert.equal(check('PERCPU_HASH', 'update', 16n), 'ok');
  assert.equal(check('PERCPU_HASH', 'update', 8n | 16n), 'EINVAL');
  assert.equal(check('PERCPU_HASH', 'update', 16n | (1n << 32n)), 'EINVAL');
  assert.equal(check('PERCPU_HASH', 'update', 16n | 4n), 'EINVAL');
  assert.equal(check('HASH', 'update', 16n), 'EINVAL');
  assert.equal(check('HASH', 'lookup', 8n), 'EINVAL');
  assert.equal(check('PERCPU_HASH', 'update', 1n << 32n), 'EINVAL');
  assert.equal(check('PERCPU_CGROUP_STORAGE', 'update', cpu(0n)), 'ok');
  assert.equal(check('PERCPU_ARRAY', 'update', cpu(0n), '6.18'), 'EINVAL');
  assert.equal(check('PERCPU_ARRAY', 'update', 0n, '6.18'), 'ok');
});

test('map types', () => {
  assert.equal(lookupMayBeNull('BPF_MAP_TYPE_ARRAY', true, '6.18'), false);
  assert.equal(lookupMayBeNull('BPF_MAP_TYPE_ARRAY', true, '6.13'), true);
  assert.equal(lookupMayBeNull('BPF_MAP_TYPE_ARRAY', false, '6.18'), true);
  assert.equal(lookupMayBeNull('BPF_MAP_TYPE_HASH', true, '6.18'), true);
  assert.equal([...MAP_TYPES.values()].filter((type) => type.kptrSince).length, 11);
  assert.equal(mapType('BPF_MAP_TYPE_PERCPU_ARRAY')?.perCpu, true);
  assert.equal(mapType('BPF_MAP_TYPE_NONE_SUCH'), undefined);
  assert.equal(CONSTANTS.BPF_F_CPU, 8);
  assert.equal(CONSTANTS.BPF_F_ALL_CPUS, 16);
  assert.equal(CONSTANTS.toString, undefined);
});
