/** Settings and project file in one, and what follows from them. */
import { DEFAULT_KERNEL, targetKernel } from '../../../bpf/kernel/versions.ts';
import type { Project } from '../../../bpf/syntax/types.ts';
import type { Diagnostic, FileResult, Severity } from '../types.ts';
import type { SeverityChoice, Values } from './values.ts';

/** The first of both counts, for each key; of objects, for each name in them. */
export function over(first: Values, second: Values): Values {
  return {
    ...second,
    ...first,
    ...inBoth('severity', first, second),
    ...inBoth('functions', first, second),
    ...inBoth('programMacros', first, second),
  };
}

function inBoth<K extends 'severity' | 'functions' | 'programMacros'>(
  key: K,
  first: Values,
  second: Values,
): Pick<Values, K> | Record<string, never> {
  if (!first[key] || !second[key]) return {};
  return { [key]: { ...second[key], ...first[key] } } as Pick<Values, K>;
}

/** The target that the catalogue is asked for. */
export function kernelOf({ targetKernel: kernel = DEFAULT_KERNEL, proposedApis = false }: Values): string {
  return targetKernel(kernel, proposedApis);
}

/** Undefined: as found near the file. */
export function libbpfOf({ libbpf }: Values): string | undefined {
  return libbpf === 'auto' ? undefined : libbpf;
}

const projects = new Map<string, Project>();
const MOST_PROJECTS = 100;

/** What sources cannot say; the same object for the same values. */
export function projectOf({ functions = {}, programMacros = {}, objects = [] }: Values): Project | undefined {
  const key = JSON.stringify([functions, programMacros, objects]);
  if (key === '[{},{},[]]') return undefined;
  const known = projects.get(key);
  if (known) return known;
  if (projects.size >= MOST_PROJECTS) projects.clear();
  const project: Project = {
    key,
    functions: new Map(Object.entries(functions)),
    programs: new Map(Object.entries(programMacros)),
    objects,
  };
  projects.set(key, project);
  return project;
}

export type Choices = Pick<Values, 'severity' | 'onlyRules'>;

/** How a finding of a rule is shown. */
export function severityOf(
  { rule, severity }: Pick<Diagnostic, 'rule' | 'severity'>,
  { severity: chosen = {}, onlyRules = [] }: Choices,
): SeverityChoice {
  if (onlyRules.length > 0 && !onlyRules.includes(rule)) return 'off';
  return Object.hasOwn(chosen, rule) ? chosen[rule]! : severity;
}

/** A result as the settings want it shown. */
export function withSeverities(result: FileResult, choices: Choices): FileResult {
  if (!choices.severity && !choices.onlyRules?.length) return result;
  return {
    ...result,
    diagnostics: result.diagnostics.flatMap((found) => {
      const severity: SeverityChoice = severityOf(found, choices);
      return severity === 'off' ? [] : [{ ...found, severity: severity satisfies Severity }];
    }),
    ...(result.parts ? { parts: result.parts.map((part) => withSeverities(part, choices)) } : {}),
  };
}
