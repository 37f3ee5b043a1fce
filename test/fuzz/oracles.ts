/** What must hold of the answers to one program. Each judgement tells `fail` what does not. */
import { because, sayReason } from '../../bpf/words/reasons.ts';
import type { ProgramRun } from '../../emulator/service.ts';
import type { Diagnostic, FileResult, Position } from '../../server/service/types.ts';
import type { FailureKind } from './failure.ts';
import { holdsPlant, isPlantSure, PLANT_EXIT, PLANT_NAME } from './plant.ts';

/** `place` tells failures of one kind apart. */
export type Fail = (kind: FailureKind, place: string, detail: string) => void;

/** The findings of a text that was checked. */
export function judgeResult(result: FileResult, text: string, fail: Fail): void {
  if (holdsPlant(text) && !seesPlant(result, text)) {
    const isSaid = result.incomplete.some((gap) => gap.function === PLANT_NAME);
    fail(isSaid && !isPlantSure(text) ? 'plant-doubted' : 'plant-lost', '', silenceOf(result));
  }
  for (const diagnostic of result.diagnostics) judgeRange(diagnostic, text, fail);
  for (const { reason } of result.incomplete)
    if (isFailure(reason)) fail('contained', reason.replace(/["'`\d].*/s, ''), reason);
}

/** The checker failed on a function, and says so. */
const isFailure = (reason: string): boolean =>
  reason.startsWith(sayReason(because('failed', '')).slice(0, -1));

/** C0 without tab and line feed, C1 and DEL, which a terminal or an editor would take for orders. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
export const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f]/;

function seesPlant({ diagnostics }: FileResult, text: string): boolean {
  const before = text.slice(0, text.lastIndexOf(PLANT_EXIT)).split(/\r\n|\r|\n/);
  return diagnostics.some(
    ({ rule, range }) => rule === 'unreleased-reference' && range.start.line === before.length - 1,
  );
}

function silenceOf({ diagnostics, incomplete }: FileResult): string {
  const gaps = incomplete.map((gap) => `${gap.function}: ${gap.reason}`);
  return `${diagnostics.length} findings; not fully checked: ${gaps.slice(0, 5).join('; ') || 'none'}`;
}

function judgeRange({ rule, message, range, path }: Diagnostic, text: string, fail: Fail): void {
  const lines = text.split(/\r\n|\r|\n/);
  const isInside = ({ line, character }: Position) =>
    line >= 0 && character >= 0 && character <= (lines[line]?.length ?? -1);
  const own = [range, ...path.filter((step) => step.path === undefined).map((step) => step.range)];
  for (const { start, end } of own)
    if (!isInside(start) || !isInside(end))
      fail('range-outside', '', `${rule} ${JSON.stringify({ start, end })}`);
  if (CONTROL.test(message)) fail('control-character', rule, JSON.stringify(message));
}

/** The runs of a text. */
export function judgeRuns(runs: readonly ProgramRun[] | string, fail: Fail): void {
  if (typeof runs === 'string') return;
  for (const { faults } of runs)
    for (const { message } of faults)
      if (/The emulator failed/.test(message)) fail('emulator-failed', ...emulatorFailure(message));
}

export function emulatorFailure(said: string): [place: string, detail: string] {
  const detail = /The emulator failed \((.{0,160}?)\)\. Please/.exec(said)?.[1] ?? said.slice(0, 160);
  return [detail.replace(/['"\d].*/, ''), detail];
}

/** The first finding or gap that only one of two results has; '' if they are the same. */
export function difference(a: FileResult, b: FileResult): string {
  const [ours, theirs] = [a, b].map(({ diagnostics, incomplete }) =>
    [...diagnostics, ...incomplete].map((item) => JSON.stringify(item)),
  );
  const only = [
    ...ours!.filter((item) => !theirs!.includes(item)),
    ...theirs!.filter((item) => !ours!.includes(item)),
  ];
  if (only.length > 0) return only[0]!.slice(0, 300);
  return ours!.join() === theirs!.join() ? '' : 'the order differs';
}

/** The innermost functions of the stack, without the bundle's lines. */
export function placeOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frames = [...stack.matchAll(/^ +at (?:new )?([\w.$<>]+)/gm)].map(([, name]) => name!);
  return `${error instanceof Error ? error.name : typeof error} in ${frames.slice(0, 2).join(' < ')}`;
}

export function messageOf(error: unknown): string {
  return error instanceof Error
    ? `${error.message}\n${(error.stack ?? '').split('\n').slice(1, 5).join('\n')}`
    : String(error);
}
