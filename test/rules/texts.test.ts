/** What the types cannot say of rules: that each kind is reported somewhere, and that messages read well. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAULTS } from '../../bpf/kernel/faults/index.ts';
import type { Fault } from '../../server/analysis/engine/faults.ts';
import { allRules } from '../../server/rules/index.ts';
import { kernelWords } from '../../server/rules/kernel-words.ts';
import { filesUnder, read } from '../architecture/sources.ts';

const ANALYSIS = filesUnder('server/analysis').map(read).join('\n');

/** A leak where only other load-time constants lead becomes this rule's when it is put into words. */
const REPORTED_AS_OTHER = 'load-time-leak';

test('the analysis reports each kind of each fault', () => {
  const idle = allRules()
    .filter(({ id }) => id !== REPORTED_AS_OTHER)
    .flatMap(({ id }) => [id, ...Object.keys(FAULTS[id].kinds)])
    .filter((word) => !ANALYSIS.includes(`'${word}'`));
  assert.deepEqual(idle, []);
});

const LITTLE = {
  data: {
    function: 'f',
    arg: 0,
    section: 'bpf_rcu_read_lock',
    by: 'bpf_cpumask_create',
    struct: 'bpf_cpumask',
    want: 'cpumask',
    set: 'mask',
    since: '6.9',
    until: '6.9',
    operator: '|=',
    objection: 'opposites',
    role: 'map',
    member: 'task_struct.pid',
    dropper: 'bpf_obj_drop',
    holds: { struct: 'job', off: 16, member: 'later' },
    type: '',
    map: { name: 'm', type: 'BPF_MAP_TYPE_PERCPU_ARRAY', valueSize: 8 },
    ...{
      check: 'allowed-bits',
      errnos: ['EINVAL'],
      message: null,
      kernel: '7.0',
      libbpf: '1.7',
      flags: ['BPF_EXIST'],
    },
    ...{ flag: 'BPF_EXIST', cpus: 4, given: 8, needed: 8, isEachCpu: true, isRead: false, isBatch: false },
    ...{ size: 8, off: 8, expected: 0, lo: 2, hi: 2, from: 0, to: 1, length: 8, other: 9 },
  },
  graph: undefined as never,
  at: { start: 0, end: 0 },
  shown: { start: 0, end: 0 },
  subject: '',
  ref: undefined,
  refId: 0,
  nid: 0,
  trace: undefined,
  initial: true,
  root: null,
  isUsed: true,
  key: '',
};

/** Refused without a word: the check of sched_ext (bpf_scx_btf_struct_access) has no text. */
const SILENT: ReadonlySet<string> = new Set(['field']);

test('messages are whole sentences, also when little is known', () => {
  for (const rule of allRules()) {
    for (const what of Object.keys(FAULTS[rule.id].kinds)) {
      const fault = { ...LITTLE, id: rule.id, what } as unknown as Fault;
      const message = rule.message(fault);
      assert.match(message, /^\S.{30,}[.)]$/s, `${rule.id}/${what}`);
      assert.doesNotMatch(message, /undefined|NaN|\s{2}|''|\(\)\(\)/, `${rule.id}/${what}`);
      assert.ok(message.length < 420, `${rule.id}/${what} is long: ${message.length}`);
      if (FAULTS[rule.id].severity !== 'error') continue;
      const words = kernelWords(fault, '6.18');
      if (rule.id !== 'kernel-version' && !SILENT.has(what)) assert.notEqual(words, '', `${rule.id}/${what}`);
    }
  }
});

test('documentation is Markdown that also reads well as it is', () => {
  for (const { id, docs } of allRules()) {
    assert.ok(docs.length > 200, id);
    assert.ok((docs.match(/`/g) ?? []).length % 2 === 0, `${id}: a code quote is not closed`);
    const long = docs.split('\n').filter((line) => line.length > 92);
    assert.deepEqual(long, [], id);
  }
});

/** Lists cut a message after about as much. */
const FIRST_SENTENCE = 105;

test('the first sentence of a message is short, with names as people give them', () => {
  const fixtures = filesUnder('test/fixtures').filter((file) => file.endsWith('.bpf.c'));
  const messages = fixtures.flatMap((file) =>
    [...read(file).matchAll(/^\s*\/\/\s*(?:\^+|<\d+>) \w+ ([\w-]+: .*)$/gm)].map(([, message]) => message!),
  );
  assert.ok(messages.length > 100);
  const long = messages
    .map((message) => message.split(/(?<=[.]) (?=[A-Z0-9_a-z'])/)[0]!.replace(/^[\w-]+: /, ''))
    .filter((first) => first.length > FIRST_SENTENCE);
  assert.deepEqual([...new Set(long)], []);
});
