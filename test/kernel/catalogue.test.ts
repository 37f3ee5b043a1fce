import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EFFECTS } from '../../bpf/kernel/effects.ts';
import { FLAG_SETS } from '../../bpf/kernel/flags.ts';
import {
  allFunctions,
  argAt,
  availableAt,
  flagsAt,
  lookupFunction,
  programTypeAllows,
  programTypeSince,
  releasersOf,
  returnsAt,
} from '../../bpf/kernel/index.ts';
import { PROGRAM_TYPES } from '../../bpf/kernel/program-types.ts';
import type { KernelFunction, Returns } from '../../bpf/kernel/types.ts';
import { compareVersions } from '../../bpf/kernel/versions.ts';
import { FACTS } from './facts.ts';

const known = (name: string): KernelFunction => {
  const fn = lookupFunction(name);
  assert.ok(fn, name);
  return fn;
};

/** The set that a function is in may be older than the function. */
const newest = (set: string, fn: string | null) => (fn !== null && compareVersions(fn, set) > 0 ? fn : set);

test('every researched function is there with its flags, versions and program types', () => {
  for (const fact of FACTS) {
    const fn = known(fact.name);
    assert.equal(fn.name, fact.name);
    assert.deepEqual([...flagsAt(fn, '6.18')].sort(), fact.until ? [] : [...fact.flags].sort(), fact.name);
    if (fact.status === 'never merged') {
      assert.ok(fn.proposedIn && fn.notCallable !== undefined && fn.notCallable !== 'destructor', fact.name);
      continue;
    }
    assert.equal(fn.since, fact.since ?? undefined, fact.name);
    assert.equal(fn.until, fact.until ?? undefined, fact.name);
    if (fact.kind === 'not') continue;
    for (const [type, since] of Object.entries(fact.types)) {
      if (since === null) assert.equal(programTypeSince(fn, type), undefined, `${fact.name} ${type}`);
      else if (fn.programTypes)
        assert.equal(programTypeSince(fn, type), newest(since, fact.since), `${fact.name} ${type}`);
    }
  }
});

test('no name twice, and each record is complete', () => {
  const names = allFunctions().map((fn) => fn.name);
  assert.deepEqual(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  );
  for (const fn of allFunctions()) {
    assert.match(fn.prototype, new RegExp(`\\b${fn.name}\\(`), fn.name);
    assert.ok(fn.effect in EFFECTS, `${fn.name}: ${fn.effect}`);
    assert.ok(fn.doc.en.length > 10 && fn.doc.en.length < 500, fn.name);
    assert.match(fn.doc.en, /[.)]$/, fn.name);
    assert.doesNotMatch(
      `${fn.doc.en} ${fn.notes?.join(' ') ?? ''}`,
      /powerful|seamless|easily|simply|robust|blazing|!/i,
      fn.name,
    );
    for (const param of fn.params) {
      if (param.arg.role === 'flags' && param.arg.set !== undefined)
        assert.ok(param.arg.set in FLAG_SETS, fn.name);
    }
    for (const rule of fn.programTypes ?? [])
      assert.ok(rule.type in PROGRAM_TYPES, `${fn.name} ${rule.type}`);
    if (fn.kind === 'helper') assert.ok(fn.helperId, fn.name);
    for (const entry of fn.flags)
      if (entry.since && entry.until) assert.ok(compareVersions(entry.since, entry.until) < 0, fn.name);
  }
  assert.equal(
    new Set(allFunctions().flatMap((fn) => fn.helperId ?? [])).size,
    allFunctions().filter((fn) => fn.helperId).length,
  );
});

test('every effect is used', () => {
  const used = new Set<string>(allFunctions().map((fn) => fn.effect));
  assert.deepEqual(
    Object.keys(EFFECTS).filter((name) => !used.has(name)),
    [],
  );
});

test('what releases a reference exists and takes one', () => {
  for (const fn of allFunctions()) {
    const returns: Returns = fn.returns;
    const names = returns.kind === 'reference' || returns.kind === 'memory' ? (returns.releasedBy ?? []) : [];
    if (returns.kind === 'reference') assert.ok(names.length > 0, fn.name);
    for (const name of names) {
      assert.ok(
        known(name).params.some((param) => param.arg.role === 'object' && param.arg.trust === 'release'),
        `${fn.name}: ${name}`,
      );
    }
    if (returns.kind === 'reference')
      assert.ok(
        names.some((name) => releasersOf(returns.struct).includes(name) || returns.struct === '*'),
        fn.name,
      );
    if (fn.replacedBy) known(fn.replacedBy);
  }
});

test('flags and records say the same', () => {
  for (const fn of allFunctions()) {
    if (fn.kind !== 'kfunc' || fn.notCallable || fn.until) continue;
    const flags = flagsAt(fn, '6.18');
    const newest = new Set([...flags, ...flagsAt(fn, '7.2')]);
    const releases = fn.params.some((param) => param.arg.role === 'object' && param.arg.trust === 'release');
    assert.equal(newest.has('KF_RELEASE'), releases, fn.name);
    if (fn.returns.kind === 'reference') assert.ok(newest.has('KF_ACQUIRE'), fn.name);
    if (fn.returns.kind === 'reference')
      assert.equal(fn.returns.nullable, newest.has('KF_RET_NULL'), fn.name);
    if (newest.has('KF_SLEEPABLE')) assert.equal(fn.sleepable, true, fn.name);
    if (newest.has('KF_RCU')) {
      const objects = fn.params.filter((param) => param.arg.role === 'object');
      for (const param of objects)
        assert.equal(param.arg.role === 'object' && param.arg.trust, 'rcu', `${fn.name} ${param.name}`);
    }
  }
});

