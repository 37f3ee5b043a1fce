/** `check`: text in, findings out. No I/O but the reader; `initChecker` must have resolved once. */

import { lowerModule } from '../../bpf/flow/module.ts';
import { libbpfNear } from '../../bpf/flow/user/libbpf-version.ts';
import { type UserSpace, userSpaceOf } from '../../bpf/flow/user/user-space.ts';
import { DEFAULT_LIBBPF } from '../../bpf/kernel/versions.ts';
import { unitsOf } from '../../bpf/project/includers.ts';
import { isHostTest } from '../../bpf/syntax/detect.ts';
import { parseFile } from '../../bpf/syntax/file.ts';
import { dirname } from '../../bpf/syntax/paths.ts';
import { atOnce } from '../../bpf/syntax/slices.ts';
import type { FileReader, ParsedFile } from '../../bpf/syntax/types.ts';
import { BUDGET } from '../analysis/budget.ts';
import { type Ledger, sortedCosts } from '../analysis/domain/cost.ts';
import { type Memory, newMemory } from '../analysis/incremental.ts';
import type { UserMaps } from '../analysis/user/maps.ts';
import type { CheckFile, CheckOptions, Diagnostic, FileResult, UnitOf } from './types.ts';
import { checkWhole, resultsFrom } from './whole/check-whole.ts';
import { linked, readBefore } from './whole/linked.ts';
import { type Whole, wholeOf } from './whole/whole.ts';

export const checkFile: CheckFile = (path, text, reader, options) => {
  if (isHostTest(path, text)) return nothingFound(path);
  const user = userSpaceOf(path, text, reader, options.libbpf);
  if (user?.attention === 'never') return nothingFound(path);
  const libbpf = options.libbpf ?? (user && libbpfNear(path, reader));
  if (user) return checkParsed(parseFile(path, text, user.reader), reader, { ...options, libbpf }, user);
  const asked = { path, text };
  const found = atOnce(unitsOf({ reader, path, text })).flatMap((unit) => {
    const built = reader.read(unit, reader.scope?.(path));
    return built === undefined ? [] : (checkBuilt({ path: unit, text: built }, asked, reader, options) ?? []);
  });
  return merged(found) ?? checkBuilt(asked, asked, reader, options) ?? nothingFound(path);
};

export const unitOf: UnitOf = (path, text, reader) => atOnce(unitsOf({ reader, path, text }))[0] ?? path;

/** Of a file of which nothing is wanted. */
export const nothingFound = (path: string): FileResult => ({ path, diagnostics: [], incomplete: [] });

export function checkParsed(
  file: ParsedFile,
  reader: FileReader,
  options: CheckOptions,
  user?: UserSpace,
): FileResult {
  const { kernel } = options;
  const whole = wholeOf(file, lowerModule(file, { kernel, hasVariableArrays: user !== undefined }));
  const result = resultOf({ whole, memory: newMemory() }, file.path, options, reader, user);
  return user ? ofUserSpace(result!) : result!;
}

/** What of other C is not understood is nobody's matter: only its operations on maps are judged. */
export const ofUserSpace = (result: FileResult): FileResult => ({ ...result, incomplete: [] });

export function userMaps({ objects, filledByPrograms }: UserSpace, libbpf = DEFAULT_LIBBPF): UserMaps {
  return { objects, filledByPrograms, libbpf };
}

interface Named {
  readonly path: string;
  readonly text: string;
}

/** Kept: its parts are often asked for next. */
interface Kept {
  readonly whole: Whole;
  readonly memory: Memory;
}

interface Entry {
  readonly kernel: string;
  readonly one: Kept;
  /** How often it was asked for. */
  uses: number;
}

const MOST_KEPT = 3;
const kept = new WeakMap<FileReader, readonly Entry[]>();

