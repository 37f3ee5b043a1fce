/** The few colours of the text output; without colour every function returns its text. */
import type { Severity } from '../../server/service/types.ts';

export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly severity: (severity: Severity, text: string) => string;
}

const SEVERITY_CODE: Readonly<Record<Severity, string>> = {
  error: '1;31',
  warning: '1;33',
  information: '1;36',
  hint: '1;36',
};

export function styleOf(colour: boolean): Style {
  const paint = (code: string, text: string) =>
    colour && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text;
  return {
    bold: (text) => paint('1', text),
    dim: (text) => paint('2', text),
    severity: (severity, text) => paint(SEVERITY_CODE[severity], text),
  };
}
