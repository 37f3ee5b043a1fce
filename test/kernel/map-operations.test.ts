import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { MAP_UPDATE_FLAGS } from '../../bpf/kernel/flags.ts';
import { flagWord } from '../../bpf/kernel/map-operations/flag-word.ts';
import { answer, programDelete, programUpdate } from '../../bpf/kernel/map-operations/index.ts';
import type {
  Answer,
  KeyState,
  MapOperation,
  Operation,
  Side,
} from '../../bpf/kernel/map-operations/types.ts';
import { writtenArguments } from '../../bpf/user/index.ts';
import { root } from '../support/root.ts';

interface Case {
  readonly id: string;
  readonly map_type: string;
  readonly op: Operation;
  readonly api: 'raw' | 'libbpf' | 'helper';
  readonly libbpf: string | null;
  readonly kernel: string;
  readonly ncpus: number;
  readonly flags: readonly string[];
  readonly cpu: number | null;
  readonly key: KeyState;
  readonly full: boolean;
  readonly spin_lock: boolean;
  readonly value_size: number;
  readonly given_value_size: number | null;
  readonly count: number | null;
  readonly expect: Readonly<Record<string, unknown>>;
}

const file = join(root, 'test/truth/percpu_cases.json');
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly Case[] };

function wordOf({ flags, cpu }: Pick<Case, 'flags' | 'cpu'>): bigint {
  const known: Readonly<Record<string, number>> = MAP_UPDATE_FLAGS;
  const low = flags.reduce((all, name) => all | BigInt(known[name] ?? name), 0n);
  return low | (BigInt(cpu ?? 0) << 32n);
}

/** The map of a case has two entries; a look-up of many finds what there is. */
function found({ map_type, key, full }: Case): number {
  if (map_type.endsWith('ARRAY')) return 2;
  return (key === 'present' ? 1 : 0) + (full ? 2 : 0);
}

function operationOf(c: Case): MapOperation {
  const side: Side = c.api === 'helper' ? 'program' : c.api;
  return {
    map: {
      type: c.map_type,
      keySize: 4,
      valueSize: c.value_size,
      maxEntries: 2,
      hasSpinLock: c.spin_lock,
      name: 'M',
    },
    operation: c.op,
    side,
    ...(c.libbpf === null ? {} : { libbpf: c.libbpf }),
    kernel: c.kernel,
    possibleCpus: c.ncpus,
    flags: flagWord(wordOf(c)),
    keySize: 4,
    valueSize: c.given_value_size ?? undefined,
    key: c.key,
    full: c.full,
    count: c.count ?? undefined,
    found: found(c),
  };
}

test('every recorded operation on a map is answered as kernel and libbpf answer it', () => {
  assert.equal(cases.length, 64);
  for (const c of cases) {
    const got = answer(operationOf(c));
    assert.deepEqual(
      {
        result: got?.result,
        errno: got?.errno,
        by: got?.by,
        check: got?.check,
        libbpf_message: got?.message,
        bytes: got?.bytes,
      },
      c.expect,
      `${c.id} ${c.map_type} ${c.op} ${c.flags.join('|')}`,
    );
    assert.deepEqual(got?.maybe, [], c.id);
  }
});

const outcome = (found: Answer | undefined): string | undefined => (found?.evicts ? 'evicts' : found?.result);
const update = (type: string, flags: bigint, at: Parameters<typeof programUpdate>[2]) =>
  outcome(programUpdate(type, flags, at, '6.18'));
const remove = (type: string, present: boolean) => outcome(programDelete(type, present, '6.18'));

test('updates and deletes answer as 6.18 did', () => {
  const { BPF_NOEXIST: no, BPF_EXIST: must, BPF_F_LOCK: lock } = MAP_UPDATE_FLAGS;
  const absent = { present: false, full: false, hasLock: false };
  const present = { present: true, full: false, hasLock: false };
  const full = { present: false, full: true, hasLock: false };
  const row = (type: string): (string | undefined)[] => [
    update(type, BigInt(must), absent),
    update(type, BigInt(no), absent),
    update(type, BigInt(no), present),
    update(type, BigInt(must), present),
    update(type, 0n, absent),
    update(type, 3n, present),
    update(type, BigInt(lock), present),
    update(type, BigInt(lock), { ...present, hasLock: true }),
    update(type, 0n, full),
    remove(type, true),
    remove(type, false),
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
  assert.equal(update('BPF_MAP_TYPE_TASK_STORAGE', 0n, present), undefined);
  for (const flags of [8n, 16n, 8n | (1n << 32n), 1n << 32n]) {
    for (const type of ['ARRAY', 'HASH', 'PERCPU_ARRAY', 'PERCPU_HASH', 'LRU_PERCPU_HASH']) {
      assert.equal(update(`BPF_MAP_TYPE_${type}`, flags, present), 'EINVAL', `${type} ${flags}`);
    }
  }
  assert.equal(update('BPF_MAP_TYPE_ARRAY', 3n, full), 'EINVAL');
  assert.equal(update('BPF_MAP_TYPE_ARRAY', BigInt(no), full), 'E2BIG');
  assert.equal(update('BPF_MAP_TYPE_ARRAY', BigInt(no | lock), present), 'EEXIST');
  assert.equal(update('BPF_MAP_TYPE_HASH', BigInt(no | lock), present), 'EINVAL');
});

test('CPU flags from user space: order of checks', () => {
  const check = (type: string, op: 'lookup' | 'update', flags: bigint, version = '7.0') =>
    answer({
      map: {
        type: `BPF_MAP_TYPE_${type}`,
        keySize: 4,
        valueSize: 4,
        maxEntries: 2,
        hasSpinLock: false,
        name: 'M',
      },
      operation: op,
      side: 'raw',
      kernel: version,
      possibleCpus: 2,
      flags: flagWord(flags),
      key: 'present',
    })?.result;
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

test('what functions of user space write to is in their prototypes', () => {
  for (const [name, written] of [
    ['bpf_map_lookup_elem', [2]],
    ['bpf_map_update_elem', []],
    ['bpf_map_get_next_key', [2]],
    ['bpf_map__get_next_key', [2]],
    ['bpf_map_lookup_batch', [1, 2, 3, 4, 5]],
    ['bpf_map_update_batch', [3]],
    ['bpf_prog_test_run_opts', [1]],
    ['memcpy', [0]],
    ['memcmp', []],
    ['fprintf', []],
    ['strtol', [1]],
    ['free', []],
    ['sscanf', undefined],
  ] as const)
    assert.deepEqual(writtenArguments(name), written, name);
});
