/** What settings and a project file can both say: what of it can be used, and what to say about the rest. */
import { FUNCTION_ROLES, type FunctionRole } from '../../../bpf/kernel/functions/project.ts';
import { isKernel, kernelWanted, lookupFunction } from '../../../bpf/kernel/index.ts';
import { programOf } from '../../../bpf/kernel/program-types.ts';
import { isLibbpf } from '../../../bpf/kernel/versions.ts';
import { closest } from '../../../bpf/words/closest.ts';
import { words } from '../../../bpf/words/settings.ts';
import { allRules, ruleOf } from '../../rules/index.ts';
import { COMPLAINT_IDS, isComplaint } from '../suppress/complaints.ts';
import type { Severity } from '../types.ts';

export type SeverityChoice = Severity | 'off';

/** Each is undefined where nothing usable was said. */
export interface Values {
  /** `X.Y`. */
  readonly targetKernel?: string;
  readonly proposedApis?: boolean;
  /** `X.Y`, or `auto`. */
  readonly libbpf?: string;
  readonly severity?: Readonly<Record<string, SeverityChoice>>;
  /** The rules that are told of; empty: all. */
  readonly onlyRules?: readonly string[];
  /** As they are written: absolute, or relative to who says it. */
  readonly includePaths?: readonly string[];
  readonly functions?: Readonly<Record<string, FunctionRole>>;
  /** Macros that define a program, with the section that they stand for. */
  readonly programMacros?: Readonly<Record<string, string>>;
  /** Files that are linked into one object, as they are written. */
  readonly objects?: readonly (readonly string[])[];
}

export type Key = keyof Values;

/** A value that is ignored. */
export interface Problem {
  /** Keys and indices that lead to it. */
  readonly path: readonly (string | number)[];
  /** The name is wrong, not what it says. */
  readonly isKey: boolean;
  readonly value: unknown;
  /** What it must be, without a full stop. */
  readonly wanted: string;
}

export interface ReadValues {
  readonly values: Values;
  readonly problems: readonly Problem[];
}

const MOST_PATHS = 100;
const MOST_NAMES = 1_000;
const MOST_OBJECTS = 100;
const SEVERITIES: readonly SeverityChoice[] = ['error', 'warning', 'information', 'hint', 'off'];
const NAME = /^[A-Za-z_]\w{0,127}$/;

type Raw = Readonly<Record<string, unknown>>;
type Bad = (
  path: readonly (string | number)[],
  value: unknown,
  wanted: string,
  what?: { readonly isKey: boolean },
) => void;

/** How each key is read; undefined: not usable, and `bad` was told. */
const READERS: { readonly [K in Key]-?: (raw: unknown, bad: Bad) => Values[K] | undefined } = {
  targetKernel: (raw, bad) =>
    typeof raw === 'string' && isKernel(raw)
      ? raw
      : void bad(['targetKernel'], raw, words().isKernel(kernelWanted())),
  proposedApis: (raw, bad) =>
    typeof raw === 'boolean' ? raw : void bad(['proposedApis'], raw, words().isFlag),
  libbpf: (raw, bad) =>
    typeof raw === 'string' && (raw === 'auto' || isLibbpf(raw))
      ? raw
      : void bad(['libbpf'], raw, words().isLibbpf),
  severity: readSeverities,
  onlyRules: readRules,
  includePaths: readPaths,
  functions: readFunctions,
  programMacros: readPrograms,
  objects: readObjects,
};

export const KEYS = Object.keys(READERS) as readonly Key[];

/** Never throws; what is wrong is left out. */
export function readValues(raw: Raw): ReadValues {
  const problems: Problem[] = [];
  const bad: Bad = (path, value, wanted, what) =>
    void problems.push({ path, value, wanted, isKey: what?.isKey === true });
  const found = KEYS.flatMap((key) => {
    const said = Object.hasOwn(raw, key) ? raw[key] : undefined;
    const value = said === undefined || said === null ? undefined : READERS[key](said, bad);
    return value === undefined ? [] : [[key, value] as const];
  });
  return { values: Object.fromEntries(found), problems };
}

function readSeverities(raw: unknown, bad: Bad): Values['severity'] {
  if (!isObject(raw)) return void bad(['severity'], raw, words().isSeverities);
  const found: [string, SeverityChoice][] = [];
  for (const [rule, value] of Object.entries(raw)) {
    const severity = SEVERITIES.find((known) => known === value);
    if (!isRule(rule)) bad(['severity', rule], value, noSuchRule(rule), { isKey: true });
    else if (!severity) bad(['severity', rule], value, words().canBe(listed(SEVERITIES)));
    else found.push([rule, severity]);
  }
  return Object.fromEntries(found);
}

