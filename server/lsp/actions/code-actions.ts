/**
 * Code actions: fixes of findings, fixes of all of a rule, and comments that suppress. They are answered from what is
 * known (server/lsp/actions/fixes.ts), never by waiting for a check; only the edit of a fix that is in doubt is waited for, once
 * somebody has chosen it.
 */
import type {
  CodeAction,
  CodeActionOptions,
  CodeActionParams,
  Diagnostic as LspDiagnostic,
} from 'vscode-languageserver';
import { words } from '../../../bpf/words/fixes.ts';
import type { TextEdit } from '../../rules/fix/candidate.ts';
import { fixesKept, groupEdits, type KeptFix, type KeptFixes, preferredOf } from '../../service/fix/kept.ts';
import { suppressing } from '../../service/suppress/insert.ts';
import { type Lines, linesOf, offsetAt, rangeAt } from '../../service/text.ts';
import type { Diagnostic, Edit, Range } from '../../service/types.ts';
import type { Abilities } from '../abilities.ts';
import { SOURCE } from '../convert.ts';
import type { Doc } from '../documents.ts';
import { ResponseError } from '../wire/messages.ts';
import { ErrorCode, QUICK_FIX } from '../wire/values.ts';
import { type Fixes, keptNow } from './fixes.ts';
import { type ShownNow, shownNow } from './shown-now.ts';
import { suppressingWorkspaceEdit, workspaceEdit } from './workspace-edit.ts';

/** All that is safe, for `editor.codeActionsOnSave`. */
const FIX_ALL = 'source.fixAll.bpfCpumask';
/** Findings that one answer is about: somebody may ask about the whole file. */
const MOST_ASKED = 50;

export function codeActionOptions({ resolvesEdits }: Abilities): CodeActionOptions {
  return { codeActionKinds: [QUICK_FIX, FIX_ALL], resolveProvider: resolvesEdits };
}

/** A request, with what is needed to answer it. */
interface Asked {
  readonly doc: Doc;
  readonly abilities: Abilities;
  readonly lines: Lines;
  readonly kept: KeptFixes;
  readonly suppress: ReturnType<typeof suppressing>;
}

/** What is known of a text, for those who ask more than once before the next key. */
interface Known extends Pick<Asked, 'lines' | 'suppress'> {
  readonly text: string;
}

const LAST = new WeakMap<Doc, Known>();

function knownOf(doc: Doc): Known {
  const text = doc.text.getText();
  const last = LAST.get(doc);
  if (last?.text === text) return last;
  const lines = linesOf(text);
  const known = { text, lines, suppress: suppressing(text, lines) };
  LAST.set(doc, known);
  return known;
}

export function codeActions(
  doc: Doc,
  { range, context }: CodeActionParams,
  abilities: Abilities,
  fixes: Fixes,
): CodeAction[] {
  if (!doc.isOn || !doc.result) return [];
  const { lines, suppress } = knownOf(doc);
  const asked: Asked = { doc, abilities, lines, suppress, kept: keptNow(doc) };
  const only = listOf<string>(context.only);
  const actions: CodeAction[] = [];
  if (only.length === 0 || isWanted(only, QUICK_FIX))
    actions.push(...quickFixes(asked, range, listOf<LspDiagnostic>(context.diagnostics), fixes));
  // Nobody sees all of a file in a list about one place: only for those who ask for it.
  if (isWanted(only, FIX_ALL)) actions.push(...allSafe(asked));
  return actions;
}

/** Clients written in Lua send `{}` for an empty list, and one string for a list of one. */
function listOf<T>(said: unknown): readonly T[] {
  if (typeof said === 'string') return [said as T];
  return Array.isArray(said) ? said : [];
}

/** A kind stands for all below it. */
function isWanted(only: readonly string[], kind: string): boolean {
  return only.some((one) => one === '' || kind === one || kind.startsWith(`${one}.`));
}

interface Target {
  readonly finding: Diagnostic;
  /** As the client has it. */
  readonly item: LspDiagnostic;
}

function quickFixes(
  asked: Asked,
  range: Range,
  theirs: readonly LspDiagnostic[],
  fixes: Fixes,
): CodeAction[] {
  const targets = shownNow(asked.doc, asked.lines)
    .flatMap((shown) => targetOf(shown, range, theirs))
    .slice(0, MOST_ASKED);
  if (targets.length === 0) return [];
  const rules = [...new Set(targets.map(({ finding }) => finding.rule))];
  return [
    ...targets.flatMap((target) => fixActions(asked, target, fixes)),
    ...rules.flatMap((rule) => allOf(asked, rule, targets)),
    ...targets.flatMap(({ finding, item }): CodeAction[] => {
      const edit = asked.suppress(finding);
      if (!edit) return [];
      const title = words().suppressHere(finding.rule);
      return [
        {
          title,
          kind: QUICK_FIX,
          diagnostics: [item],
          edit: suppressingWorkspaceEdit(asked.doc, edit, asked.abilities),
        },
      ];
    }),
  ];
}

