/**
 * Fixes of open documents: made when a text rests and nothing else is to be done, kept with the document, and there when
 * somebody asks for them. A fix costs many checks, so none is made at a key or for a request:
 *
 *     a text rests ──▶ its findings without a sure fix, one by one ──▶ what holds together ──▶ all is known
 *          ▲                │                                              │
 *          └── next rest ◀──┴── the text moved on: what is made is kept ◀──┘
 */
import type { Span } from '../../../bpf/syntax/types.ts';
import {
  fixesKept,
  type Group,
  type KeptFinding,
  type KeptFixes,
  keptFinding,
  moveFixes,
  NO_FIXES,
  preferredOf,
} from '../../service/fix/kept.ts';
import type { Target } from '../../service/fix/look.ts';
import { holdTogether, type Part } from '../../service/fix/together.ts';
import { fixerIn } from '../../service/fixes.ts';
import { kernelOf, libbpfOf } from '../../service/settings/merge.ts';
import { type Lines, linesOf, offsetAt, rangeAt } from '../../service/text.ts';
import type { Diagnostic, Fix, Range } from '../../service/types.ts';
import { type Doc, endTrials, isCurrent } from '../documents.ts';

/** Findings of a text whose fixes are made before anybody has asked for them. */
const MOST_AHEAD = 100;

export interface Fixes {
  /** A text is at rest, and what was found in it is shown. */
  rested(doc: Doc): void;
  /** Somebody has asked for the fixes of a finding that are not known: they come first. */
  want(doc: Doc, finding: Diagnostic): void;
  /** The finding of that id once its fixes are made for the text as it stands; undefined: it is gone. */
  made(doc: Doc, id: number): Promise<KeptFinding | undefined>;
  /** What is to be done, in slices. */
  work(): Generator<void, void, void>;
  forget(doc: Doc): void;
}

interface Waiting {
  readonly id: number;
  readonly resolve: (finding: KeptFinding | undefined) => void;
}

export interface FixesHost {
  /** There is work. */
  wake(): void;
  /** The fixes of one finding could not be made. */
  failed(doc: Doc, error: unknown): void;
}

interface State {
  readonly host: FixesHost;
  /** Documents in which something may be missing. */
  readonly rested: Set<Doc>;
  readonly wanted: Map<Doc, Diagnostic>;
  readonly waiting: Map<Doc, readonly Waiting[]>;
  /** That of which it is known what holds together. */
  readonly grouped: WeakMap<Doc, KeptFixes>;
  /** The one document that has trials: they are as large as its checks. */
  tried: Doc | undefined;
  nextId: number;
}

export function createFixes(host: FixesHost): Fixes {
  const state: State = {
    host,
    rested: new Set(),
    wanted: new Map(),
    waiting: new Map(),
    grouped: new WeakMap(),
    tried: undefined,
    nextId: 1,
  };
  return {
    rested: (doc) => rested(state, doc),
    want(doc, finding) {
      state.wanted.set(doc, finding);
      if (isCurrent(doc)) rested(state, doc);
    },
    made: (doc, id) => made(state, doc, id),
    work: () => work(state),
    forget(doc) {
      state.rested.delete(doc);
      state.wanted.delete(doc);
      if (state.tried === doc) state.tried = undefined;
      endTrials(doc);
      doc.kept = NO_FIXES;
      tell(state, doc, 'all');
    },
  };
}

function rested({ host, rested }: State, doc: Doc): void {
  rested.add(doc);
  host.wake();
}

function made(state: State, doc: Doc, id: number): Promise<KeptFinding | undefined> {
  const known = keptNow(doc).findings.find((one) => one.id === id);
  if (!known || known.isSure) return Promise.resolve(known);
  return new Promise((resolve) => {
    state.waiting.set(doc, [...(state.waiting.get(doc) ?? []), { id, resolve }]);
    if (isCurrent(doc)) rested(state, doc);
  });
}

/** Tells those who wait what became of it. */
function tell({ waiting }: State, doc: Doc, ids: ReadonlySet<number> | 'all'): void {
  const all = waiting.get(doc) ?? [];
  const isMeant = ({ id }: Waiting) => ids === 'all' || ids.has(id);
  waiting.set(
    doc,
    all.filter((one) => !isMeant(one)),
  );
  for (const one of all.filter(isMeant)) one.resolve(doc.kept.findings.find(({ id }) => id === one.id));
}

const MOVED = new WeakMap<KeptFixes, KeptFixes>();

/** What is kept, where it stands in the text of now. */
export function keptNow({ kept, text }: Doc): KeptFixes {
  const now = text.getText();
  const before = MOVED.get(kept);
  const moved = before?.text === now ? before : moveFixes(kept, now);
  MOVED.set(kept, moved);
  return moved;
}

/** Of one document after the other. */
function* work(state: State): Generator<void, void, void> {
  for (;;) {
    const [doc] = state.rested;
    if (!doc) return;
    if (isCurrent(doc) && doc.isOn) yield* workOn(state, doc);
    state.rested.delete(doc);
  }
}

/** A text, and whether it still is that of the document. */
interface Rest {
  readonly doc: Doc;
  readonly text: string;
  readonly lines: Lines;
  readonly isOver: () => boolean;
}

