/** Every kind of every fault that the explorer reports has a message of its own and, where it is an error, the kernel's words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAULTS, isFaultId } from '../../bpf/kernel/faults.ts';
import type { FaultId } from '../../server/analysis/engine/faults.ts';
import { allRules, ruleOf } from '../../server/rules/index.ts';
import { kernelWords, WORDED } from '../../server/rules/words.ts';
import { filesUnder, read } from '../architecture/sources.ts';

/** A call that reports: the ids and the kinds (`what`) that are written in it. */
interface Reported {
  readonly where: string;
  readonly ids: readonly FaultId[];
  readonly whats: readonly string[];
}

const CALL = /(?:\b(?:refuse|report|reportLeak|found|leak)\(|const what =)/g;

/** Text from a call's opening to its end, or of the statement. */
function extent(source: string, from: number): string {
  let depth = 0;
  for (let i = from; i < source.length; i++) {
    if (source[i] === '(') depth++;
    if (source[i] === ')' && --depth === 0) return source.slice(from, i);
    if (source[i] === ';' && depth === 0) return source.slice(from, i);
  }
  return source.slice(from);
}

function reportedIn(file: string): Reported[] {
  const source = read(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
  return [...source.matchAll(CALL)].map((match) => {
    const call = extent(source, match.index)
      .replace(/data: \{[^{}]*\}/g, '')
      .replace(/, \{(?![^{}]*\bid)[^{}]*\}/g, '')
      .replace(/[!=]== '[^']*'|includes\('[^']*'\)/g, '');
    const words = [...call.matchAll(/'([a-z]+(?:-[a-z]+)*)'/g)].map((literal) => literal[1]!);
    const line = source.slice(0, match.index).split('\n').length;
    return {
      where: `${file}:${line}`,
      ids: words.filter(isFaultId),
      whats: words.filter((word) => !isFaultId(word)),
    };
  });
}

const REPORTED = filesUnder('server/analysis').flatMap(reportedIn);
const ruleHas = (id: string, what: string) => Object.hasOwn(ruleOf(id as FaultId)?.messages ?? {}, what);

test('the explorer reports what the rules have messages for', () => {
  assert.ok(REPORTED.length > 50);
  const unsaid = REPORTED.flatMap(({ where, ids, whats }) =>
    whats
      .filter((what) => !(ids.length > 0 ? ids : allRules().map((r) => r.id)).some((id) => ruleHas(id, what)))
      .map((what) => `${where}: ${ids.join('|')}/${what}`),
  );
  assert.deepEqual(unsaid, []);
});

test('every message belongs to something that is reported', () => {
  const written = new Set(REPORTED.flatMap(({ whats }) => whats));
  const idle = allRules().flatMap((rule) =>
    Object.keys(rule.messages)
      .filter((what) => !written.has(what))
      .map((what) => `${rule.id}/${what}`),
  );
  assert.deepEqual(idle, []);
});

test('every rule is reported by something', () => {
  const ids = new Set<string>(REPORTED.flatMap((reported) => reported.ids));
  const idle = allRules().filter((rule) => !ids.has(rule.id) && rule.id !== 'load-time-leak');
  assert.deepEqual(idle, []);
});

test('errors have the words of the kernel, kind by kind', () => {
  const pairs = allRules()
    .filter((rule) => FAULTS[rule.id].severity === 'error')
    .flatMap((rule) => Object.keys(rule.messages).map((what) => `${rule.id}/${what}`));
  assert.deepEqual(pairs.toSorted(), WORDED.toSorted());
});

const LITTLE = {
  data: {
    function: 'f',
    by: 'bpf_cpumask_create',
    struct: 'bpf_cpumask',
    want: 'cpumask',
    since: '6.9',
    operator: '|=',
  },
  graph: undefined as never,
  at: { start: 0, end: 0 },
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

test('messages are whole sentences, also when little is known', () => {
  for (const rule of allRules()) {
    for (const what of Object.keys(rule.messages)) {
      const fault = { ...LITTLE, id: rule.id, what };
      const message = rule.message(fault);
      assert.match(message, /^\S.{30,}[.)]$/s, `${rule.id}/${what}`);
      assert.doesNotMatch(message, /undefined|NaN|\s{2}|''|\(\)\(\)/, `${rule.id}/${what}`);
      assert.ok(message.length < 420, `${rule.id}/${what} is long: ${message.length}`);
      if (FAULTS[rule.id].severity !== 'error') continue;
      const words = kernelWords(fault, '6.18');
      if (rule.id !== 'kernel-version') assert.notEqual(words, '', `${rule.id}/${what}`);
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
