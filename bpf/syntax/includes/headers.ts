/** Finds headers through the reader and keeps their parses for the process. */

import { basename, dirname } from '../paths.ts';
import {
  applyEvent,
  type Environment,
  idAfterHeader,
  type MacroEvent,
  systemHeaderEvent,
  wasOnce,
} from '../preprocess/environment.ts';
import type { FileReader, ParsedFile } from '../types.ts';
import { ANYWHERE, isHeaderName, placesOf, type Scope } from './reach.ts';

/** One translation unit while it is read. */
export interface Unit {
  readonly reader: FileReader;
  readonly scope: Scope;
  readonly env: Environment;
  /** Every path asked for so far, in order, with its text. */
  readonly reads: Read[];
  readonly memo: Map<string, string | undefined>;
  /** Files being read, outermost first. */
  readonly open: string[];
  count: number;
  /** Raised when a header was cut short (a cycle, a bound): what is around it is not cached. */
  cuts: number;
}

interface Read {
  readonly path: string;
  readonly text: string | undefined;
}

export interface HeaderResult {
  readonly file: ParsedFile;
  readonly events: readonly MacroEvent[];
}

interface CachedHeader extends HeaderResult {
  readonly text: string;
  readonly envId: number;
  readonly scope: string;
  readonly reads: readonly Read[];
  readonly number: number;
}

const MAX_DEPTH = 40;
const MAX_HEADERS = 1_000;
const MAX_HEADER_LENGTH = 1_500_000;
/** Of different paths: a name that is nowhere is looked for in fifty places. */
const MAX_LOOKUPS = 50_000;
const MAX_READS = 500_000;
const MAX_CACHED_PATHS = 2_000;
/** A header is read in as many environments as there are files of an object that include it. */
const MAX_CACHED_PER_PATH = 16;

const cache = new Map<string, CachedHeader[]>();
let headerNumber = 0;

export function newUnit(reader: FileReader, env: Environment, path: string): Unit {
  const scope = reader.scope?.(path) ?? ANYWHERE;
  return { reader, scope, env, reads: [], memo: new Map(), open: [path], count: 0, cuts: 0 };
}

function read(unit: Unit, path: string): string | undefined {
  const text = ask(unit, path);
  if (unit.reads.length < MAX_READS) unit.reads.push({ path, text });
  else unit.cuts++;
  return text;
}

function ask({ memo, reader, scope }: Unit, path: string): string | undefined {
  if (memo.has(path)) return memo.get(path);
  if (memo.size >= MAX_LOOKUPS) return undefined;
  const text = reader.read(path, scope);
  memo.set(path, text);
  return text;
}

function isTooBig(path: string, text: string): boolean {
  return text.length > MAX_HEADER_LENGTH || basename(path) === 'vmlinux.h';
}

export type Included =
  | { readonly kind: 'missing'; readonly events: readonly MacroEvent[] }
  | { readonly kind: 'nothing'; readonly events: readonly MacroEvent[] }
  | { readonly kind: 'header'; readonly file: ParsedFile; readonly events: readonly MacroEvent[] };

const NOTHING: Included = { kind: 'nothing', events: [] };

function missing(unit: Unit, target: string): Included {
  const event = systemHeaderEvent(basename(target));
  if (event === undefined || unit.env.macros.has(event.name)) return { kind: 'missing', events: [] };
  applyEvent(unit.env, event);
  return { kind: 'missing', events: [event] };
}

export type ParseHeader = (unit: Unit, path: string, text: string) => HeaderResult;

/** Resolves one `#include` of the file at `from` and applies what it does to the unit's environment. */
export function includeFile(unit: Unit, from: string, target: string, parse: ParseHeader): Included {
  if (!isHeaderName(target) || basename(target) === 'vmlinux.h') return missing(unit, target);
  const places = placesOf(unit.scope, dirname(from), target);
  for (const place of places) {
    const path = place(target);
    const text = path === undefined ? undefined : read(unit, path);
    if (path === undefined || text === undefined) continue;
    if (isTooBig(path, text)) return missing(unit, target);
    return readHeader(unit, path, text, parse);
  }
  if (places[0]?.(target) === undefined) unit.reader.outside?.(target, from);
  return missing(unit, target);
}

function readHeader(unit: Unit, path: string, text: string, parse: ParseHeader): Included {
  if (wasOnce(unit.env, path)) return NOTHING;
  if (unit.open.includes(path) || unit.open.length > MAX_DEPTH || unit.count >= MAX_HEADERS) {
    unit.cuts++;
    return NOTHING;
  }
  unit.count++;
  const known = cached(unit, path, text);
  const result = known ?? parseHeader(unit, path, text, parse);
  const isEmpty = result.file.root.kids.length === 0 && result.events.length === 0;
  return isEmpty ? NOTHING : { kind: 'header', file: result.file, events: result.events };
}

function cached(unit: Unit, path: string, text: string): HeaderResult | undefined {
  for (const entry of cache.get(path) ?? []) {
    if (entry.envId !== unit.env.id || entry.text !== text || entry.scope !== unit.scope.key) continue;
    if (!stillReads(unit, entry)) continue;
    for (const event of entry.events) applyEvent(unit.env, event, true);
    unit.env.id = idAfterHeader(entry.envId, entry.number);
    unit.reads.push(...entry.reads);
    return entry;
  }
  return undefined;
}

/** Whether everything that the header had asked for is still the same. */
function stillReads(unit: Unit, entry: CachedHeader): boolean {
  for (const { path, text } of entry.reads) {
    if (ask(unit, path) !== text) return false;
  }
  return true;
}

function parseHeader(unit: Unit, path: string, text: string, parse: ParseHeader): HeaderResult {
  const envId = unit.env.id;
  const firstRead = unit.reads.length;
  const cuts = unit.cuts;
  unit.open.push(path);
  const { file, events } = parse(unit, path, text);
  unit.open.pop();
  const scope = unit.scope.key;
  const number = numberOf(path, envId, scope, events) ?? ++headerNumber;
  unit.env.id = idAfterHeader(envId, number);
  if (unit.cuts === cuts)
    remember(path, { file, events, text, envId, scope, number, reads: uniqueReads(unit, firstRead) });
  return { file, events };
}

/** Of an earlier text that did the same to the environment: what comes behind it is as it was. */
function numberOf(
  path: string,
  envId: number,
  scope: string,
  events: readonly MacroEvent[],
): number | undefined {
  const before = cache.get(path)?.find((entry) => entry.envId === envId && entry.scope === scope);
  if (before?.events.length !== events.length) return undefined;
  return events.every((event, i) => isSameEvent(event, before.events[i]!)) ? before.number : undefined;
}

function isSameEvent(a: MacroEvent, b: MacroEvent): boolean {
  if (a.name !== b.name || a.macro?.body !== b.macro?.body || a.macro?.path !== b.macro?.path) return false;
  return (a.macro === undefined) === (b.macro === undefined) && `${a.macro?.params}` === `${b.macro?.params}`;
}

function uniqueReads(unit: Unit, from: number): Read[] {
  const seen = new Map<string, Read>();
  for (const entry of unit.reads.slice(from)) seen.set(entry.path, entry);
  return [...seen.values()];
}

function remember(path: string, entry: CachedHeader): void {
  if (!cache.has(path) && cache.size >= MAX_CACHED_PATHS) cache.clear();
  const entries = (cache.get(path) ?? []).filter((old) => old.text === entry.text);
  cache.set(path, [entry, ...entries].slice(0, MAX_CACHED_PER_PATH));
}
