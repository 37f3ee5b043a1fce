/**
 * What `safe` says of a fix, held against the emulator: each run of an exploration that does not fault before the fix is done
 * again after it, in the same world, and leaves the same return value, output, maps, variables and masks.
 *
 *      explore the program ─▶ run without fault ─▶ its decisions, by place ─▶ run the fixed program with them ─▶ same end
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { FunctionInfo, Module } from '../../bpf/flow/graph.ts';
import { lowerModule } from '../../bpf/flow/module.ts';
import { programsOf } from '../../bpf/flow/programs.ts';
import { parseFile } from '../../bpf/syntax/file.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { type Choice, type EndedRun, explore } from '../../emulator/explore.ts';
import type { Decide } from '../../emulator/machine/decisions.ts';
import { type Machine, newMachine } from '../../emulator/machine/machine.ts';
import type { Obj } from '../../emulator/machine/memory.ts';
import type { Site } from '../../emulator/machine/values.ts';
import { linkageOf, type Run, runOn } from '../../emulator/run.ts';
import { RECORDED } from '../emulator/support.ts';
import { applied, fixesOf } from '../support/fix.ts';

const ROOT = 'test/fixes';
const KERNEL = '6.18';
const LIMITS = { runs: 400, deviations: 3, work: 2_000_000 };
const OPTIONS = { ...RECORDED, maxSteps: 100_000 };

/** What there was to compare: where each run faults before the fix, there is nothing. */
const compared = { fixtures: 0, without: [] as string[], runs: 0 };

before(() => initSyntaxNode());

