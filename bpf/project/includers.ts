/**
 * In the context of which file a file is read. A part has no meaning alone: its types, maps and macros stand before the
 * `#include` that brings it in.
 *
 *      main.bpf.c ──includes──▶ part.bpf.c     part.bpf.c is read, and checked, as a part of main.bpf.c
 *      main.bpf.c ──includes──▶ ops.h          and so is a header, as far as it is asked for
 *      both.bpf.c has a licence                it is built on its own, whoever includes it as well
 */
import { isBpfC } from '../syntax/detect.ts';
import { ANYWHERE, placesOf } from '../syntax/includes/reach.ts';
import { basename, dirname } from '../syntax/paths.ts';
import { type Look, type Member, memberAt, mentioning } from './folders.ts';
import { type Outline, outlineOf } from './outline.ts';

/** Files between a part and the file that is built. */
const MOST_BETWEEN = 200;
/** Files that are built, of which each gives another context. */
const MOST_UNITS = 1;

const SOURCE = /\.c$/i;

/** A C file of BPF that is built on its own, as far as its text tells; others may be parts. */
const isUnit = (path: string, outline: Outline): boolean => SOURCE.test(path) && outline.isObject;

/**
 * The files that are built and include this one, nearest first. Empty: it is built itself, or nothing is known to include
 * it.
 */
export function* unitsOf(look: Look): Generator<void, readonly string[], void> {
  if (isUnit(look.path, outlineOf(look.path, look.text))) return [];
  const units: string[] = [];
  const seen = new Set([look.path]);
  const work = [look.path];
  for (let at = work.shift(); at !== undefined && seen.size < MOST_BETWEEN; at = work.shift()) {
    const above = (yield* includersOf(look, at)).filter(({ path }) => !seen.has(path));
    if (above.length === 0 && at !== look.path && SOURCE.test(at)) units.push(at);
    for (const { path, outline } of above) {
      seen.add(path);
      if (isUnit(path, outline)) units.push(path);
      else work.push(path);
    }
    if (units.length >= MOST_UNITS) break;
  }
  return units.slice(0, MOST_UNITS);
}

/** Of the files of a folder those that are no more than parts of others there. */
export function partsAmong(members: readonly Member[]): ReadonlySet<string> {
  const included = new Set(members.flatMap(({ outline }) => outline.includes.map(basename)));
  const parts = members.filter(({ path, outline }) => included.has(basename(path)) && !isUnit(path, outline));
  return new Set(parts.map(({ path }) => path));
}

/** Files whose `#include`s lead there. */
function* includersOf(look: Look, path: string): Generator<void, readonly Member[], void> {
  const found: Member[] = [];
  for (const member of yield* mentioning(look, path)) {
    if (member.path !== path && isOurs(member) && leadsTo(look, member, path)) found.push(member);
    yield;
  }
  return found;
}

/** Whether a file may be, or be in, one of BPF. */
function isOurs({ path, outline }: Member): boolean {
  return !SOURCE.test(path) || isBpfC(path, outline.text);
}

function leadsTo(look: Look, { path: from, outline }: Member, path: string): boolean {
  const name = basename(path);
  return outline.includes.some(
    (target) => basename(target) === name && resolved(look, from, target) === path,
  );
}

/** Where an `#include` leads; undefined: it is found nowhere. */
function resolved(look: Look, from: string, target: string): string | undefined {
  const { reader } = look;
  const scope = reader.scope?.(from) ?? ANYWHERE;
  for (const place of placesOf(scope, dirname(from), target)) {
    const path = place(target);
    if (path !== undefined && memberAt(look, path)) return path;
  }
  return undefined;
}
