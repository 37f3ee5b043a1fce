/** Ways to leave where a pointer is NULL, with what is held given back: as the function leaves elsewhere, if it does. */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { FixContext } from '../candidate.ts';
import type { Code } from '../edits.ts';
import { argumentsOf, type Chain, indexIn, isLoop, kidOf, placed, textOf, within } from '../tree.ts';
import { loopAround, type Model, modelsIn, valuesFor, type Wanted } from './exit-models.ts';
import type { Held } from './held.ts';

export interface Exit {
  /** As titles say it: "return 0", "go to 'out'". */
  readonly act: string;
  readonly code: Code;
  /** It is how the function itself leaves. */
  readonly isClear: boolean;
}

export interface ExitPlace extends Wanted {
  readonly around: Chain;
  readonly held: readonly Held[];
  /** The pointer that is NULL there. */
  readonly pointer: string;
}

/** The likeliest first. */
export function exitsAt(given: ExitPlace): Exit[] {
  const { cx, around } = given;
  const place = { ...given, held: given.held.filter(({ holder }) => holder !== given.pointer) };
  const models = modelsIn(place);
  const loop = loopAround(cx, around);
  const inLoop =
    loop && models.filter(({ node }) => loop.node.start <= node.start && node.end <= loop.node.end);
  const best = inLoop?.[0] ?? (loop ? undefined : models[0]);
  const rounds = loop ? roundExits(place, loop, best) : [];
  const jumps = gotoExits(place, models);
  const returns = returnExits(place, inLoop && inLoop.length > 0 ? [...inLoop, ...models] : models);
  const isLaddered = place.held.length > 0 && coversAll(place) && !loop;
  const leads = isLaddered ? 'goto_statement' : best?.exit.type;
  if (leads === 'return_statement') return [...returns, ...jumps, ...rounds];
  if (leads === 'goto_statement') return [...jumps, ...returns, ...rounds];
  if (loop) return [...rounds, ...jumps, ...returns];
  return place.held.length > 0 ? [...jumps, ...returns] : [...returns, ...jumps];
}

/** What was taken outside a loop stays when only its round ends. */
function roundExits(
  place: ExitPlace,
  { node, isWritten }: { readonly node: CNode; readonly isWritten: boolean },
  best: Model | undefined,
): Exit[] {
  const { acts } = words().nullTest;
  const held = place.held.filter(({ start }) => node.start < start);
  const next = { act: acts.next, last: 'continue;' };
  const stop = { act: acts.leaveLoop, last: 'break;' };
  const kinds = best?.exit.type === 'break_statement' || isWritten ? [stop, next] : [next, stop];
  return kinds.flatMap(({ act, last }) =>
    releases(held).map((code): Exit => ({ act, code: [...code, last], isClear: true })),
  );
}

function returnExits(place: ExitPlace, models: readonly Model[]): Exit[] {
  const { acts } = words().nullTest;
  const cleanups = [...releases(place.held), ...finalCleanup(place)];
  return cleanups.flatMap((code) =>
    valuesFor(place, models).map(
      ({ text, isClear }): Exit => ({
        act: text ? acts.returnValue(text) : acts.return,
        code: [...code, text ? `return ${text};` : 'return;'],
        isClear,
      }),
    ),
  );
}

const MOST_SINGLE = 3;

/** All as they are, all tested, each one tested: which of them may be NULL as well, the check tells. */
function releases(held: readonly Held[]): Code[] {
  const plain = held.map(({ codes }) => codes[0]!);
  const tested = held.map(({ codes }) => codes.at(-1)!);
  const isMixed = held.length > 1 && held.length <= MOST_SINGLE;
  const mixed = isMixed ? held.map((_, i) => plain.map((code, k) => (k === i ? tested[k]! : code))) : [];
  const seen = new Set<string>();
  return [plain, ...mixed, tested]
    .map((codes) => codes.flat())
    .filter((code) => !seen.has(code.join('\n')) && seen.add(code.join('\n')));
}

/** What the function does before its last return, for paths that hold different things. */
function finalCleanup({ cx, fn, held, pointer }: ExitPlace): Code[] {
  const kids = kidOf(fn, 'body')?.kids ?? [];
  const code: Code[] = [];
  for (const node of kids.slice(0, -1).reverse()) {
    const written = cleanupText(cx, node);
    if (!written) break;
    if (!written.join(' ').includes(pointer)) code.unshift(written);
  }
  return code.length > 0 && code.length !== held.length ? [code.flat()] : [];
}

