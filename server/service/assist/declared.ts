/** Names that another language server lists as well, since the file or a header declares them: for those there is no need of us. */
import type { Module } from '../../../bpf/flow/graph.ts';
import { lookupFunction } from '../../../bpf/kernel/index.ts';
import { basename } from '../../../bpf/syntax/paths.ts';
import type { ParsedFile } from '../../../bpf/syntax/types.ts';
import { namesIn } from '../names.ts';
import { wordAt } from '../word.ts';
import type { Cursor } from './cursor.ts';

/** What is kept of the last text that was parsed. */
export interface Known {
  readonly file: ParsedFile;
  readonly module: Module;
}

/** Headers that are not read here, since they are no part of the project or too big, and what is known to be in them. */
const UNREAD: readonly { readonly header: RegExp; readonly has: (name: string) => boolean }[] = [
  { header: /^bpf_helpers\.h$/, has: (name) => lookupFunction(name)?.kind === 'helper' },
  { header: /^(?:vmlinux|bpf)\.h$/, has: (name) => /^(?:BPF|SCX)_/.test(name) },
  { header: /^common\.bpf\.h$/, has: (name) => /^(?:bpf|scx|SCX)_/.test(name) },
  { header: /^bpf_(?:experimental|kfuncs)\.h$/, has: (name) => /^bpf_(?!cpumask_)/.test(name) },
];

const INCLUDE = /^[ \t]*#[ \t]*include[ \t]*[<"]([^>"\n]+)[>"]/gm;
/** Of one name, that are looked at for one that is no comment. */
const MOST_PLACES = 20;

const ofHeader = new WeakMap<ParsedFile, ReadonlySet<string>>();

/**
 * Whether a name is declared, as far as can be told without a compiler: a header that was read has it, one that was not is
 * known to have it, or the text uses it elsewhere, so that something must declare it. `pattern`: what the names look like that
 * will be asked for.
 */
export function declarer(
  whole: string,
  { start }: Pick<Cursor, 'start'>,
  known: Known | undefined,
  pattern: string,
): (name: string) => boolean {
  const places = new Map<string, number[]>();
  for (const { 0: name, index } of whole.matchAll(new RegExp(`\\b(?:${pattern})`, 'g'))) {
    const found = places.get(name);
    if (!found) places.set(name, [index]);
    else if (found.length < MOST_PLACES) found.push(index);
  }
  const isUsed = (name: string) =>
    places.get(name)?.some((at) => at !== start && wordAt(whole, at)?.text === name) === true;
  const headers = known ? headersOf(known.file) : [];
  const included = [...whole.matchAll(INCLUDE)].map((match) => basename(match[1]!));
  const unread = UNREAD.filter(({ header }) => included.some((name) => header.test(name)));
  return (name) =>
    unread.some(({ has }) => has(name)) || headers.some((names) => names.has(name)) || isUsed(name);
}

function headersOf(file: ParsedFile): ReadonlySet<string>[] {
  const seen = new Set<ParsedFile>([file]);
  for (const one of seen) for (const next of one.includes) seen.add(next);
  seen.delete(file);
  return [...seen].map((header) => {
    const names = ofHeader.get(header) ?? namesIn(header.text);
    ofHeader.set(header, names);
    return names;
  });
}