/** Makes what is missing, until the text moves on. */
function* workOn(state: State, doc: Doc): Generator<void, void, void> {
  const { revision } = doc;
  const text = doc.text.getText();
  const rest: Rest = { doc, text, lines: linesOf(text), isOver: () => doc.revision !== revision };
  for (const finding of begin(state, rest)) {
    const { session, kernel, libbpf } = targetFor(state, doc);
    const found = yield* unlessOver(state, rest, fixerIn(session, kernel, libbpf).fixesFor(text, finding));
    if (found === OVER) return;
    keep(state, rest, finding, found?.fixes ?? []);
  }
  tell(state, doc, 'all');
  yield* group(state, rest);
}

/** Brings what is kept to the text, and gives the findings of the text whose fixes are to be made. */
function begin(state: State, { doc, text, lines }: Rest): readonly Diagnostic[] {
  const before = keptNow(doc);
  const fresh = new Set(doc.session.findings().map(({ diagnostic }) => diagnostic));
  const asked = new Set(state.waiting.get(doc)?.map(({ id }) => id));
  const wanted = state.wanted.get(doc);
  state.wanted.delete(doc);
  const findings: KeptFinding[] = [];
  const first: Diagnostic[] = [];
  const later: Diagnostic[] = [];
  for (const finding of doc.result?.shown.findings ?? []) {
    const known = fixesKept(before, finding, spanOf(lines, finding.range));
    if (known) findings.push(known);
    // Of what is only kept while somebody types, nothing can be tried.
    if (known?.isSure || !fresh.has(finding)) continue;
    if (finding === wanted || (known && asked.has(known.id))) first.push(finding);
    else later.push(finding);
  }
  if (before !== doc.kept || findings.length < before.findings.length) {
    const { file, module } = doc.session.parsed();
    const functions = [...module.functions.values()].filter(({ path }) => path === file.path);
    doc.kept = { text, functions: functions.map(spanAs), findings, groups: before.groups };
  }
  return [...first, ...later.slice(0, MOST_AHEAD)];
}

function spanOf(lines: Lines, { start, end }: Range): Span {
  return { start: offsetAt(lines, start), end: offsetAt(lines, end) };
}

function spanAs({ start, end }: Span): Span {
  return { start, end };
}

function targetFor(state: State, doc: Doc): Target {
  if (state.tried && state.tried !== doc) endTrials(state.tried);
  state.tried = doc;
  doc.trials ??= doc.session.beside();
  return { session: doc.trials, kernel: kernelOf(doc.settings), libbpf: libbpfOf(doc.settings) };
}

const OVER = Symbol();

/** Runs something in slices while the text stays; undefined: it failed, and is not tried again. */
function* unlessOver<T>(
  { host }: State,
  { doc, isOver }: Rest,
  slices: Generator<void, T, void>,
): Generator<void, T | typeof OVER | undefined, void> {
  try {
    for (;;) {
      const next = slices.next();
      if (next.done) return next.value;
      yield;
      if (isOver()) return OVER;
    }
  } catch (error) {
    endTrials(doc);
    host.failed(doc, error);
    return undefined;
  }
}

function keep(state: State, { doc, lines }: Rest, finding: Diagnostic, fixes: readonly Fix[]): void {
  const { kept } = doc;
  const before = fixesKept(kept, finding, spanOf(lines, finding.range));
  const id = before?.id ?? state.nextId++;
  const made = keptFinding(id, finding, fixes, { lines, functions: kept.functions });
  doc.kept = { ...kept, findings: [...kept.findings.filter((one) => one !== before), made] };
  tell(state, doc, new Set([id]));
}

/** Finds out which of the fixes hold together: the safe ones, and those of each rule. */
function* group(state: State, rest: Rest): Generator<void, void, void> {
  const { doc, text } = rest;
  const { kept } = doc;
  if (state.grouped.get(doc) === kept) return;
  const known = new Map<string, readonly number[]>();
  const groups: Group[] = [];
  for (const { rule, members } of candidatesFor(kept)) {
    const ids = members.map(({ id }) => id);
    let held = known.get(ids.join());
    if (!held) {
      const parts = members.map((member) => partOf(member, rest));
      const found = yield* unlessOver(state, rest, holdTogether(targetFor(state, doc), text, parts));
      if (found === OVER) return;
      held = (found ?? []).map((i) => ids[i]!);
      known.set(ids.join(), held);
    }
    groups.push({ rule, ids: held });
  }
  doc.kept = { ...kept, groups };
  state.grouped.set(doc, doc.kept);
  if (groups.length === 0) endTrials(doc);
}

interface Candidates {
  readonly rule: Group['rule'];
  readonly members: readonly KeptFinding[];
}

function candidatesFor({ findings }: KeptFixes): Candidates[] {
  const able = findings.filter((one) => one.isSure && preferredOf(one));
  const safe = able.filter((one) => preferredOf(one)?.safe);
  const rules = [...new Set(able.map(({ rule }) => rule))];
  const all: Candidates[] = rules.map((rule) => ({ rule, members: able.filter((one) => one.rule === rule) }));
  return [
    ...(safe.length > 0 ? [{ rule: undefined, members: safe }] : []),
    ...all.filter(({ members }) => members.length > 1),
  ];
}

function partOf(one: KeptFinding, { lines }: Rest): Part {
  const { rule, message, place } = one;
  const range = rangeAt(lines, place.start, place.end);
  return { finding: { rule, message, range }, edits: preferredOf(one)?.edits ?? [] };
}
