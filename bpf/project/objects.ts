/**
 * Which files are linked into one object: the C files of BPF in a folder, with what they include, unless two of them
 * define the same name. Then they are different objects, or nobody can say, and nothing is assumed.
 */
import { dirname } from '../syntax/paths.ts';
import { type Look, type Member, membersOf } from './folders.ts';
import { partsAmong } from './includers.ts';

const SOURCE = /\.bpf\.c$/i;
/** No object is made of more. */
const MOST_MEMBERS = 100;

/** The other files of the object that the file belongs to; empty: there are none, or it is not known. */
export function* linkedWith(look: Look): Generator<void, readonly Member[], void> {
  const around = yield* membersOf(look, dirname(look.path));
  const sources = around.filter(({ path, outline }) => SOURCE.test(path) && !outline.isHostTest);
  const parts = partsAmong(sources);
  const members = sources.filter(({ path }) => !parts.has(path));
  const isOne = members.some(({ path }) => path === look.path);
  if (!isOne || members.length < 2 || members.length > MOST_MEMBERS) return [];
  const definers = new Set<string>();
  for (const { outline } of sources) {
    for (const name of outline.defined()) {
      if (definers.has(name)) return [];
      definers.add(name);
    }
    yield;
  }
  return members.filter(({ path }) => path !== look.path);
}
