/**
 * Files are told in the order in which they were named, and checked in groups: a header together with the file that is
 * built with it, while what was read and explored of that one is still there.
 *
 *      named    ops.h   a.bpf.c   b.bpf.c           ops.h is read as a part of b.bpf.c
 *      checked  ops.h   b.bpf.c   a.bpf.c
 *      told     ops.h   a.bpf.c   b.bpf.c           b.bpf.c waits until it is its turn
 */
import type { FileReader } from '../bpf/syntax/types.ts';
import type { ProjectFile } from '../server/service/settings/project-file.ts';
import { checkAndFix, type Outcome } from './fix.ts';
import type { CheckCommand } from './input/args.ts';
import type { Input } from './input/files.ts';
import type { Sources } from './input/reader.ts';
import type { Services } from './services.ts';
import type { Terminal } from './terminal.ts';

/** What there is to tell of one file: why it could not be read, a fault of ours, or what was found. */
export type Checked =
  | { readonly reason: string }
  | { readonly error: unknown }
  | {
      readonly outcome: Outcome;
      /** Its bytes are no UTF-8. */
      readonly isLossy: boolean;
      readonly problems: readonly ProjectFile[];
      /** Names that it would have read from outside of its scope. */
      readonly outside: readonly string[];
    };

interface Context {
  readonly services: Pick<Services, 'check' | 'fix' | 'unitOf'>;
  readonly terminal: Terminal;
}

/** Checks every file once, as long as somebody reads what is told. `step`: the how many-th is begun; `groupOf`: see `groups`. */
export async function* checkedInTurn(
  inputs: readonly Input[],
  command: CheckCommand,
  context: Context,
  sources: Sources,
  groupOf: (input: Input) => readonly Input[],
  step: (index: number, input: Input) => void,
): AsyncGenerator<readonly [Input, Checked], void, void> {
  const ahead = new Map<Input, Checked>();
  let begun = 0;
  for (const input of inputs) {
    if (!ahead.has(input))
      for (const one of groupOf(input)) {
        if (context.terminal.out.closed()) return;
        step(begun++, one);
        ahead.set(one, await checkOne(one, command, context, sources));
      }
    const checked = ahead.get(input)!;
    // Results are small, texts are not: nobody needs it afterwards.
    ahead.delete(input);
    yield [input, checked];
  }
}

/** A file with those that are checked together with it. A fix changes what is read, so each is on its own then. */
export function groups(
  inputs: readonly Input[],
  { fixing }: CheckCommand,
  { services }: Context,
  { reader }: Sources,
): (input: Input) => readonly Input[] {
  if (fixing.choice !== 'none' || inputs.length < 2) return (input) => [input];
  const byUnit = new Map<string, Input[]>();
  const known = new Map<Input, string>();
  for (const input of inputs) {
    const unit = unitOf(input, services, reader);
    known.set(input, unit);
    const group = byUnit.get(unit);
    if (group) group.push(input);
    else byUnit.set(unit, [input]);
  }
  return (input) => byUnit.get(known.get(input)!)!;
}

/** A fault of ours costs a file its company: it is checked on its own, and told what is wrong with it there. */
function unitOf({ path, stdin }: Input, services: Pick<Services, 'unitOf'>, reader: FileReader): string {
  try {
    const text = stdin ? undefined : reader.read(path, reader.scope?.(path));
    return text === undefined ? path : services.unitOf(path, text, reader);
  } catch {
    return path;
  }
}

/** A fault of ours on one file must not cost the user the others. */
export async function checkOne(
  input: Input,
  command: CheckCommand,
  { services, terminal }: Context,
  sources: Sources,
): Promise<Checked> {
  const source = await sources.load(input);
  if (source.kind === 'failed') return { reason: source.reason };
  try {
    const outcome = checkAndFix(input, source, command, { services, sources, terminal });
    const [problems, outside] = [sources.takeProjectProblems(), sources.takeOutside()];
    return { outcome, isLossy: source.lossy, problems, outside };
  } catch (error) {
    return { error };
  }
}
