import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONSTANTS } from '../../bpf/kernel/flags.ts';
import { lookupMayBeNull, MAP_TYPES, mapType } from '../../bpf/kernel/maps.ts';
import { PROGRAM_TYPES, programOf } from '../../bpf/kernel/program-types.ts';
import { fieldTrust, KERNEL_RECORDS } from '../../bpf/kernel/records/index.ts';

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
  assert.equal(programOf('tp_btf/x').arguments, 'packed');
  assert.equal(programOf('tp_btf/x', 'BPF_PROG').arguments, 'trusted');
  assert.equal(programOf('struct_ops/x').arguments, 'trusted');
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