test('names are found as source writes them', () => {
  const cases: readonly [string, string | undefined][] = [
    ['bpf_cpumask_set_cpu', 'bpf_cpumask_set_cpu'],
    ['__COMPAT_bpf_cpumask_populate', 'bpf_cpumask_populate'],
    ['__COMPAT_scx_bpf_dsq_peek', 'scx_bpf_dsq_peek'],
    ['scx_bpf_dsq_insert___v2___compat', 'scx_bpf_dsq_insert___v2'],
    ['scx_bpf_dsq_insert___v1', 'scx_bpf_dsq_insert'],
    ['scx_bpf_task_cgroup___new', 'scx_bpf_task_cgroup'],
    ['scx_bpf_consume___old', 'scx_bpf_consume'],
    ['bpf_cpumask_any___compat', 'bpf_cpumask_any'],
    ['__scx_bpf_select_cpu_and', '__scx_bpf_select_cpu_and'],
    ['___', undefined],
    ['', undefined],
    ['constructor', undefined],
    ['bpf_cpumask_', undefined],
  ];
  for (const [name, found] of cases) assert.equal(lookupFunction(name)?.name, found, name);
  assert.equal(lookupFunction('_'.repeat(100_000)), undefined);
});

test('what a version has', () => {
  const populate = known('bpf_cpumask_populate');
  assert.equal(availableAt(populate, '6.14'), false);
  assert.equal(availableAt(populate, '6.15'), true);
  assert.equal(availableAt(known('bpf_cpumask_any'), '6.4'), true);
  assert.equal(availableAt(known('bpf_cpumask_any'), '6.5'), false);
  assert.equal(availableAt(known('bpf_cpumask_kptr_get'), '6.18'), false);
  assert.equal(availableAt(known('bpf_bitmap_create'), '6.18'), false);
  assert.equal(availableAt(known('bpf_cpumask_release_dtor'), '6.18'), false);
  const wrapper = known('__COMPAT_bpf_cpumask_populate');
  assert.equal(availableAt(wrapper, '6.12'), true);
  assert.equal(wrapper, known('__COMPAT_bpf_cpumask_populate'));
  assert.equal(programTypeAllows(wrapper, 'struct_ops', '6.12'), true);
  assert.equal(availableAt(known('scx_bpf_task_set_slice'), '6.18'), true);
  assert.equal(programTypeAllows(known('scx_bpf_dsq_insert'), 'struct_ops', '6.12'), true);
  assert.equal(availableAt(known('scx_bpf_dsq_peek'), '6.18'), false);
});

test('what the verifier asks of an argument depends on the version', () => {
  const set = known('bpf_cpumask_set_cpu');
  assert.deepEqual(argAt(set, 1, '6.3'), {
    role: 'object',
    struct: 'bpf_cpumask',
    trust: 'trusted',
    mutates: true,
    memory: true,
  });
  assert.deepEqual(argAt(set, 1, '6.18'), {
    role: 'object',
    struct: 'bpf_cpumask',
    trust: 'rcu',
    mutates: true,
    memory: true,
  });
  const populate = known('bpf_cpumask_populate');
  const struct = (version: string) => {
    const arg = argAt(populate, 0, version);
    return arg?.role === 'object' ? arg.struct : '';
  };
  assert.equal(struct('6.18'), 'cpumask');
  assert.equal(struct('7.3'), 'bpf_cpumask');
  assert.equal(argAt(set, 2, '6.18'), undefined);
});

test('RCU protects a peeked task, also where the wrapper walks the queue instead', () => {
  const task = { kind: 'object', struct: 'task_struct', trust: 'rcu', nullable: true };
  assert.deepEqual(returnsAt(known('scx_bpf_dsq_peek'), '6.19'), task);
  assert.deepEqual(returnsAt(known('__COMPAT_scx_bpf_dsq_peek'), '6.18'), task);
});

test('program types on 6.18, as the kernel answered', () => {
  const create = known('bpf_cpumask_create');
  for (const type of ['tracing', 'struct_ops', 'syscall', 'tracepoint', 'perf_event', 'lsm']) {
    assert.equal(programTypeAllows(create, type, '6.18'), true, type);
  }
  const refused = [
    'xdp',
    'sched_cls',
    'socket_filter',
    'cgroup_skb',
    'cgroup_sysctl',
    'sock_ops',
    'sk_lookup',
    'flow_dissector',
    'kprobe',
    'raw_tracepoint',
  ];
  for (const type of refused) assert.equal(programTypeAllows(create, type, '6.18'), false, type);
  assert.equal(programTypeAllows(create, 'raw_tracepoint', '7.0'), true);
  assert.equal(programTypeAllows(create, 'syscall', '6.9'), false);
  assert.equal(programTypeAllows(create, 'tracepoint', '6.11'), false);
  assert.equal(programTypeAllows(known('bpf_rcu_read_lock'), 'kprobe', '6.18'), true);
});
