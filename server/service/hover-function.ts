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

/** Prototype, one paragraph, and what the target kernel asks of a call. */
export function functionHover(fn: KernelFunction, kernel: Version): string {
  const facts = [
    availability(fn, kernel),
    list('Returns', result(fn, kernel)),
    list('Arguments', argumentsOf(fn, kernel)),
    list('Context', context(fn, kernel)),
    list('Programs', programs(fn, kernel)),
    list('Use instead', fn.replacedBy ? `\`${fn.replacedBy}\`` : ''),
  ].filter((fact) => fact !== '');
  const blocks = [`\`\`\`c\n${fn.prototype}\n\`\`\``, fn.doc.en, facts.map((fact) => `- ${fact}`).join('\n')];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function list(name: string, text: string): string {
  return text === '' ? '' : `**${name}:** ${text}`;
}

function availability(fn: KernelFunction, kernel: Version): string {
  const what = fn.kind === 'kfunc' ? 'kfunc' : fn.kind === 'helper' ? 'helper' : `${fn.kind} of the headers`;
  if (fn.notCallable === 'never-merged') return `**${what}:** proposed, in no kernel`;
  if (fn.notCallable === 'destructor') return `**${what}:** called by the kernel, not by programs`;
  const since = fn.since === undefined ? '' : `since Linux ${fn.since}`;
  const until = fn.until === undefined ? '' : `until ${fn.until}, which no longer has it`;
  const span = [since, until].filter(Boolean).join(', ');
  if (!availableAt(fn, kernel)) return `**${what}:** **not in Linux ${kernel}** (${span})`;
  const changes = changedSince(fn, kernel);
  return `**${what}:** ${[span || 'in every kernel', ...changes].join('; ')}`;
}

/** What newer kernels than the target do differently. */
function changedSince(fn: KernelFunction, kernel: Version): string[] {
  const later = [
    ...fn.flags.map(({ since }) => since),
    ...(fn.returnsChanges ?? []).map(({ since }) => since),
    ...fn.params.flatMap((param) => (param.changes ?? []).map(({ since }) => since)),
  ].filter((since) => since !== undefined && compareVersions(since, kernel) > 0);
  const versions = [...new Set(later as Version[])].sort(compareVersions);
  return versions.length === 0 ? [] : [`changes in ${versions.join(', ')}`];
}

function result(fn: KernelFunction, kernel: Version): string {
  const returns = returnsAt(fn, kernel);
  const orNull = 'nullable' in returns && returns.nullable ? ', or NULL' : '';
  switch (returns.kind) {
    case 'reference': {
      const enders = returns.releasedBy ?? releasersOf(returns.struct);
      return `an owned reference${orNull}; ${ended(enders)} ends it`;
    }
    case 'object':
      return `${{ trusted: 'a trusted', rcu: 'an RCU', untrusted: 'an untrusted' }[returns.trust]} pointer${orNull}; not owned`;
    case 'slot-content':
      return 'what the slot held: an owned reference, or NULL';
    case 'map-value':
      return `a map value${orNull}`;
    case 'memory':
      return `memory${orNull}${returns.reference ? `; ${ended(returns.releasedBy ?? [])} gives it back` : ''}`;
    default:
      return '';
  }
}

function ended(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(' or ') || 'its counterpart';
}

function argumentsOf(fn: KernelFunction, kernel: Version): string {
  return fn.params
    .map((param, i) => {
      const wanted = demand(fn, i, kernel);
      return wanted === '' ? '' : `\`${param.name}\` ${wanted}`;
    })
    .filter((text) => text !== '')
    .join('; ');
}

function demand(fn: KernelFunction, index: number, kernel: Version): string {
  const arg = argAt(fn, index, kernel);
  if (arg?.role === 'slot') return 'is the address of a `__kptr` field';
  if (arg?.role === 'transfer') return `gives an owned reference away${arg.nullable ? ', or is NULL' : ''}`;
  if (arg?.role !== 'object') return '';
  const orNull = arg.nullable ? ' or NULL' : '';
  const words = {
    release: 'is owned, not NULL, and released',
    trusted: `is owned or trusted${orNull}: an RCU pointer is not enough`,
    rcu: `is owned, trusted or an RCU pointer${orNull || ', not NULL'}`,
    any: '',
  };
  return words[arg.trust];
}

function context(fn: KernelFunction, kernel: Version): string {
  const flags = flagsAt(fn, kernel);
  return [
    fn.sleepable || flags.includes('KF_SLEEPABLE') ? 'may sleep: only in sleepable programs' : '',
    flags.includes('KF_RCU_PROTECTED') ? 'only inside an RCU section' : '',
    flags.length > 0 ? flags.map((flag) => `\`${flag}\``).join(' ') : '',
  ]
    .filter((text) => text !== '')
    .join('; ');
}

const MOST_TYPES = 8;

function programs(fn: KernelFunction, kernel: Version): string {
  if (fn.programTypes === undefined) return '';
  const names = fn.programTypes
    .filter((rule) => inRange(rule, kernel))
    .map((rule) => PROGRAM_TYPES[rule.type as ProgramTypeName]?.title ?? rule.type);
  if (names.length === 0) return '';
  const rest = names.length - MOST_TYPES;
  return `${names.slice(0, MOST_TYPES).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
