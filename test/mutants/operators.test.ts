/** The mutants of small sources, operator by operator. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import ts from 'typescript';
import { mutantsOf } from './operators.ts';
import type { Mutant, Operator } from './places.ts';
import { factMutants, sample } from './sample.ts';

const FILE = 'server/analysis/engine/subsumption.ts';
const PRELUDE = 'interface State { rcu: number; locks: string[]; isOld: boolean }\n';

function mutantsIn(text: string): readonly Mutant[] {
  const source = ts.createSourceFile(FILE, PRELUDE + text, ts.ScriptTarget.ES2022, true);
  const host: ts.CompilerHost = {
    ...ts.createCompilerHost({}),
    getSourceFile: (name) => (name === FILE ? source : undefined),
    writeFile: () => {},
  };
  const checker = ts.createProgram([FILE], { strict: true, noLib: true }, host).getTypeChecker();
  return mutantsOf({ file: FILE, source, checker });
}

const shown = (mutants: readonly Mutant[], operator: Operator) =>
  mutants.filter((one) => one.operator === operator).map(({ was, text }) => `${was} => ${text}`);

const CASES: readonly (readonly [text: string, operator: Operator, mutants: readonly string[]])[] = [
  [
    'const f = (a: State, b: State) => a.rcu === b.rcu && a.isOld;',
    'field',
    ['a.rcu === b.rcu && a.isOld => a.isOld', 'a.rcu === b.rcu && a.isOld => a.rcu === b.rcu'],
  ],
  ['const f = (a: State, b: State) => a.rcu !== b.rcu;', 'field', ['a.rcu !== b.rcu => false']],
  [
    'const f = (a: State): State => ({ ...a, rcu: 1 });',
    'field',
    ['rcu: 1 => ', '...a => ...a, isOld: false'],
  ],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a source.
  ['const f = (a: State) => `${a.rcu}.`;', 'field', ["a.rcu => ''"]],
  ['function f(a: State) { if (a.isOld) return 1; return 2; }', 'negate', ['a.isOld => !(a.isOld)']],
  [
    'function f(a: State) { if (a.isOld) return; a.rcu++; }',
    'statement',
    ['if (a.isOld) return; => ;', 'a.rcu++; => ;'],
  ],
  ['const f = (a: number) => a < 7 || a > 5000;', 'off-by-one', ['< => <=', '7 => 8', '> => >=']],
  [
    'const g = (a: number, b: number, c: string) => a; g(1 as number, 2 as number, "x");',
    'swap',
    ['1 as number, 2 as number => 2 as number, 1 as number'],
  ],
];

for (const [text, operator, mutants] of CASES)
  test(`${operator}: ${text}`, () => assert.deepEqual(shown(mutantsIn(text), operator), mutants));

test('the facts that a mutant leaves out', () => {
  const mutants = mutantsIn('const f = (a: State, b: State) => a.rcu === b.rcu && a.isOld === b.isOld;');
  assert.deepEqual(
    factMutants(mutants).map(({ facts }) => facts),
    [['rcu'], ['isOld']],
  );
});

test('a seed fixes the sample, and each operator has its turn', () => {
  const mutants = mutantsIn(
    'function f(a: number, b: number) { if (a < b) return 1; while (b > 3) b--; return f(a, b); }',
  );
  const places = (seed: number) => sample(mutants, seed).map(({ start, text }) => `${start} ${text}`);
  assert.deepEqual(places(1), places(1));
  assert.deepEqual([...places(1)].sort(), [...places(2)].sort());
  assert.deepEqual(
    sample(mutants, 1)
      .slice(0, 4)
      .map(({ operator }) => operator),
    ['negate', 'statement', 'off-by-one', 'swap'],
  );
});
