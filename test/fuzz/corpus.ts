/** What cases are made from: the small programs of the repository. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/root.ts';

export interface Program {
  readonly name: string;
  readonly text: string;
}

const FOLDERS = ['examples', 'test/documentation', 'test/fixtures'];
const LARGEST = 3_000;

/** In the same order everywhere, without the comments that say what is found in them. */
export function corpus(): Program[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.bpf.c'))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
  )
    .sort()
    .map((name) => ({ name, text: withoutMarks(readFileSync(join(root, name), 'utf8')) }))
    .filter(({ text }) => text.length < LARGEST);
}

function withoutMarks(text: string): string {
  return text.replace(/^\/\/[^\n]*\n/gm, '');
}

/** The top-level pieces of a program: directives, declarations and functions, as they are separated by blank lines. */
export function piecesOf(text: string): string[] {
  return text.split(/\n{2,}(?=\S)/).filter((piece) => piece.trim() !== '');
}