/** A finding at the range, or one that the client is asking about: on the cursor's line, for instance. */
function targetOf({ finding, item }: ShownNow, range: Range, theirs: readonly LspDiagnostic[]): Target[] {
  const same = theirs.find(
    ({ code, source, range: at }) => code === finding.rule && source === SOURCE && isSame(at, finding.range),
  );
  if (!same && !meets(finding.range, range)) return [];
  return [{ finding, item: same ?? { ...item, range: finding.range } }];
}

function isSame(a: Range, b: Range): boolean {
  return (
    isBefore(a.start, b.start) &&
    isBefore(b.start, a.start) &&
    isBefore(a.end, b.end) &&
    isBefore(b.end, a.end)
  );
}

function meets(a: Range, b: Range): boolean {
  return isBefore(a.start, b.end) && isBefore(b.start, a.end);
}

function isBefore(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character <= b.character);
}

/** For `codeAction/resolve`: a fix of a finding that is to be made anew. */
interface Data {
  readonly uri: string;
  readonly id: number;
}

function fixActions(
  { doc, abilities, lines, kept }: Asked,
  { finding, item }: Target,
  fixes: Fixes,
): CodeAction[] {
  const { start, end } = finding.range;
  const found = fixesKept(kept, finding, { start: offsetAt(lines, start), end: offsetAt(lines, end) });
  if (!found) fixes.want(doc, finding);
  if (!found) return [];
  const isLater = !found.isSure && abilities.resolvesEdits;
  const data: Data = { uri: doc.uri, id: found.id };
  return found.fixes.map(
    (fix): CodeAction => ({
      title: fix.title,
      kind: QUICK_FIX,
      diagnostics: [item],
      isPreferred: fix.preferred,
      ...(isLater ? { data } : { edit: editOf(doc, fix, lines, abilities) }),
    }),
  );
}

function editOf(doc: Doc, { title, edits }: KeptFix, lines: Lines, abilities: Abilities) {
  return workspaceEdit(doc, rangeEdits(lines, edits), abilities, title);
}

function rangeEdits(lines: Lines, edits: readonly TextEdit[]): Edit[] {
  return edits.map(({ start, end, newText }) => ({ range: rangeAt(lines, start, end), newText }));
}

function allOf(
  { doc, abilities, lines, kept }: Asked,
  rule: string,
  targets: readonly Target[],
): CodeAction[] {
  const group = kept.groups.find((one) => one.rule === rule);
  const { count, edits } = group ? groupEdits(kept, group) : { count: 0, edits: [] };
  if (count < 2) return [];
  const title = words().allOf(rule, count);
  return [
    {
      title,
      kind: QUICK_FIX,
      diagnostics: targets.filter(({ finding }) => finding.rule === rule).map(({ item }) => item),
      edit: workspaceEdit(doc, rangeEdits(lines, edits), abilities, title),
    },
  ];
}

/** Nothing is asked before it is applied: it is for those who save. */
function allSafe({ doc, abilities, lines, kept }: Asked): CodeAction[] {
  const group = kept.groups.find(({ rule }) => rule === undefined);
  const { count, edits } = group ? groupEdits(kept, group) : { count: 0, edits: [] };
  if (count === 0) return [];
  const edit = workspaceEdit(doc, rangeEdits(lines, edits), abilities);
  return [{ title: words().allSafe, kind: FIX_ALL, edit }];
}

/** The edit of an action that was given without one; an error where the text has moved on and the fix does not apply. */
export async function resolveCodeAction(
  action: CodeAction,
  docs: ReadonlyMap<string, Doc>,
  abilities: Abilities,
  fixes: Fixes,
): Promise<CodeAction> {
  const data = dataOf(action.data);
  const doc = data && docs.get(data.uri);
  const found = doc && (await fixes.made(doc, data.id));
  // Made for another text, the same answer may be in more places, or in fewer.
  const fix =
    found?.fixes.find(({ title }) => title === action.title) ??
    (found && action.isPreferred ? preferredOf(found) : undefined);
  if (!doc || !fix) throw new ResponseError(ErrorCode.ContentModified, words().isGone);
  return { ...action, edit: editOf(doc, fix, linesOf(doc.text.getText()), abilities) };
}

function dataOf(data: unknown): Data | undefined {
  const { uri, id } = (data ?? {}) as Partial<Data>;
  return typeof uri === 'string' && typeof id === 'number' ? { uri, id } : undefined;
}
