/** Facts of the kernel stand in `bpf/kernel`, once; who needs one asks there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allFunctions } from '../../bpf/kernel/index.ts';
import { DEFAULT_KERNEL, isKernel } from '../../bpf/kernel/versions.ts';
import { filesUnder, read, stringsOf } from './sources.ts';

const HOME = /^bpf\/kernel\//;

const elsewhere = ['bpf', 'emulator', 'server', 'client', 'cli']
  .flatMap((folder) => filesUnder(folder))
  .filter((file) => file.endsWith('.ts') && !HOME.test(file));

const strings = new Map(elsewhere.map((file) => [file, new Set(stringsOf(file))]));

/** Files with a string literal that is one of these, as `file: text`. */
function holding(is: (text: string) => boolean, but = /^$/): string[] {
  return [...strings].flatMap(([file, texts]) =>
    but.test(file) ? [] : [...texts].filter(is).map((text) => `${file}: ${text}`),
  );
}

test('the default kernel has one home, and versions at which something changed', () => {
  assert.deepEqual(holding(isKernel), []);
  const homes = filesUnder('bpf/kernel').filter((file) => read(file).includes('DEFAULT_KERNEL: Version'));
  assert.deepEqual(homes, ['bpf/kernel/versions.ts']);
});

test('versions at which the kernel changed stand together', () => {
  const naming = filesUnder('bpf/kernel').filter((file) =>
    /^(?:export )?const \w+(?:: Version)? = '\d\.\d+'/m.test(read(file)),
  );
  assert.deepEqual(naming, ['bpf/kernel/changes.ts', 'bpf/kernel/versions.ts']);
});

test('the manifest says what the catalogue says of kernels', () => {
  const { contributes } = JSON.parse(read('package.json'));
  assert.equal(contributes.configuration.properties['bpfCpumask.targetKernel'].default, DEFAULT_KERNEL);
});

test('nobody else takes versions apart', () => {
  const reading = elsewhere.filter((file) => /(?:kernel|version)\.(?:split|match)\(/i.test(read(file)));
  assert.deepEqual(reading, []);
});

/** What a lock function does is a matter of `bpf/kernel/locks.ts`: nobody else tells them apart by name. */
test('locks are told apart in one place', () => {
  const locks = new Set(
    allFunctions()
      .filter(({ effect }) => effect === 'lock' || effect === 'unlock')
      .map(({ name }) => name),
  );
  assert.ok(locks.size >= 6);
  assert.deepEqual(
    holding((text) => locks.has(text), NAMING),
    [],
  );
});

/** What a guard of the source stands for, the names by which the verifier and the rules tell a user what is open, and what fixes write. */
const NAMING =
  /^(?:bpf\/flow\/lower\/builtins\/guard|server\/rules\/(?:fix\/sections\/)?[\w-]+|server\/analysis\/engine\/state-facts|emulator\/run)\.ts$/;