/** `release(p);`, `if (p) release(p);` */
function cleanupText(cx: FixContext, node: CNode): Code | undefined {
  if (node.type === 'expression_statement' && node.kids[0]?.type === 'call_expression') {
    const name = textOf(cx.file, kidOf(node.kids[0], 'function')!);
    return ENDING.test(name) ? [textOf(cx.file, node)] : undefined;
  }
  const arm = node.type === 'if_statement' && !kidOf(node, 'alternative') && kidOf(node, 'consequence');
  if (!arm) return undefined;
  const inner = arm.type === 'compound_statement' ? arm.kids : [arm];
  const lines = inner.map((kid) => cleanupText(cx, kid));
  if (lines.some((line) => !line)) return undefined;
  const head = `if ${textOf(cx.file, kidOf(node, 'condition')!)}`;
  const body = lines.flatMap((line) => line!.map((text) => `\t${text}`));
  return arm.type === 'compound_statement' ? [`${head} {`, ...body, '}'] : [head, ...body];
}

const ENDING = /release|discard|unlock|put|destroy|drop|free/;

interface Labelled {
  readonly name: string;
  /** Held things that are given back behind it. */
  readonly covered: ReadonlySet<Held>;
  /** How many it gives back that are not held. */
  readonly extra: number;
}

/** To labels behind the place; what a label does not give back is given back before the jump. */
function gotoExits(place: ExitPlace, models: readonly Model[]): Exit[] {
  const labels = labelsAfter(place);
  const targets = models.filter(({ exit }) => exit.type === 'goto_statement');
  const rank = (name: string) => targets.findIndex(({ exit }) => targetOf(place.cx, exit) === name);
  const sets = targets.find((model) => model.sets.length > 0)?.sets ?? [];
  return labels
    .filter(({ extra, covered }) => extra === 0 && (covered.size > 0 || targets.length > 0))
    .sort((a, b) => b.covered.size - a.covered.size || rank(b.name) - rank(a.name))
    .flatMap(({ name, covered }) =>
      releases(place.held.filter((held) => !covered.has(held))).map(
        (code): Exit => ({
          act: words().nullTest.acts.goTo(name),
          code: [...code, ...sets, `goto ${name};`],
          isClear: true,
        }),
      ),
    );
}

/** Is there a label that gives back all that is held, and nothing else? */
function coversAll(place: ExitPlace): boolean {
  return labelsAfter(place).some(({ covered, extra }) => extra === 0 && covered.size === place.held.length);
}

const targetOf = (cx: FixContext, exit: CNode): string => textOf(cx.file, kidOf(exit, 'label') ?? exit);

function labelsAfter(place: ExitPlace): Labelled[] {
  const { cx, fn, offset } = place;
  return [...within(fn)]
    .filter(({ type, start }) => type === 'labeled_statement' && start > offset)
    .filter((node) => !placed(cx.file, node).around.some(isLoop))
    .map((node) => {
      const calls = runFrom(place, node);
      const covered = new Set(place.held.filter((held) => calls.some((call) => endsIt(cx, call, held))));
      const others = calls.filter((call) => !place.held.some((held) => endsIt(cx, call, held)));
      return {
        name: textOf(cx.file, node.kids[0]!),
        covered,
        extra: others.filter((call) => isBare(cx, call, fn)).length,
      };
    });
}

/** Calls that end something from a label to the end of its block. */
function runFrom({ cx }: ExitPlace, label: CNode): CNode[] {
  const block = placed(cx.file, label).around[0];
  const kids = block?.kids ?? [];
  return kids
    .slice(indexIn(kids, label))
    .flatMap((node) => [...within(node)])
    .filter(
      (node) =>
        node.type === 'call_expression' && ENDING.test(textOf(cx.file, kidOf(node, 'function') ?? node)),
    );
}

function endsIt(cx: FixContext, call: CNode, { enders, argument }: Held): boolean {
  const given = argumentsOf(call).map((arg) => textOf(cx.file, arg));
  if (!enders.includes(textOf(cx.file, kidOf(call, 'function')!))) return false;
  return argument === '' || given.includes(argument) || given.join(', ') === argument;
}

/** Not behind a test. */
function isBare(cx: FixContext, call: CNode, fn: CNode): boolean {
  const { around } = placed(cx.file, call);
  return !around.slice(0, indexIn(around, fn)).some(({ type }) => type === 'if_statement');
}
