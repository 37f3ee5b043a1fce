/** Names and text of a source in what people read: nothing in them is obeyed by a terminal, an editor or Markdown. */

/** What a terminal would obey, or what makes text read other than it is: escapes, controls, direction overrides. */
const UNPRINTABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** Text safe to print on one line: a path or message with an escape sequence in it stays text. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}

/** The same for text of several lines. */
export function printableLines(text: string): string {
  return text.split(/\r?\n/).map(printable).join('\n');
}

/** A name within a Markdown sentence: no mark, link, entity or tag in it. */
export function inMarkdown(name: string): string {
  return printable(name).replace(/[\\`*_{}[\]()<>#+!|~&:@$-]/g, '\\$&');
}
