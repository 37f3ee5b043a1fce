/** `npm run fuzz`: runs the kinds that were asked for and says what it found. */
import { fuzzEditor } from './editor.ts';
import { HELP, type Kind, type Options, optionsOf } from './options.ts';
import { fuzzPrograms } from './programs.ts';
import type { Store } from './state.ts';
import { fuzzTrees } from './trees.ts';

const RUN: Readonly<Record<Kind, (options: Options) => Promise<Store>>> = {
  programs: fuzzPrograms,
  editor: fuzzEditor,
  trees: fuzzTrees,
};

async function main(): Promise<number> {
  const options = optionsOf(process.argv.slice(2));
  if (!options) {
    console.log(HELP);
    return 2;
  }
  let failures = 0;
  for (const kind of options.kinds) {
    const { state } = await RUN[kind](options);
    const found = Object.entries(state.found);
    failures += found.filter(([signature]) => !signature.startsWith('contained')).length;
    console.log(
      `\n${kind}, seed ${options.seed}: ${state.next} cases, ${state.executions} executions, ${found.length} kinds of failure`,
    );
    for (const [name, value] of Object.entries(state.figures)) console.log(`  ${name}: ${value}`);
    for (const [signature, { count, case: first, fixture }] of found)
      console.log(
        `  ${String(count).padStart(6)} ${signature} (first: case ${first}${fixture ? `, ${fixture}` : ''})`,
      );
  }
  return failures > 0 ? 1 : 0;
}

process.exitCode = await main();