for (const { name: rule } of readdirSync(ROOT, { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
))
  describe(rule, () => {
    for (const file of readdirSync(join(ROOT, rule)).filter((name) => name.endsWith('.bpf.c')))
      test(file, () => verify(`${rule}/${file}`));
  });

after(() => {
  assert.ok(2 * compared.without.length <= compared.fixtures, compared.without.join(', '));
  console.log(
    `# ${compared.runs} runs of ${compared.fixtures} fixtures; none of ${compared.without.join(', ') || 'no fixture'}`,
  );
});

function verify(name: string): void {
  const path = join(ROOT, name);
  const text = readFileSync(path, 'utf8');
  const safe = fixesOf(path, text, KERNEL).flatMap(({ found }) => found.fixes.filter((fix) => fix.safe));
  if (safe.length === 0) return;
  const wanted = wholeRuns(path, text);
  compared.fixtures++;
  compared.runs += wanted.length;
  if (wanted.length === 0) compared.without.push(name);
  for (const fix of safe) compare(path, applied(text, fix), wanted, fix.title);
}

/** A run that did not fault: its world, and what it left. */
interface Whole {
  readonly program: string;
  /** Of the program's text, which is `source`. */
  readonly choices: readonly Choice[];
  readonly source: string;
  readonly variety: Pick<Machine, 'interesting' | 'varied'>;
  readonly end: End;
}

function moduleOf(path: string, text: string): Module {
  return lowerModule(parseFile(path, text, { read: () => undefined }), { nrCpus: OPTIONS.nrCpus });
}

function wholeRuns(path: string, text: string): Whole[] {
  const module = moduleOf(path, text);
  const found: Whole[] = [];
  for (const fn of programsOf(module)) {
    const ended = ({ run, machine, choices }: EndedRun) => {
      if (run.faults.length > 0) return;
      const { interesting, varied } = machine;
      const variety = { interesting, varied };
      found.push({ program: fn.name, choices, source: text, variety, end: endOf(run, machine) });
    };
    explore(linkageOf(module, fn, KERNEL), fn, OPTIONS, { ...LIMITS, ended });
  }
  return found;
}

/** The code at which something is decided: it is the same wherever a fix has moved it to. */
function placeOf(what: string, site: Site | undefined, text: string): string {
  if (!site) return what;
  const { graph, at } = site;
  return `${what} ${graph.name} ${text.slice(graph.start + at.start, graph.start + at.end)}`;
}

function byPlace(choices: readonly Choice[], text: string): Map<string, number[]> {
  const picks = new Map<string, number[]>();
  for (const { what, site, pick } of choices) {
    const place = placeOf(what, site, text);
    picks.set(place, [...(picks.get(place) ?? []), pick]);
  }
  return picks;
}

/** The same decisions again, at each place in their order; what was not asked before is as usual. */
function replay(
  decisions: ReadonlyMap<string, readonly number[]>,
  where: (what: string, site: Site | undefined) => string,
) {
  const asked = new Map<string, number>();
  let isSame = true;
  const decide: Decide = (what, count, site) => {
    const place = where(what, site);
    const times = asked.get(place) ?? 0;
    asked.set(place, times + 1);
    const pick = decisions.get(place)?.[times];
    isSame &&= pick !== undefined;
    return Math.min(pick ?? 0, count - 1);
  };
  return { decide, wasSame: () => isSame };
}

/** By what is decided alone: for a fix that changes the very code at which it is. */
function byKind(choices: readonly Choice[]): Map<string, number[]> {
  return byPlace(
    choices.map((choice) => ({ ...choice, site: undefined })),
    '',
  );
}

function compare(path: string, text: string, wanted: readonly Whole[], title: string): void {
  const module = moduleOf(path, text);
  const programs = new Map(programsOf(module).map((fn): [string, FunctionInfo] => [fn.name, fn]));
  for (const { program, choices, source, variety, end } of wanted) {
    const fn = programs.get(program)!;
    const again = ({ decide }: ReturnType<typeof replay>) => {
      const machine = newMachine(linkageOf(module, fn, KERNEL), { ...OPTIONS, decide }, variety);
      return endOf(runOn(machine, fn), machine);
    };
    const decisions = byPlace(choices, source);
    const there = replay(decisions, (what, site) => placeOf(what, site, text));
    let found = again(there);
    if (difference(found, end) !== '' && !there.wasSame())
      found = again(replay(byKind(choices), (what) => what));
    assert.equal(difference(found, end), '', `${title}: ${program} ${JSON.stringify([...decisions])}`);
  }
}

/** What a run leaves behind, by where it is: contents, not the numbers that objects have. */
type End = ReadonlyMap<string, string>;

function endOf({ returns, output, faults }: Run, m: Machine): End {
  const memory = memoryReader();
  const references = [...m.refs.values()].filter(({ isGiven }) => !isGiven).length;
  return new Map<string, string>([
    ['result', `${returns} ${faults.map(({ kind }) => kind)}, ${references} references`],
    ...output.map((line, i): [string, string] => [`line ${i} of the output`, line]),
    ...[...m.globals].map(([name, obj]): [string, string] => [`global ${name}`, memory(obj)]),
    ...[...m.kernel].map(([name, obj]): [string, string] => [`${OF_KERNEL}${name}`, memory(obj)]),
    ...m.given.map(({ label, obj }): [string, string] => [`${OF_KERNEL}${label}`, memory(obj)]),
    ...[...m.maps.values()].flatMap(({ info, elements, queue }) => [
      ...[...elements].map(([key, { values }]): [string, string] => [
        `map ${info.name}[${key}]`,
        `${values.map((obj) => obj && memory(obj))}`,
      ]),
      [`queue of map ${info.name}`, queue.join(' ')] as [string, string],
    ]),
  ]);
}

/** What is there only once somebody looks at it. */
const OF_KERNEL = 'kernel ';
/** The same of variables: those of nothing but zeros are as those that nobody has looked at. */
const UNTOUCHED = /^(?:|global {2}\{\})$/;

/** The first thing that two runs leave otherwise; '' if there is none. */
function difference(now: End, before: End): string {
  for (const name of new Set([...before.keys(), ...now.keys()])) {
    const [a, b] = [before.get(name), now.get(name)];
    if (a === b || (name.startsWith(OF_KERNEL) && (a === undefined || b === undefined))) continue;
    if (UNTOUCHED.test(a ?? '') && UNTOUCHED.test(b ?? '')) continue;
    return `${name}: ${a} before, ${b} after`;
  }
  return '';
}

/** Memory as text, each object once. */
function memoryReader(): (obj: Obj) => string {
  const seen = new Map<Obj, number>();
  const memory = (obj: Obj): string => {
    const known = seen.get(obj);
    if (known !== undefined) return `#${obj.kind}`;
    seen.set(obj, seen.size);
    const bytes = [...obj.bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const held = [...(obj.ptrs ?? []), ...(obj.fields ?? [])].map(
      ([where, ptr]) => `${where}->${memory(ptr.obj)}+${ptr.off}`,
    );
    return `${obj.kind} ${bytes.replace(/(?:00)+$/, '')}${obj.kind === 'mask' ? ` x${obj.count}` : ''} {${held.sort()}}`;
  };
  return memory;
}

/** Edits of `early-return.bpf.c` that are no fixes, each with what it changes. */
const PLANTED: readonly (readonly [string, (text: string) => string])[] = [
  ['the value returned', (text) => text.replace('if (!mask)\n\t\treturn 0', 'if (!mask)\n\t\treturn 1')],
  ['the mask in the map', (text) => text.replace('\tv = bpf', '\tbpf_cpumask_clear(mask);\n\tv = bpf')],
  ['what is in the map', (text) => text.replace('\told = bpf', '\treturn 0;\n\told = bpf')],
  ['a variable', (text) => `int seen;\n${text}`.replace('\tv = bpf', '\tseen++;\n\tv = bpf')],
  ['what is printed', (text) => text.replace('\tv = bpf', '\tbpf_printk("here");\n\tv = bpf')],
  ['a fault', (text) => text.replace('bpf_cpumask_release(old);', 'bpf_cpumask_release(mask);')],
];
for (const [name, change] of PLANTED)
  test(`a change is seen: ${name}`, () => {
    const path = join(ROOT, 'unreleased-reference/early-return.bpf.c');
    const text = readFileSync(path, 'utf8').replace('void bpf_cpumask_copy', CLEAR);
    const wanted = wholeRuns(path, text);
    assert.ok(wanted.length > 2);
    const changed = change(text);
    assert.notEqual(changed, text);
    assert.throws(() => compare(path, changed, wanted, name), assert.AssertionError);
  });

const CLEAR = 'void bpf_cpumask_clear(struct bpf_cpumask *m) __ksym;\nvoid bpf_cpumask_copy';
