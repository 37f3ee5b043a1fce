/** What the catalogue says of a kernel function, as Markdown. */

import {
  argAt,
  availableAt,
  compareVersions,
  flagsAt,
  releasersOf,
  returnsAt,
} from '../../bpf/kernel/index.ts';
import { PROGRAM_TYPES, type ProgramTypeName } from '../../bpf/kernel/program-types.ts';
import type { KernelFunction, Version } from '../../bpf/kernel/types.ts';
import { inRange } from '../../bpf/kernel/versions.ts';
import { words } from '../../bpf/words/hover.ts';
import { saidInEnglishHover, saidInHover } from '../../bpf/words/language.ts';
import { updateFlags } from './hover/map.ts';

/** Prototype, one paragraph, and what the target kernel asks of a call. */
export function functionHover(fn: KernelFunction, kernel: Version): string {
  const facts = [
    list(words().kind[fn.kind], availability(fn, kernel)),
    list(words().returns, result(fn, kernel)),
    list(words().arguments, argumentsOf(fn, kernel)),
    list(words().flags, takesUpdateFlags(fn) ? updateFlags(kernel) : ''),
    list(words().context, context(fn, kernel)),
    list(words().programs, programs(fn, kernel)),
    list(words().useInstead, fn.replacedBy ? `\`${fn.replacedBy}\`` : ''),
    list(words().evidence, evidence(fn)),
    ...(fn.notes ?? []).map(saidInEnglishHover),
  ].filter((fact) => fact !== '');
  const blocks = [
    `\`\`\`c\n${fn.prototype}\n\`\`\``,
    saidInHover(fn.doc),
    facts.map((fact) => `- ${fact}`).join('\n'),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

const takesUpdateFlags = (fn: KernelFunction): boolean =>
  fn.params.some(({ arg }) => arg.role === 'flags' && arg.set === 'map-update');
/** How it is known: macros and functions of headers are as they are written. */
function evidence(fn: KernelFunction): string {
  if (fn.proposedIn !== undefined || fn.kind === 'macro' || fn.kind === 'library') return '';
  return fn.verifiedOn === undefined ? words().readInSource : words().verifiedOn(fn.verifiedOn);
}

/** Where it goes on in a list, no space is left at the end of the line. */
function list(name: string, text: string): string {
  return text === '' ? '' : words().fact(name, text).replace(/ +\n/g, '\n');
}

function availability(fn: KernelFunction, kernel: Version): string {
  if (fn.proposedIn !== undefined)
    return availableAt(fn, kernel) ? words().withProposals : words().proposed(fn.proposedIn);
  if (fn.notCallable === 'destructor') return words().destructor;
  const since = fn.since === undefined ? '' : words().since(fn.since);
  const until = fn.until === undefined ? '' : words().until(fn.until);
  const span = words().span([since, until].filter(Boolean));
  if (!availableAt(fn, kernel)) return words().notIn(kernel, span);
  return words().facts([span || words().everyKernel, ...changedSince(fn, kernel)]);
}

/** What newer kernels than the target do differently. */
function changedSince(fn: KernelFunction, kernel: Version): string[] {
  const later = [
    ...fn.flags.map(({ since }) => since),
    ...(fn.returnsChanges ?? []).map(({ since }) => since),
    ...fn.params.flatMap((param) => (param.changes ?? []).map(({ since }) => since)),
  ].filter((since) => since !== undefined && compareVersions(since, kernel) > 0);
  const versions = [...new Set(later as Version[])].sort(compareVersions);
  return versions.length === 0 ? [] : [words().changesIn(words().list(versions))];
}

function result(fn: KernelFunction, kernel: Version): string {
  const returns = returnsAt(fn, kernel);
  const isNullable = 'nullable' in returns && returns.nullable === true;
  switch (returns.kind) {
    case 'reference': {
      const enders = returns.releasedBy ?? releasersOf(returns.struct);
      return words().ownedReference(isNullable, ended(enders));
    }
    case 'object':
      return words().pointer[returns.trust](isNullable);
    case 'slot-content':
      return words().slotContent;
    case 'map-value':
      return words().mapValue(isNullable);
    case 'memory':
      return returns.reference
        ? words().borrowedMemory(isNullable, ended(returns.releasedBy ?? []))
        : words().memory(isNullable);
    default:
      return '';
  }
}

function ended(names: readonly string[]): string {
  return names.length === 0 ? words().counterpart : words().oneOf(names.map((name) => `\`${name}\``));
}

/** One after another; where the catalogue says more of one than what is demanded, each on a line. */
function argumentsOf(fn: KernelFunction, kernel: Version): string {
  const told = fn.params.map((param, i) => {
    const doc = saidInEnglishHover(param.doc);
    return { name: `\`${param.name}\``, wanted: demand(fn, i, kernel), doc };
  });
  if (told.every(({ doc }) => doc === ''))
    return words().facts(told.flatMap(({ name, wanted }) => (wanted === '' ? [] : [`${name} ${wanted}`])));
  return told
    .map(({ name, wanted, doc }) => ({ name, parts: [doc, wanted].filter((part) => part !== '') }))
    .filter(({ parts }) => parts.length > 0)
    .map(({ name, parts }) => `\n  - ${words().told(name, words().facts(parts))}`)
    .join('');
}

function demand(fn: KernelFunction, index: number, kernel: Version): string {
  const arg = argAt(fn, index, kernel);
  if (arg?.role === 'slot') return words().slotAddress;
  if (arg?.role === 'transfer') return arg.nullable ? words().givenAwayOrNull : words().givenAway;
  if (arg?.role !== 'object') return '';
  const isNullable = arg.nullable === true;
  const demands = {
    release: words().released,
    trusted: words().trusted(isNullable),
    rcu: words().rcuPointer(isNullable),
    any: '',
  };
  return demands[arg.trust];
}

function context(fn: KernelFunction, kernel: Version): string {
  const flags = flagsAt(fn, kernel);
  const facts = [
    fn.sleepable || flags.includes('KF_SLEEPABLE') ? words().maySleep : '',
    flags.includes('KF_RCU_PROTECTED') ? words().onlyUnderRcu : '',
    flags.length > 0 ? flags.map((flag) => `\`${flag}\``).join(' ') : '',
  ].filter((text) => text !== '');
  return words().facts(facts);
}

const MOST_TYPES = 8;

function programs(fn: KernelFunction, kernel: Version): string {
  if (fn.programTypes === undefined) return '';
  const names = fn.programTypes
    .filter((rule) => inRange(rule, kernel))
    .map(({ type }) => {
      const known = PROGRAM_TYPES[type as ProgramTypeName];
      return known === undefined ? type : saidInHover(known.said);
    });
  if (names.length === 0) return '';
  const rest = names.length - MOST_TYPES;
  const shown = words().list(names.slice(0, MOST_TYPES));
  return rest > 0 ? words().andMore(shown, rest) : shown;
}
