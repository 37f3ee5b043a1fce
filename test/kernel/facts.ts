/** What the project's research says of each function: kind, status, versions, flags on 6.18, program types with their first version (null: never). */
import type { ProgramTypeName } from '../../bpf/kernel/program-types.ts';

export interface Fact {
  readonly name: string;
  readonly kind: string;
  readonly status: string;
  readonly since: string | null;
  readonly until: string | null;
  readonly flags: readonly string[];
  readonly types: Partial<Record<ProgramTypeName, string | null>>;
}

const SET_0: Fact['types'] = {
  tracing: '6.3',
  lsm: '6.3',
  struct_ops: '6.3',
  syscall: '6.10',
  tracepoint: '6.12',
  perf_event: '6.12',
  raw_tracepoint: '7.0',
  kprobe: null,
};
const SET_1: Fact['types'] = {
  tracing: '6.5',
  lsm: '6.5',
  struct_ops: '6.5',
  syscall: '6.10',
  tracepoint: '6.12',
  perf_event: '6.12',
  raw_tracepoint: '7.0',
  kprobe: null,
};
const SET_2: Fact['types'] = { tracing: '6.3', lsm: '6.3', struct_ops: '6.3' };
const SET_3: Fact['types'] = {
  tracing: '6.8',
  lsm: '6.8',
  struct_ops: '6.8',
  syscall: '6.10',
  tracepoint: '6.12',
  perf_event: '6.12',
  raw_tracepoint: '7.0',
  kprobe: null,
};
const SET_4: Fact['types'] = {
  tracing: '6.15',
  lsm: '6.15',
  struct_ops: '6.15',
  syscall: '6.15',
  tracepoint: '6.15',
  perf_event: '6.15',
  raw_tracepoint: '7.0',
  kprobe: null,
};
const SET_5: Fact['types'] = { syscall: '6.10' };
const SET_6: Fact['types'] = { struct_ops: '6.12', syscall: '6.12' };
const SET_7: Fact['types'] = { struct_ops: '6.15', syscall: '6.15' };
const SET_8: Fact['types'] = { struct_ops: '6.16', syscall: '6.16' };
const SET_9: Fact['types'] = { struct_ops: '6.19', syscall: '6.19' };

