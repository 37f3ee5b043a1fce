/**
 * Findings that comments take out, and what is to be said of the comments:
 *
 *     comments ──▶ requests ──▶ how far each reaches ──┐
 *     findings, each with its places ─────────────────┴─▶ shown │ suppressed │ complaints
 *
 * A finding in a header is suppressed there, for every file that includes it, or in the file where it is shown. Of a
 * header's comments it is only said in the header what is wrong with them, and never that they hit nothing: it is other
 * files that tell.
 */
import type { FunctionInfo, Module } from '../../../bpf/flow/graph.ts';
import { printable } from '../../../bpf/syntax/printable.ts';
import type { ParsedFile, Span } from '../../../bpf/syntax/types.ts';
import { closest } from '../../../bpf/words/closest.ts';
import { words } from '../../../bpf/words/suppress.ts';
import { allRules, ruleOf } from '../../rules/index.ts';
import { type Lines, rangeAt } from '../text.ts';
import type { Diagnostic, Range, Suppressed } from '../types.ts';
import { COMPLAINT_SEVERITY, type ComplaintId } from './complaints.ts';
import { byRuleId, type Place, reaches, type Suppression, type Suppressions } from './read.ts';

/** A finding and where it is: at its fault, and where it is shown if that is in another file. */
export interface Located {
  readonly found: Diagnostic;
  readonly places: readonly Place[];
}

export interface Judged {
  readonly diagnostics: readonly Diagnostic[];
  readonly suppressed: readonly Suppressed[];
}

export interface Circumstances {
  readonly file: ParsedFile;
  readonly module: Module;
  readonly kernel: string;
  /** Of the file or a header. */
  readonly linesIn: (path: string) => Lines;
  /** Whether not all was checked that could have been found in the function; of none: at file scope. */
  readonly mayHaveMissed: (fn: FunctionInfo | undefined) => boolean;
}

export function suppress(
  all: readonly Located[],
  { own, inHeaders }: Suppressions,
  about: Circumstances,
): Judged {
  if (own.length === 0 && inHeaders.length === 0)
    return { diagnostics: all.map(({ found }) => found), suppressed: [] };
  const byRule = byRuleId([...own, ...inHeaders]);
  const hits = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  const suppressed: Suppressed[] = [];
  for (const { found, places } of all) {
    const hit = (byRule.get(found.rule) ?? []).filter((one) => places.some((place) => reaches(one, place)));
    for (const one of hit) hits.add(hitOf(one, found.rule));
    const first = hit[0];
    if (first) suppressed.push({ ...found, suppression: suppressionIn(first, about) });
    else diagnostics.push(found);
  }
  diagnostics.push(...complaintsAbout(own, hits, about));
  return { diagnostics, suppressed };
}

/** Identity of a rule in a comment. */
function hitOf({ file, start }: Suppression, rule: string): string {
  return `${start} ${rule} ${file.path}`;
}

function suppressionIn(one: Suppression, { file, linesIn }: Circumstances): Suppressed['suppression'] {
  const elsewhere = one.file === file ? {} : { path: one.file.path };
  const range = rangeAt(linesIn(one.file.path), one.start, one.end);
  return { reason: printable(one.reason), range, ...elsewhere };
}

function complaintsAbout(
  own: readonly Suppression[],
  hits: ReadonlySet<string>,
  about: Circumstances,
): Diagnostic[] {
  if (own.length === 0) return [];
  const lines = about.linesIn(about.file.path);
  const nearest = nearestRules();
  return own.flatMap((one) => {
    const complaints = [...misnamed(one, nearest), ...unused(one, hits, about)];
    const asked = complaints.length === 0 && one.reason === '' ? [withoutReason(one)] : complaints;
    return asked.map(({ id, message, at }) => complaint(id, message, rangeAt(lines, at.start, at.end)));
  });
}

interface Complaint {
  readonly id: ComplaintId;
  readonly message: string;
  readonly at: Span;
}

type Nearest = (id: string) => string | undefined;

/** A name that many comments have is only compared once. */
function nearestRules(): Nearest {
  const ids = allRules().map(({ id }) => id);
  const known = new Map<string, string | undefined>();
  return (id) => {
    if (!known.has(id)) known.set(id, closest(id, ids));
    return known.get(id);
  };
}

function misnamed(one: Suppression, nearest: Nearest): Complaint[] {
  const id = 'suppression-unknown-rule';
  if (one.rules.length === 0) return [{ id, message: words().noRule, at: one }];
  return one.rules.flatMap((rule): Complaint[] => {
    if (ruleOf(rule.id)) return [];
    const near = nearest(rule.id);
    const name = printable(rule.id);
    const message = near === undefined ? words().unknownRule(name) : words().otherRule(name, near);
    return [{ id, message, at: rule }];
  });
}

const HEADER = /\.(?:h|hh|hpp|hxx)$/i;

function unused(
  one: Suppression,
  hits: ReadonlySet<string>,
  { file, module, kernel, mayHaveMissed }: Circumstances,
): Complaint[] {
  if (HEADER.test(file.path)) return [];
  const idle = one.rules.filter(({ id }) => ruleOf(id) && !hits.has(hitOf(one, id)));
  if (idle.length === 0 || mayHaveMissed(functionAround(one, module))) return [];
  const id = 'suppression-unused';
  if (one.rules.length === 1) return [{ id, message: words().unused(idle[0]!.id, kernel), at: one }];
  return idle.map((rule) => ({ id, message: words().oneUnused(rule.id, kernel), at: rule }));
}

/** The function that a comment is about, or is in. */
function functionAround({ file, reach, comment }: Suppression, module: Module): FunctionInfo | undefined {
  const { end } = reach ?? comment;
  return [...module.functions.values()].find(
    (fn) => fn.path === file.path && fn.start < end && end <= fn.end,
  );
}

function withoutReason(one: Suppression): Complaint {
  const rules = one.rules.map(({ id }) => `'${id}'`).join(', ');
  return { id: 'suppression-without-reason', message: words().noReason(rules), at: one };
}

function complaint(rule: ComplaintId, message: string, range: Range): Diagnostic {
  return {
    rule,
    severity: COMPLAINT_SEVERITY[rule],
    message,
    kernelMessage: '',
    range,
    program: null,
    path: [],
    fixes: [],
  };
}
