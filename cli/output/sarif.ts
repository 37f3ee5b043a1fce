/** SARIF 2.1.0, for code-scanning services and editors: each path is a code flow. */

import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { printable } from '../../bpf/syntax/printable.ts';
import { words } from '../../bpf/words/cli.ts';
import type { RuleDoc } from '../../server/service/pages/rule-docs.ts';
import type {
  Diagnostic,
  FileResult,
  Fix,
  Incomplete,
  Range,
  Severity,
  Suppressed,
} from '../../server/service/types.ts';
import type { Reporter } from './report.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

const LEVEL: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

export interface SarifOptions {
  readonly version: string;
  readonly kernel: string;
  readonly rules: readonly RuleDoc[];
  readonly show: (path: string) => string;
}

/** SARIF is one document with its rules first, so it is printed at the end. */
export function sarifReporter(options: SarifOptions): Reporter {
  const indexOf = new Map(options.rules.map((rule, index) => [rule.id, index]));
  const results: unknown[] = [];
  const notifications: unknown[] = [];
  return {
    begin: () => '',
    file: (file) => {
      for (const found of file.diagnostics)
        results.push({ ...resultOf(file, found, indexOf, options), suppressions: [] });
      for (const found of file.suppressed ?? [])
        results.push({
          ...resultOf(file, found, indexOf, options),
          suppressions: [suppressionOf(file, found, options)],
        });
      for (const gap of file.incomplete) notifications.push(notificationOf(file, gap));
      return '';
    },
    end: () => `${JSON.stringify(documentOf(results, notifications, options))}\n`,
  };
}

function documentOf(
  results: unknown[],
  notifications: unknown[],
  { version, rules, kernel }: SarifOptions,
): unknown {
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'bpf-cpumask', version, rules: rules.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: notifications }],
        properties: { kernel },
        results,
      },
    ],
  };
}

function ruleOf(rule: RuleDoc): unknown {
  return {
    id: rule.id,
    shortDescription: { text: rule.title },
    help: { text: rule.docs, markdown: rule.docs },
    defaultConfiguration: { level: LEVEL[rule.severity] },
  };
}

function resultOf(
  file: FileResult,
  found: Diagnostic,
  indexOf: ReadonlyMap<string, number>,
  { show }: SarifOptions,
): object {
  const ruleIndex = indexOf.get(found.rule);
  const steps = found.path.map((step) => ({
    location: locationOf(step.path === undefined ? file.path : show(step.path), step.range, step.message),
  }));
  return {
    ruleId: found.rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: LEVEL[found.severity],
    message: { text: withoutLinks(found.message) },
    locations: [locationOf(file.path, found.range)],
    ...(steps.length === 0 ? {} : { codeFlows: [{ threadFlows: [{ locations: steps }] }] }),
    ...(found.fixes.length === 0 ? {} : { fixes: found.fixes.map((fix) => fixOf(file.path, fix)) }),
    properties: {
      ...(file.kernel === undefined ? {} : { kernel: file.kernel }),
      kernelMessage: found.kernelMessage,
      program: found.program,
    },
  };
}

/** Whether a fix is safe has no place in SARIF but among the properties. */
function fixOf(path: string, { title, safe, preferred, edits }: Fix): unknown {
  const replacements = edits.map(({ range, newText }) => ({
    deletedRegion: regionOf(range),
    ...(newText === '' ? {} : { insertedContent: { text: newText } }),
  }));
  return {
    description: { text: withoutLinks(title) },
    artifactChanges: [{ artifactLocation: { uri: uriOf(path) }, replacements }],
    properties: { safe, preferred },
  };
}

/** Each result says whether it is suppressed, as soon as one is (SARIF 2.1.0, 3.27.23). */
function suppressionOf(file: FileResult, { suppression }: Suppressed, { show }: SarifOptions): unknown {
  const { reason, range, path } = suppression;
  return {
    kind: 'inSource',
    ...(reason === '' ? {} : { justification: withoutLinks(reason) }),
    location: locationOf(path === undefined ? file.path : show(path), range),
  };
}

function notificationOf(file: FileResult, gap: Incomplete): unknown {
  return {
    level: 'note',
    message: { text: withoutLinks(words().wasNotFullyChecked(gap.function, gap.reason)) },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file.path) } } }],
  };
}

function locationOf(path: string, range: Range, message?: string): unknown {
  return {
    physicalLocation: { artifactLocation: { uri: uriOf(path) }, region: regionOf(range) },
    ...(message === undefined ? {} : { message: { text: withoutLinks(message) } }),
  };
}

/** `[text](target)` would be a link to whoever shows it (SARIF 2.1.0, 3.11.6). */
function withoutLinks(text: string): string {
  return printable(text).replaceAll('](', '] (');
}

/** SARIF counts from one; its end column is exclusive, as LSP's is. */
function regionOf({ start, end }: Range): unknown {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

/** Relative paths stay relative: the reader resolves them against the checkout. */
function uriOf(path: string): string {
  if (isAbsolute(path)) return pathToFileURL(path).href;
  const parts = path.replaceAll('\\', '/').split('/');
  return parts
    .filter((part, index) => part !== '.' || index > 0)
    .map(encodeURIComponent)
    .join('/');
}
