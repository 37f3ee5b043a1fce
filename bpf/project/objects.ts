/**
 * Which files are linked into one object: those that the settings or the project file list, else the C files of BPF in a
 * folder. With what they include, and unless two of them define the same name: then they are different objects, or nobody
 * can say, and nothing is assumed.
 */
import { dirname } from '../syntax/paths.ts';
import { type Look, type Member, memberAt, membersOf } from './folders.ts';
import { partsAmong } from './includers.ts';

const SOURCE = /\.bpf\.c$/i;
/** No object is made of more. */
const MOST_MEMBERS = 100;

/** The other files of the object that the file belongs to; empty: there are none, or it is not known. */
export function* linkedWith(look: Look): Generator<void, readonly Member[], void> {
  const around = listedWith(look) ?? (yield* membersOf(look, dirname(look.path)));
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

/** The files that somebody lists together with this one, as far as they are there. */
function listedWith(look: Look): Member[] | undefined {
  const objects = look.reader.project?.(look.path)?.objects ?? [];
  const listed = objects.find((files) => files.includes(look.path));
  if (!listed) return undefined;
  return listed.slice(0, MOST_MEMBERS).flatMap((path) => memberAt(look, path) ?? []);
}