type Row = readonly [string, string, string, string | null, string | null, readonly string[], Fact['types']];
const ROWS: readonly Row[] = [
  ['bpf_cpumask_create', 'kfunc', 'current', '6.3', null, ['KF_ACQUIRE', 'KF_RET_NULL'], SET_0],
  ['bpf_cpumask_acquire', 'kfunc', 'current', '6.3', null, ['KF_ACQUIRE', 'KF_TRUSTED_ARGS'], SET_0],
  ['bpf_cpumask_release', 'kfunc', 'current', '6.3', null, ['KF_RELEASE'], SET_0],
  ['bpf_cpumask_release_dtor', 'not', 'current', '6.8', null, [], {}],
  ['bpf_cpumask_first', 'kfunc', 'current', '6.3', null, ['KF_RCU'], SET_0],
  ['bpf_cpumask_first_zero', 'kfunc', 'current', '6.3', null, ['KF_RCU'], SET_0],
  ['bpf_cpumask_first_and', 'kfunc', 'current', '6.5', null, ['KF_RCU'], SET_1],
  ['bpf_cpumask_set_cpu', 'kfunc', 'current', '6.3', null, ['KF_RCU'], SET_0],
  ['bpf_cpumask_clear_cpu', 'kfunc', 'current', '6.3', null, ['KF_RCU'], SET_0],
  ['bpf_cpumask_test_cpu', 'kfunc', 'current', '6.3', null, ['KF_RCU'], SET_0],
  ['bpf_cpumask_test_and_set_cpu', 'kfunc', 'current', '6.3', null, ['KF_RCU'], SET_0],
  ['bpf_cpumask_test_and_clear_cpu', 'kfunc', 'current', '6.3', null, ['KF_RCU'], SET_0],
  ['bpf_cpumask_setall', 'kfunc', 'current', '6.3', null, ['KF_RCU'], SET_0],
  ['bpf_cpumask_clear', 'kfunc', 'current', '6.3', null, ['KF_RCU'], SET_0],
  ['bpf_cpumask_and', 'kfunc', 'current', '6.3', null, ['KF_RCU'], SET_0],
  ['bpf_cpumask_or', 'kfunc', 'current', '6.3', null, ['KF_RCU'], SET_0],
  ['bpf_cpumask_xor', 'kfunc', 'current', '6.3', null, ['KF_RCU'], SET_0],
  ['bpf_cpumask_equal', 'kfunc', 'current', '6.3', null, ['KF_RCU'], SET_0],
  ['bpf_cpumask_intersects', 'kfunc', 'current', '6.3', null, ['KF_RCU'], SET_0],
  ['bpf_cpumask_subset', 'kfunc', 'current', '6.3', null, ['KF_RCU'], SET_0],
  ['bpf_cpumask_empty', 'kfunc', 'current', '6.3', null, ['KF_RCU'], SET_0],
  ['bpf_cpumask_full', 'kfunc', 'current', '6.3', null, ['KF_RCU'], SET_0],
  ['bpf_cpumask_copy', 'kfunc', 'current', '6.3', null, ['KF_RCU'], SET_0],
  ['bpf_cpumask_any', 'kfunc', 'removed', '6.3', '6.5', [], SET_2],
  ['bpf_cpumask_any_and', 'kfunc', 'removed', '6.3', '6.5', [], SET_2],
  ['bpf_cpumask_any_distribute', 'kfunc', 'current', '6.5', null, ['KF_RCU'], SET_1],
  ['bpf_cpumask_any_and_distribute', 'kfunc', 'current', '6.5', null, ['KF_RCU'], SET_1],
  ['bpf_cpumask_weight', 'kfunc', 'current', '6.8', null, ['KF_RCU'], SET_3],
  ['bpf_cpumask_populate', 'kfunc', 'current', '6.15', null, ['KF_RCU'], SET_4],
  ['bpf_cpumask_kptr_get', 'kfunc', 'removed', '6.3', '6.4', [], SET_2],
  ['bpf_iter_cpumask_new', 'proposal', 'never merged', null, null, [], {}],
  ['bpf_iter_cpumask_next', 'proposal', 'never merged', null, null, [], {}],
  ['bpf_iter_cpumask_destroy', 'proposal', 'never merged', null, null, [], {}],
  ['bpf_cpumask_from_bpf_mem', 'proposal', 'never merged', null, null, [], {}],
  ['bpf_bitmap_create', 'proposal', 'never merged', null, null, [], {}],
  ['bpf_bitmap_cast_to_cpumask', 'proposal', 'never merged', null, null, [], {}],
  ['bpf_find_first_bit', 'proposal', 'never merged', null, null, [], {}],
  ['bpf_kptr_xchg', 'helper', 'current', '5.19', null, [], {}],
  ['bpf_rcu_read_lock', 'kfunc', 'current', '6.2', null, [], {}],
  ['bpf_rcu_read_unlock', 'kfunc', 'current', '6.2', null, [], {}],
  ['bpf_task_acquire', 'kfunc', 'current', '6.2', null, ['KF_ACQUIRE', 'KF_RCU', 'KF_RET_NULL'], SET_5],
  ['bpf_task_release', 'kfunc', 'current', '6.2', null, ['KF_RELEASE'], SET_5],
  ['bpf_task_from_pid', 'kfunc', 'current', '6.2', null, ['KF_ACQUIRE', 'KF_RET_NULL'], SET_5],
  ['bpf_task_from_vpid', 'kfunc', 'current', '6.13', null, ['KF_ACQUIRE', 'KF_RET_NULL'], SET_5],
  ['scx_bpf_get_possible_cpumask', 'kfunc', 'current', '6.12', null, ['KF_ACQUIRE'], SET_6],
  ['scx_bpf_get_online_cpumask', 'kfunc', 'current', '6.12', null, ['KF_ACQUIRE'], SET_6],
  ['scx_bpf_put_cpumask', 'kfunc', 'current', '6.12', null, ['KF_RELEASE'], SET_6],
  ['scx_bpf_get_idle_cpumask', 'kfunc', 'current', '6.12', null, ['KF_ACQUIRE'], SET_6],
  ['scx_bpf_get_idle_smtmask', 'kfunc', 'current', '6.12', null, ['KF_ACQUIRE'], SET_6],
  ['scx_bpf_get_idle_cpumask_node', 'kfunc', 'current', '6.15', null, ['KF_ACQUIRE'], SET_7],
  ['scx_bpf_get_idle_smtmask_node', 'kfunc', 'current', '6.15', null, ['KF_ACQUIRE'], SET_7],
  ['scx_bpf_put_idle_cpumask', 'kfunc', 'current', '6.12', null, ['KF_RELEASE'], SET_6],
  ['scx_bpf_test_and_clear_cpu_idle', 'kfunc', 'current', '6.12', null, [], SET_6],
  ['scx_bpf_pick_idle_cpu', 'kfunc', 'current', '6.12', null, ['KF_RCU'], SET_6],
  ['scx_bpf_pick_any_cpu', 'kfunc', 'current', '6.12', null, ['KF_RCU'], SET_6],
  ['scx_bpf_pick_idle_cpu_node', 'kfunc', 'current', '6.15', null, ['KF_RCU'], SET_7],
  ['scx_bpf_pick_any_cpu_node', 'kfunc', 'current', '6.15', null, ['KF_RCU'], SET_7],
  ['scx_bpf_select_cpu_and', 'kfunc', 'current', '6.16', null, ['KF_RCU'], SET_8],
  ['__scx_bpf_select_cpu_and', 'kfunc', 'current', '6.19', null, [], SET_9],
  ['scx_bpf_select_cpu_dfl', 'kfunc', 'current', '6.12', null, ['KF_RCU'], SET_6],
  ['scx_bpf_nr_cpu_ids', 'kfunc', 'current', '6.12', null, [], SET_6],
  ['scx_bpf_nr_node_ids', 'kfunc', 'current', '6.15', null, [], SET_7],
  ['scx_bpf_cpu_node', 'kfunc', 'current', '6.15', null, [], SET_7],
  ['bpf_iter_bits_new', 'kfunc', 'current', '6.11', null, ['KF_ITER_NEW'], {}],
  ['bpf_iter_bits_next', 'kfunc', 'current', '6.11', null, ['KF_ITER_NEXT', 'KF_RET_NULL'], {}],
  ['bpf_iter_bits_destroy', 'kfunc', 'current', '6.11', null, ['KF_ITER_DESTROY'], {}],
  ['bpf_get_smp_processor_id', 'helper', 'current', '4.1', null, [], {}],
  ['bpf_map_lookup_elem', 'helper', 'current', '3.18', null, [], {}],
  ['bpf_map_update_elem', 'helper', 'current', '3.18', null, [], {}],
  ['bpf_map_lookup_percpu_elem', 'helper', 'current', '5.19', null, [], {}],
  ['bpf_task_storage_get', 'helper', 'current', '5.11', null, [], {}],
  ['bpf_cgrp_storage_get', 'helper', 'current', '6.2', null, [], {}],
  ['bpf_inode_storage_get', 'helper', 'current', '5.10', null, [], {}],
  ['bpf_sk_storage_get', 'helper', 'current', '5.2', null, [], {}],
  ['bpf_per_cpu_ptr', 'helper', 'current', '5.10', null, [], {}],
  ['bpf_this_cpu_ptr', 'helper', 'current', '5.10', null, [], {}],
  ['bpf_loop', 'helper', 'current', '5.17', null, [], {}],
  ['bpf_obj_new', 'macro', 'current', '6.2', null, ['KF_ACQUIRE', 'KF_RET_NULL'], SET_5],
  ['bpf_obj_drop', 'macro', 'current', '6.2', null, ['KF_RELEASE'], SET_5],
  ['bpf_throw', 'kfunc', 'current', '6.7', null, [], SET_5],
  ['bpf_preempt_disable', 'kfunc', 'current', '6.10', null, [], {}],
  ['bpf_preempt_enable', 'kfunc', 'current', '6.10', null, [], {}],
];

export const FACTS: readonly Fact[] = ROWS.map(([name, kind, status, since, until, flags, types]) => ({
  name,
  kind,
  status,
  since,
  until,
  flags,
  types,
}));
