/** C cut into tokens, roughly: what mutations cut and paste, and what tells whether a text is whole. */

export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly kind: 'comment' | 'string' | 'directive' | 'word' | 'number' | 'sign';
}

const PATTERN = [
  /(?<comment>\/\*[\s\S]*?(?:\*\/|$)|\/\/(?:\\\r?\n|[^\n])*)/,
  /(?<directive>(?<=^|\n)[ \t]*#(?:\\\r?\n|[^\n])*)/,
  /(?<string>"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?)/,
  /(?<number>\.?\d[\w.]*)/,
  /(?<word>[A-Za-z_]\w*)/,
  /(?<sign>->|\+\+|--|<<=?|>>=?|[=!<>+\-*/%&|^]=|&&|\|\||\.\.\.|##|[^\s])/,
];
const TOKEN = new RegExp(PATTERN.map(({ source }) => source).join('|'), 'g');

export function tokensOf(text: string): Token[] {
  return [...text.matchAll(TOKEN)].map((match) => {
    const [kind] = Object.entries(match.groups!).find(([, found]) => found !== undefined)!;
    const start = match.index;
    return { text: match[0], start, end: start + match[0].length, kind: kind as Token['kind'] };
  });
}

const OPENS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const CLOSES: ReadonlySet<string> = new Set(Object.values(OPENS));

/** Whether nothing of the text reaches over its end: brackets, comments, strings, lines and conditions are all closed. */
export function isWhole(text: string): boolean {
  const open: string[] = [];
  let conditions = 0;
  for (const token of tokensOf(text)) {
    if (token.kind === 'comment' && !isClosedComment(token.text)) return false;
    if (token.kind === 'string' && !isClosedString(token.text)) return false;
    if (token.kind === 'directive') {
      if (/\/\*|["'\\]/.test(token.text) && !/^\s*#\s*include/.test(token.text)) return false;
      if (/^\s*#\s*if/.test(token.text)) conditions++;
      if (/^\s*#\s*el/.test(token.text) && conditions === 0) return false;
      if (/^\s*#\s*endif/.test(token.text) && --conditions < 0) return false;
    }
    if (token.kind !== 'sign') continue;
    if (token.text in OPENS) open.push(OPENS[token.text]!);
    else if (CLOSES.has(token.text) && open.pop() !== token.text) return false;
  }
  return open.length === 0 && conditions === 0 && /[;}]\s*$/.test(withoutComments(text));
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');
}

const isClosedComment = (text: string) =>
  text.startsWith('//') ? !/\\\r?\n/.test(text) : text.length > 3 && text.endsWith('*/');
const isClosedString = (text: string) =>
  text.length > 1 && text.endsWith(text[0]!) && !/[^\\](?:\\\\)*\\.$/.test(text);
