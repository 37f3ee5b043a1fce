/** One interface over the output formats: each gets the results one by one and may print as they come. */
import type { Diagnostic, FileResult, PathStep, Suppressed } from '../../server/service/types.ts';
import type { SourceLines } from './source.ts';
import type { FixReport, RenderOptions, Totals } from './text.ts';
import { renderBrief, renderFile, renderSummary } from './text.ts';

export interface Reporter {
  begin(): string;
  file(result: FileResult, source: SourceLines, fixes?: FixReport): string;
  end(totals: Totals): string;
}

export function textReporter(options: RenderOptions): Reporter {
  return {
    begin: () => '',
    file: (result, source, fixes) => renderFile(result, source, options, fixes),
    end: (totals) => renderSummary(totals, options),
  };
}

/** Beside a diff: a line for each fix in it, and for each finding that it leaves. */
export function briefReporter(options: RenderOptions): Reporter {
  return {
    begin: () => '',
    file: (result, _, fixes) => renderBrief(result, fixes, options),
    end: (totals) => renderSummary(totals, options),
  };
}

/** The JSON contract, version 1: one line a file, so that big runs can be read as they come. */
export function jsonReporter(kernel: string, show: (path: string) => string): Reporter {
  let first = true;
  return {
    begin: () => `{"version":1,"kernel":${JSON.stringify(kernel)},"files":[`,
    file: (result, _, fixes) => {
      const comma = first ? '' : ',';
      first = false;
      return `${comma}\n${JSON.stringify({ ...plainResult(result, show), ...plainFixes(fixes) })}`;
    },
    end: () => '\n]}\n',
  };
}

/** Exactly the contract's keys in its order, whatever else the service's objects carry. */
function plainResult(result: FileResult, show: (path: string) => string): FileResult {
  const { suppressed = [] } = result;
  return {
    path: result.path,
    ...(result.kernel === undefined ? {} : { kernel: result.kernel }),
    diagnostics: result.diagnostics.flatMap((found) =>
      eachProgram(found).map((one) => plainDiagnostic(one, show)),
    ),
    incomplete: result.incomplete.map((gap) => ({ function: gap.function, reason: gap.reason })),
    ...(result.cost ? { cost: result.cost } : {}),
    ...(suppressed.length > 0
      ? {
          suppressed: suppressed.flatMap((found) =>
            eachProgram(found).map((one) => plainSuppressed(one, show)),
          ),
        }
      : {}),
  };
}

/** `fixed` is there when fixes were to be applied: what was done, in order. */
function plainFixes(fixes: FixReport | undefined): { readonly fixed?: unknown } {
  if (!fixes) return {};
  return { fixed: fixes.applied.map(({ rule, title, safe, now }) => ({ rule, title, safe, position: now })) };
}

/** A finding that several programs share, once for each. */
function eachProgram<T extends Diagnostic>(found: T): T[] {
  return [found, ...(found.others ?? []).map((other) => ({ ...found, ...other }))];
}

function plainDiagnostic(found: Diagnostic, show: (path: string) => string): Diagnostic {
  const { rule, severity, message, kernelMessage, range, program, fixes } = found;
  const path = found.path.map((step) => plainStep(step, show));
  return { rule, severity, message, kernelMessage, range, program, path, fixes };
}

function plainSuppressed(found: Suppressed, show: (path: string) => string): Suppressed {
  const { reason, range, path } = found.suppression;
  const suppression = { reason, range, ...(path === undefined ? {} : { path: show(path) }) };
  return { ...plainDiagnostic(found, show), suppression };
}

function plainStep(step: PathStep, show: (path: string) => string): PathStep {
  const plain = { message: step.message, range: step.range };
  return step.path === undefined ? plain : { ...plain, path: show(step.path) };
}