function readRules(raw: unknown, bad: Bad): Values['onlyRules'] {
  if (!Array.isArray(raw) || raw.length > MOST_NAMES)
    return void bad(['onlyRules'], raw, words().isRules(MOST_NAMES));
  return raw.filter((rule, i): rule is string => {
    if (typeof rule === 'string' && isRule(rule)) return true;
    bad(['onlyRules', i], rule, noSuchRule(typeof rule === 'string' ? rule : ''));
    return false;
  });
}

const isRule = (id: string): boolean => ruleOf(id) !== undefined || isComplaint(id);

function noSuchRule(id: string): string {
  const near = closest(id, [...allRules().map((rule) => rule.id), ...COMPLAINT_IDS]);
  return near === undefined || id === '' ? words().noSuchRule : words().otherRule(near);
}

function readPaths(raw: unknown, bad: Bad): Values['includePaths'] {
  if (Array.isArray(raw) && raw.length <= MOST_PATHS && raw.every(isPath)) return raw;
  return void bad(['includePaths'], raw, words().isFolders(MOST_PATHS));
}

const isPath = (one: unknown): one is string => typeof one === 'string' && one.trim() !== '';

/** Entries of an object whose keys are names of C. */
function namesIn(key: Key, raw: unknown, bad: Bad, wanted: string): [string, unknown][] | undefined {
  if (!isObject(raw) || Object.keys(raw).length > MOST_NAMES) return void bad([key], raw, wanted);
  return Object.entries(raw).filter(([name, value]) => {
    if (NAME.test(name)) return true;
    bad([key, name], value, words().isName, { isKey: true });
    return false;
  });
}

function readFunctions(raw: unknown, bad: Bad): Values['functions'] {
  const names = namesIn('functions', raw, bad, words().isFunctions(MOST_NAMES));
  if (!names) return undefined;
  const found: [string, FunctionRole][] = [];
  for (const [name, value] of names) {
    const role = FUNCTION_ROLES.find((known) => known === value);
    if (lookupFunction(name)) bad(['functions', name], value, words().isKnownFunction, { isKey: true });
    else if (!role) bad(['functions', name], value, words().canBe(listed(FUNCTION_ROLES)));
    else found.push([name, role]);
  }
  return Object.fromEntries(found);
}

function readPrograms(raw: unknown, bad: Bad): Values['programMacros'] {
  const names = namesIn('programMacros', raw, bad, words().isPrograms(MOST_NAMES));
  if (!names) return undefined;
  const found: [string, string][] = [];
  for (const [name, value] of names) {
    const section = typeof value === 'string' ? sectionOf(value) : undefined;
    if (section === undefined) bad(['programMacros', name], value, words().isSection);
    else found.push([name, section]);
  }
  return Object.fromEntries(found);
}

/** A section with what it is attached to, for one that needs it. */
function sectionOf(text: string): string | undefined {
  if (!/^[\w./?+-]{1,200}$/.test(text)) return undefined;
  return [text, `${text.replace(/\/$/, '')}/target`].find((one) => programOf(one).type !== '');
}

function readObjects(raw: unknown, bad: Bad): Values['objects'] {
  const isList = (one: unknown): one is unknown[] => Array.isArray(one) && one.length <= MOST_PATHS;
  if (!Array.isArray(raw) || raw.length > MOST_OBJECTS || !raw.every(isList))
    return void bad(['objects'], raw, words().isObjects(MOST_PATHS));
  return raw.map((files, i) =>
    files.filter((file, k): file is string => {
      if (isPath(file)) return true;
      bad(['objects', i, k], file, words().isFile);
      return false;
    }),
  );
}

export function isObject(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function listed(values: readonly string[]): string {
  return values.map((value) => `"${value}"`).join(', ');
}

const SHOWN = 60;

/** A value as a message quotes it. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
}

/** The keys that lead to a value as a message has them: `severity.kptr-slot`, `objects[0][1]`. */
export function pathText(path: readonly (string | number)[]): string {
  return path
    .map((part, i) =>
      typeof part === 'number'
        ? `[${part}]`
        : `${i > 0 ? '.' : ''}${i > 0 ? shown(part).slice(1, -1) : part}`,
    )
    .join('');
}
