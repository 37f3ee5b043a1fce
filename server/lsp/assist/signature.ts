/** Signature help: the prototype, what each parameter is, and what else there is to know. */
import type { Position, SignatureHelp } from 'vscode-languageserver';
import { isUserC } from '../../../bpf/syntax/detect.ts';
import { saidInHover } from '../../../bpf/words/language.ts';
import { signatureAt } from '../../service/assist/signature.ts';
import type { Doc } from '../documents.ts';
import { spoken } from '../hovers.ts';
import { MarkupKind } from '../wire/values.ts';

export function signatureHelp(doc: Doc, position: Position, isAlone: boolean): SignatureHelp | null {
  const { suggest } = doc.settings;
  const text = doc.text.getText();
  if (!doc.isOn || suggest === 'off' || isUserC(doc.uri, text)) return null;
  const found = signatureAt({
    text,
    offset: doc.text.offsetAt(position),
    known: doc.session.latest(),
    isAlone: isAlone || suggest === 'all',
  });
  if (!found) return null;
  const { fn, index } = found;
  const notes = [spoken(doc, () => saidInHover(fn.doc)), ...(fn.notes ?? [])];
  const parameters = fn.params.map(({ name, type, doc: said }) => ({
    label: `${type}${type === '' || type.endsWith('*') ? '' : ' '}${name}`,
    ...(said === undefined ? {} : { documentation: said }),
  }));
  const documentation = { kind: MarkupKind.PlainText, value: notes.join('\n\n') };
  // What a macro takes may be missing in its prototype.
  const isWritten = fn.params.every(({ name }) => fn.prototype.includes(name));
  const written = `${fn.name}(${parameters.map(({ label }) => label).join(', ')})`;
  const label = isWritten ? fn.prototype.replace(/;$/, '') : written;
  return {
    signatures: [{ label, documentation, parameters }],
    activeSignature: 0,
    activeParameter: index,
  };
}
