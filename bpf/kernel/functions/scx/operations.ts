/**
 * Which operation of a scheduler may call which function (kernel/sched/ext/ext.c, scx_kfunc_context_filter and
 * scx_kf_allow_flags; read in 7.2-rc2 and a later tree). Before 7.2 the verifier let all of them call all, and a wrong
 * call ended the scheduler when it was made.
 */
import { ALLOW_LISTS_SINCE, INIT_CIDS_SINCE } from '../../changes.ts';
import type { Version } from '../../types.ts';
import { compareVersions } from '../../versions.ts';

type Group = 'unlocked' | 'init' | 'init-cids' | 'cpu-release' | 'dispatch' | 'enqueue' | 'select-cpu';

const INSERT: readonly Group[] = ['enqueue'];
const DISPATCH: readonly Group[] = ['dispatch'];
const MOVE: readonly Group[] = ['dispatch', 'unlocked'];
const SELECT: readonly Group[] = ['select-cpu', 'unlocked'];

/** Functions that not every operation may call. */
const GROUPS: ReadonlyMap<string, readonly Group[]> = new Map<string, readonly Group[]>([
  ['scx_bpf_dsq_insert', INSERT],
  ['scx_bpf_dsq_insert___v2', INSERT],
  ['scx_bpf_dsq_insert_vtime', INSERT],
  ['__scx_bpf_dsq_insert_vtime', INSERT],
  ['scx_bpf_dispatch_nr_slots', DISPATCH],
  ['scx_bpf_dispatch_cancel', DISPATCH],
  ['scx_bpf_dsq_move_to_local', DISPATCH],
  ['scx_bpf_dsq_move_to_local___v1', DISPATCH],
  ['scx_bpf_dsq_move_to_local___v2', DISPATCH],
  ['scx_bpf_sub_dispatch', DISPATCH],
  ['scx_bpf_dsq_move', MOVE],
  ['scx_bpf_dsq_move_vtime', MOVE],
  ['scx_bpf_dsq_move_set_slice', MOVE],
  ['scx_bpf_dsq_move_set_vtime', MOVE],
  ['scx_bpf_reenqueue_local', ['cpu-release']],
  ['scx_bpf_create_dsq', ['unlocked']],
  ['scx_bpf_select_cpu_dfl', SELECT],
  ['scx_bpf_select_cpu_and', SELECT],
  ['__scx_bpf_select_cpu_and', SELECT],
  ['scx_bpf_cid_override', ['init', 'init-cids']],
]);

const UNLOCKED: readonly Group[] = ['unlocked'];

/** Groups by operation, as both kinds of schedulers name them; an operation that is not here has none. */
const ALLOWED: Readonly<Record<string, readonly Group[]>> = {
  select_cpu: ['select-cpu', 'enqueue'],
  select_cid: ['select-cpu', 'enqueue'],
  enqueue: ['select-cpu', 'enqueue'],
  dispatch: ['enqueue', 'dispatch'],
  sub_ecaps_updated: ['enqueue', 'dispatch'],
  cpu_release: ['cpu-release'],
  ...Object.fromEntries(
    [
      'init_task',
      'dump',
      'cgroup_init',
      'cgroup_exit',
      'cgroup_prep_move',
      'cgroup_cancel_move',
      'cgroup_set_weight',
      'cgroup_set_bandwidth',
      'cgroup_set_idle',
      'sub_attach',
      'sub_detach',
      'cpu_online',
      'cpu_offline',
      'cid_online',
      'cid_offline',
      'exit',
    ].map((op) => [op, UNLOCKED]),
  ),
};

/** The other operations there are: they may call what every context may. */
const OTHERS: ReadonlySet<string> = new Set([
  'dequeue',
  'tick',
  'runnable',
  'running',
  'stopping',
  'quiescent',
  'yield',
  'core_sched_before',
  'set_weight',
  'set_cpumask',
  'set_cmask',
  'update_idle',
  'cpu_acquire',
  'exit_task',
  'enable',
  'disable',
  'dump_cpu',
  'dump_cid',
  'dump_task',
  'cgroup_move',
  'sub_caps_updated',
]);

