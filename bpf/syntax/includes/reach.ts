/**
 * How far includes reach. A source decides by its includes what is read, and it may come from anywhere: so a name is a
 * path and never an address, and what lies outside of the folders that its host allows is not even asked for.
 */
import { ancestors, isWithin, join, joiner, rooted } from '../paths.ts';

export interface Scope {
  /** Equal keys are equal scopes. */
  readonly key: string;
  /** Nothing outside of these folders is read; undefined: the reader has its own bounds. */
  readonly roots: readonly string[] | undefined;
  /** Folders that were named for headers: looked at after those beside and above the file that asks. */
  readonly paths: readonly string[];
  /** Where headers are looked for from a folder; most files ask from a few folders again and again. */
  readonly places: Map<string, readonly Place[]>;
}

/** Where a header of that name would be; undefined: outside of what may be read. */
export type Place = (name: string) => string | undefined;

const MAX_ANCESTORS = 12;
const SEARCH = ['', 'include', 'scheds/include', 'scheds/include/lib'];
const MAX_FOLDERS = 1_000;
const MAX_SCOPES = 200;
const LONGEST_NAME = 4_096;

/** For readers that know no disk. */
export const ANYWHERE: Scope = newScope('', undefined, []);

const scopes = new Map<string, Scope>();

export interface Reach {
  /** The folder that includes do not lead out of; undefined: there is none. */
  readonly root: string | undefined;
  /** Folders that were named for headers. */
  readonly paths: readonly string[];
}

export function scopeOf({ root, paths }: Reach): Scope {
  const key = JSON.stringify([root, paths]);
  const known = scopes.get(key);
  if (known) return known;
  if (scopes.size >= MAX_SCOPES) scopes.clear();
  const scope = newScope(key, root === undefined ? paths : [root, ...paths], paths);
  scopes.set(key, scope);
  return scope;
}

function newScope(key: string, roots: readonly string[] | undefined, paths: readonly string[]): Scope {
  return { key, roots, paths, places: new Map() };
}

/** Whether the path, as it is written, lies within the scope. */
export function admits({ roots }: Scope, path: string): boolean {
  return roots === undefined || roots.some((root) => isWithin(path, root));
}

/** What may stand in an `#include`: no address (`file:`, `http:`), no drive, no `//host/share`, no control characters. */
export function isHeaderName(name: string): boolean {
  return name !== '' && name.length <= LONGEST_NAME && !NO_NAME.test(name);
}
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NO_NAME = /^[A-Za-z][A-Za-z0-9+.-]*:|^[\\/]{2}|[\u0000-\u001f\u007f]|[\ud800-\udfff]/u;

/** Beside the file first, quoted or not; then in the folders above, and in those that were named. */
function placesFrom(scope: Scope, folder: string): readonly Place[] {
  const known = scope.places.get(folder);
  if (known) return known;
  if (scope.places.size >= MAX_FOLDERS) scope.places.clear();
  const climbed = ancestors(folder, MAX_ANCESTORS).filter((up) => admits(scope, up));
  const folders = climbed.flatMap((up) => SEARCH.map((part) => (part === '' ? up : join(up, part))));
  const places = [...new Set([...folders, ...scope.paths])].map((at) => placeIn(scope, at));
  scope.places.set(folder, places);
  return places;
}

function placeIn(scope: Scope, folder: string): Place {
  const below = joiner(folder);
  return (name) => {
    const path = /^[\\/]/.test(name) ? rooted(folder, name) : below(name);
    return admits(scope, path) ? path : undefined;
  };
}

/** Where a file of that name may be: those places, and for BPF code the sources of the crate that it is named by. */
export function placesOf(scope: Scope, folder: string, name: string): readonly Place[] {
  const usual = placesFrom(scope, folder);
  const [, crate, file] = OF_A_CRATE.exec(name) ?? [];
  if (crate === undefined || file === undefined) return usual;
  const crates = ancestors(folder, MAX_ANCESTORS).map((up): Place => {
    const path = join(up, `${crate}/src/bpf/${file}`);
    return () => (admits(scope, path) ? path : undefined);
  });
  return [...usual, ...crates];
}

/** `other/main.bpf.c`. */
const OF_A_CRATE = /^([\w-]+)\/((?:[\w-]+\/)*[\w.-]+\.bpf\.[ch])$/;
