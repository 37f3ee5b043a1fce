/** What the catalogue says of a flag of map operations, and of a map type, as Markdown. */
import { CPU_FLAGS_SINCE, LIBBPF_CPU_FLAGS_SINCE } from '../../../bpf/kernel/changes.ts';
import { MAP_UPDATE_FLAGS } from '../../../bpf/kernel/flags.ts';
import { programUpdate } from '../../../bpf/kernel/map-operations/index.ts';
import { FLAG_DOCS, MAP_TYPE_DOCS } from '../../../bpf/kernel/map-operations/texts.ts';
import { operationsOf, refusalsOf, takersOf } from '../../../bpf/kernel/map-operations/who-takes.ts';
import { mapType } from '../../../bpf/kernel/maps.ts';
import type { Version } from '../../../bpf/kernel/types.ts';
import { compareVersions } from '../../../bpf/kernel/versions.ts';
import { words } from '../../../bpf/words/hover.ts';
import { saidInHover } from '../../../bpf/words/language.ts';

type Flag = keyof typeof MAP_UPDATE_FLAGS;

const PREFIX = 'BPF_MAP_TYPE_';
const isFlag = (name: string): name is Flag => Object.hasOwn(MAP_UPDATE_FLAGS, name);
const isNew = (flag: Flag): boolean => flag === 'BPF_F_CPU' || flag === 'BPF_F_ALL_CPUS';

/** undefined: the name is neither. */
export function mapWordHover(name: string, kernel: Version): string | undefined {
  if (isFlag(name)) return flagHover(name, kernel);
  return name.startsWith(PREFIX) ? typeHover(name) : undefined;
}

function flagHover(flag: Flag, kernel: Version): string {
  // What the kernel that has the flag does with it; an older one refuses it everywhere.
  const asked = isNew(flag) && compareVersions(kernel, CPU_FLAGS_SINCE) < 0 ? CPU_FLAGS_SINCE : kernel;
  const value = MAP_UPDATE_FLAGS[flag];
  const takers = takersOf(value, asked).map(({ operations, maps }) =>
    words().flagTakers(operations.map(shown), words().list(maps)),
  );
  const refusals = refusalsOf(value, asked).map((errno) => `\`-${errno}\``);
  const facts = [
    sinceOf(flag, kernel),
    list(words().userSpace, words().facts(takers)),
    list(words().inProgram, fromPrograms(value, kernel)),
    list(words().elsewhere, words().list(refusals)),
  ];
  return page(`${flag} = ${value}`, saidInHover(FLAG_DOCS[flag]), facts);
}

function sinceOf(flag: Flag, kernel: Version): string {
  if (!isNew(flag)) return '';
  const since = words().flagSince(CPU_FLAGS_SINCE, LIBBPF_CPU_FLAGS_SINCE);
  return compareVersions(kernel, CPU_FLAGS_SINCE) < 0
    ? words().facts([since, words().notInTarget(kernel)])
    : since;
}

const KINDS_OF_PROGRAMS = [
  'ARRAY',
  'PERCPU_ARRAY',
  'HASH',
  'PERCPU_HASH',
  'LRU_HASH',
  'LRU_PERCPU_HASH',
  'LPM_TRIE',
];

/** Maps of which bpf_map_update_elem() takes the flag. */
function fromPrograms(flag: number, kernel: Version): string {
  const takes = KINDS_OF_PROGRAMS.filter((name) =>
    [true, false].some((present) => {
      const hasLock = !name.includes('PERCPU') && !name.includes('LRU') && name !== 'LPM_TRIE';
      const at = { present, full: false, hasLock };
      return programUpdate(PREFIX + name, BigInt(flag), at, kernel)?.result === 'ok';
    }),
  );
  return takes.length === 0 ? words().neverInPrograms : words().list(takes);
}

function typeHover(name: string): string | undefined {
  const short = name.slice(PREFIX.length);
  const doc = Object.hasOwn(MAP_TYPE_DOCS, short) ? MAP_TYPE_DOCS[short] : undefined;
  if (!doc) return undefined;
  const type = mapType(name);
  const operations = operationsOf(name).map((operation) => `\`${shown(operation)}\``);
  const flags = (Object.keys(MAP_UPDATE_FLAGS) as Flag[]).filter((flag) =>
    takersOf(MAP_UPDATE_FLAGS[flag], CPU_FLAGS_SINCE).some(
      ({ operations: some, maps }) => some.includes('update') && maps.includes(short),
    ),
  );
  const facts = [
    list(words().userSpace, words().list(operations)),
    list(words().updateFlags, words().list(flags.map((flag) => `\`${flag}\``))),
    type?.kptrSince === undefined ? '' : words().kptrsSince(type.kptrSince),
    type?.needsNoPrealloc ? words().needsNoPrealloc : '',
  ];
  return page(name, saidInHover(doc), facts);
}

/** The flags of bpf_map_update_elem()'s own hover. */
export function updateFlags(kernel: Version): string {
  const names = Object.keys(MAP_UPDATE_FLAGS) as Flag[];
  const [later, usual] = [names.filter(isNew), names.filter((flag) => !isNew(flag))];
  const text = (flags: readonly Flag[]) =>
    words().list(flags.map((flag) => `\`${flag}\` ${MAP_UPDATE_FLAGS[flag]}`));
  const refused = programUpdate(`${PREFIX}PERCPU_ARRAY`, BigInt(MAP_UPDATE_FLAGS.BPF_F_CPU), PRESENT, kernel);
  return words().facts([text(usual), words().onlyUserSpace(text(later), refused?.result ?? '')]);
}
const PRESENT = { present: true, full: false, hasLock: false };

const shown = (operation: string): string => operation.replaceAll('_', ' ');

const list = (name: string, text: string): string => (text === '' ? '' : words().fact(name, text));

function page(code: string, doc: string, facts: readonly string[]): string {
  const told = facts.filter((fact) => fact !== '').map((fact) => `- ${fact}`);
  return [`\`\`\`c\n${code}\n\`\`\``, doc, told.join('\n')].filter((block) => block !== '').join('\n\n');
}
