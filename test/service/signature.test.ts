/** Which call the cursor is in, and which of its arguments. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allFunctions } from '../../bpf/kernel/index.ts';
import { signatureAt } from '../../server/service/assist/signature.ts';

/** In a body; the cursor is at the bar. */
function at(body: string, isAlone = true): string | undefined {
  const marked = `int p(void)\n{\n\t${body}`;
  const offset = marked.indexOf('|');
  const found = signatureAt({ text: marked.replace('|', ''), offset, known: undefined, isAlone });
  return found && `${found.fn.name} ${found.index}`;
}

const PLACES: readonly (readonly [string, string | undefined])[] = [
  ['bpf_cpumask_set_cpu(|', 'bpf_cpumask_set_cpu 0'],
  ['bpf_cpumask_set_cpu(cpu, |', 'bpf_cpumask_set_cpu 1'],
  ['bpf_cpumask_set_cpu(cpu, m|ask);', 'bpf_cpumask_set_cpu 1'],
  ['bpf_cpumask_and(a, other(b, c), |', 'bpf_cpumask_and 2'],
  ['bpf_cpumask_and(a, bpf_cpumask_first(|b), c)', 'bpf_cpumask_first 0'],
  ['bpf_cpumask_and(a, other(|', undefined],
  ['bpf_cpumask_and(a, MACRO(x, y, "z,("), |', 'bpf_cpumask_and 2'],
  ['bpf_cpumask_and(a /* , ( */, // , (\n|', 'bpf_cpumask_and 1'],
  ['bpf_cpumask_and(a, arr[f(1, 2)], (struct x){ 1, 2 }, |', 'bpf_cpumask_and 3'],
  ['bpf_cpumask_and(a, (const struct cpumask *)|', 'bpf_cpumask_and 1'],
  ["bpf_cpumask_and(a, ',', |", 'bpf_cpumask_and 2'],
  ['bpf_cpumask_set_cpu(sizeof(|', 'bpf_cpumask_set_cpu 0'],
  ['if (likely(bpf_cpumask_empty(|', 'bpf_cpumask_empty 0'],
  ['if (|', undefined],
  ['bpf_cpumask_set_cpu(1, mask)|', undefined],
  ['bpf_cpumask_set_cpu(1, mask); f(|', undefined],
  ['bpf_cpumask_set_cpu(1;|', undefined],
  ['/* bpf_cpumask_set_cpu(| */', undefined],
  ['// bpf_cpumask_set_cpu(|', undefined],
  ['x = "bpf_cpumask_set_cpu(|', undefined],
];

for (const [body, said] of PLACES) test(`${body} is in ${said}`, () => assert.equal(at(body), said));

test('nothing of what the text uses elsewhere, unless nobody else is there', () => {
  const twice = 'bpf_cpumask_clear(a);\n\tbpf_cpumask_clear(|';
  assert.equal(at(twice, false), undefined);
  assert.equal(at(twice), 'bpf_cpumask_clear 0');
  assert.equal(at('/* bpf_cpumask_clear(a) */ bpf_cpumask_clear(|', false), 'bpf_cpumask_clear 0');
});

test('a declaration has no arguments', () => {
  const text = 'void bpf_cpumask_clear(';
  const asked = { text, offset: text.length, known: undefined, isAlone: true };
  assert.equal(signatureAt(asked), undefined);
});

test('every parameter of a function is part of its prototype, so that editors can mark it', () => {
  for (const { name, kind, prototype, params } of allFunctions())
    for (const param of kind === 'macro' ? [] : params)
      assert.ok(prototype.includes(param.name), `${name}: ${param.name}`);
});