function allowedIn(op: string, kernel: Version): readonly Group[] | undefined {
  const isLater = compareVersions(kernel, INIT_CIDS_SINCE) >= 0;
  if (op === 'init') return isLater ? UNLOCKED : ['unlocked', 'init'];
  if (op === 'init_cids') return isLater ? ['unlocked', 'init-cids'] : undefined;
  return ALLOWED[op] ?? (OTHERS.has(op) ? [] : undefined);
}

/** What takes or gives CPU numbers and masks of them; with what does the same by cid, '' where nothing does. */
const CPU_ONLY: ReadonlyMap<string, string> = new Map([
  ['scx_bpf_kick_cpu', 'scx_bpf_kick_cid'],
  ['scx_bpf_task_cpu', 'scx_bpf_task_cid'],
  ['scx_bpf_cpu_rq', ''],
  ['scx_bpf_cpu_curr', 'scx_bpf_cid_curr'],
  ['scx_bpf_cpu_node', 'scx_bpf_cid_topo'],
  ['scx_bpf_cpuperf_cap', 'scx_bpf_cidperf_cap'],
  ['scx_bpf_cpuperf_cur', 'scx_bpf_cidperf_cur'],
  ['scx_bpf_cpuperf_set', 'scx_bpf_cidperf_set'],
  ['scx_bpf_get_possible_cpumask', ''],
  ['scx_bpf_get_online_cpumask', ''],
  ['scx_bpf_put_cpumask', ''],
  ['scx_bpf_select_cpu_dfl', ''],
  ['__scx_bpf_select_cpu_and', ''],
  ['scx_bpf_select_cpu_and', ''],
  ['scx_bpf_get_idle_cpumask', ''],
  ['scx_bpf_get_idle_cpumask_node', ''],
  ['scx_bpf_get_idle_smtmask', ''],
  ['scx_bpf_get_idle_smtmask_node', ''],
  ['scx_bpf_put_idle_cpumask', ''],
  ['scx_bpf_test_and_clear_cpu_idle', ''],
  ['scx_bpf_pick_idle_cpu', ''],
  ['scx_bpf_pick_idle_cpu_node', ''],
  ['scx_bpf_pick_any_cpu', ''],
  ['scx_bpf_pick_any_cpu_node', ''],
]);

const CPU_TABLE = 'sched_ext_ops';
const CID_TABLE = 'sched_ext_ops_cid';

/** The function that does by cid what this one does by CPU number; '': none. */
export function byCid(name: string): string {
  return CPU_ONLY.get(name) ?? '';
}

/** What may call it, in words of the kernel's operations: `select_cpu, enqueue`. */
export function operationsOf(name: string): readonly string[] {
  const groups = GROUPS.get(name) ?? [];
  return [...Object.keys(ALLOWED), 'init'].filter(
    (op) =>
      !op.endsWith('_cid') && groups.some((group) => (ALLOWED[op] ?? ['unlocked', 'init']).includes(group)),
  );
}

/** Why an operation in a table of that struct may not call a function; undefined: it may, or the table is another. */
export function opRefusal(
  name: string,
  table: string,
  op: string,
  kernel: Version,
): 'cpu-only' | 'not-in-op' | undefined {
  if (compareVersions(kernel, ALLOW_LISTS_SINCE) < 0) return undefined;
  if (table !== CPU_TABLE && table !== CID_TABLE) return undefined;
  if (table === CID_TABLE && CPU_ONLY.has(name)) return 'cpu-only';
  const groups = GROUPS.get(name);
  const allowed = allowedIn(op, kernel);
  if (!groups || !allowed) return undefined;
  return groups.some((group) => allowed.includes(group)) ? undefined : 'not-in-op';
}