/** What a folder's files asked for most often, the latest first: headers come again and again to what includes them. */
function keepBest(now: Entry, known: readonly Entry[]): readonly Entry[] {
  const folder = dirname(now.one.whole.built.path);
  const others = known.filter((one) => one !== now);
  const isHere = ({ one }: Entry) => dirname(one.whole.built.path) === folder;
  const best = others.toSorted((a, b) => Number(isHere(b)) - Number(isHere(a)) || b.uses - a.uses);
  return [now, ...best.slice(0, MOST_KEPT - 1)];
}

/** The findings of a file, as a part of one that is built; undefined: it is none of it. */
function checkBuilt(
  built: Named,
  asked: Named,
  reader: FileReader,
  options: CheckOptions,
): FileResult | undefined {
  const { kernel } = options;
  const known = kept.get(reader) ?? [];
  const before = known.find(
    ({ kernel: target, one }) => target === kernel && isAsItWas(one.whole, built, asked, reader),
  );
  const now = before ?? { kernel, one: readBuilt(built, asked, reader, kernel), uses: 0 };
  now.uses++;
  kept.set(reader, keepBest(now, known));
  return resultOf(now.one, asked.path, options, reader);
}

function readBuilt(built: Named, asked: Named, reader: FileReader, kernel: string): Kept {
  const own = withText(reader, asked);
  const { file, module } = readBefore(built.path, built.text, own, kernel) ?? readNow(built, own, kernel);
  return { whole: atOnce(linked(wholeOf(file, module), own, kernel)), memory: newMemory() };
}

function readNow({ path, text }: Named, reader: FileReader, kernel: string) {
  const file = parseFile(path, text, reader);
  return { file, module: lowerModule(file, { kernel }) };
}

/** Reads a file as it is given, whatever the disk says, and as far as may be read from there. */
export function withText(reader: FileReader, { path, text }: Named): FileReader {
  const { scope, project } = reader;
  return {
    ...reader,
    read: (at, within) => (at === path ? text : reader.read(at, within)),
    ...(scope ? { scope: () => scope(path) } : {}),
    ...(project ? { project: () => project(path) } : {}),
  };
}

function isAsItWas({ built: before, files }: Whole, built: Named, asked: Named, reader: FileReader): boolean {
  if (before.path !== built.path || before.text !== built.text) return false;
  const scope = reader.scope?.(built.path);
  return [...files.values()].every(({ path, text }) => {
    if (path === built.path) return true;
    return text === (path === asked.path ? asked.text : reader.read(path, scope));
  });
}

function resultOf(
  { whole, memory }: Kept,
  path: string,
  { kernel, libbpf, isMeasured }: CheckOptions,
  reader: FileReader,
  user?: UserSpace,
): FileResult | undefined {
  const maps = user && userMaps(user, libbpf);
  const functions = reader.project?.(path)?.functions;
  const ledger: Ledger | undefined = isMeasured ? new Map() : undefined;
  const how = { kernel, budget: BUDGET, user: maps, functions, ledger };
  const checked = atOnce(checkWhole(whole, path, how, memory));
  const result = checked && atOnce(resultsFrom(whole, checked, kernel));
  return result && ledger ? { ...result, cost: sortedCosts(ledger) } : result;
}

/** What several files that are built have found in one: each finding once. */
function merged(all: readonly FileResult[]): FileResult | undefined {
  const [first, ...others] = all;
  if (!first || others.length === 0) return first;
  return {
    path: first.path,
    diagnostics: once(all.flatMap(({ diagnostics }) => diagnostics)),
    incomplete: [
      ...new Map(all.flatMap(({ incomplete }) => incomplete).map((gap) => [gap.function, gap])).values(),
    ],
    ...(all.some(({ suppressed }) => suppressed)
      ? { suppressed: once(all.flatMap(({ suppressed }) => suppressed ?? [])) }
      : {}),
    ...(first.cost ? { cost: all.flatMap(({ cost }) => cost ?? []) } : {}),
  };
}

function once<T extends Diagnostic>(found: readonly T[]): T[] {
  return [...new Map(found.map((one) => [JSON.stringify([one.rule, one.range, one.message]), one])).values()];
}
